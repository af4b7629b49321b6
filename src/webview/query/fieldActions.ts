import type { PanelController } from '../panel/controller.ts'
import { countBy, filterValue } from './valueTerms.ts'

/** Does what an entry of the menu of a value says. */
export function actOnField(id: string, { name, value }: { readonly name: string; readonly value: string | undefined }, controller: PanelController): void {
  const { query } = controller.store.current
  switch (id) {
    case 'filter':
    case 'out':
      return controller.apply(filterValue(query, name, value, id === 'out'))
    case 'count':
      return controller.apply(countBy(query, name))
    case 'highlight':
      return controller.hooks.highlight?.(value ?? '')
    case 'column':
      return controller.columns.add(name)
    case 'copy':
      return void controller.rows.copyText(value ?? '')
    case 'path':
      return void controller.rows.copyText(name)
  }
}
