import type { JSX } from 'preact'
import type { PanelController } from '../panel/controller.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { actOnField } from '../query/fieldActions.ts'
import { canFilter } from '../query/valueTerms.ts'

const words = strings.detail

/** What the menu of a field is for. */
export interface FieldTarget {
  readonly anchor: HTMLElement
  readonly name: string
  /** Undefined: the row has no such field. */
  readonly value: string | undefined
  /** Queries know it by this name. */
  readonly isField: boolean
}

/** What can be done with a value and its field. */
export function FieldMenu({ target, onClose }: { target: FieldTarget; onClose(): void }): JSX.Element {
  const controller = useController()
  return (
    <Menu
      items={itemsFor(target, controller)}
      anchor={{ current: target.anchor }}
      label={words.actions({ name: target.name })}
      onChoose={(id) => actOnField(id, target, controller)}
      onClose={onClose}
    />
  )
}

function itemsFor({ name, value, isField }: FieldTarget, { hooks, columns }: PanelController): MenuItem[] {
  const filter = isField && canFilter(value)
  const items: (MenuItem | false)[] = [
    filter && { id: 'filter', label: words.filterFor, icon: 'filter' },
    filter && { id: 'out', label: words.filterOut, icon: 'circle-slash' },
    isField && { id: 'count', label: words.countBy, icon: 'list-ordered' },
    hooks.highlight !== undefined && value !== undefined && canFilter(value) && { id: 'highlight', label: words.highlight, icon: 'symbol-color' },
    isField && columns.canChoose && !columns.names.includes(name) && { id: 'column', label: words.addColumn, icon: 'split-horizontal' },
    value !== undefined && { id: 'copy', label: words.copyValue, icon: 'copy', separator: isField },
    name !== '' && { id: 'path', label: words.copyPath, icon: 'blank' },
  ]
  return items.filter((item) => item !== false)
}
