/** The menus of the list's header: what they offer, and what becomes of it. */
import { isText, type TimeForm } from '../../common/listColumns.ts'
import type { Direction } from '../../engine/query/editing.ts'
import { RAW_COLUMN } from '../../common/page.ts'
import type { PanelController } from '../panel/controller.ts'
import { strings } from '../strings.ts'
import type { MenuItem } from '../ui/menu.tsx'

/** What is open at the header. */
export type Popup = { readonly kind: 'columns' | 'time' | 'color' } | { readonly kind: 'column'; readonly id: string }

const FORMS: readonly TimeForm[] = ['short', 'full', 'relative', 'delta', 'previous']
const ZONES = ['log', 'local', 'utc'] as const
/** Fields that a menu offers; others are found among the columns. */
const MOST_OFFERED = 40

const texts = strings.columns
const check = (id: string, label: string, checked: boolean, separator = false): MenuItem => ({ id, label, checked, separator, icon: checked ? 'check' : 'blank' })

export function menuItems(popup: Popup, controller: PanelController, canSort: boolean): readonly MenuItem[] {
  const { view, settings } = controller.store.current
  switch (popup.kind) {
    case 'time':
      return [
        ...FORMS.map((form) => check(`form ${form}`, strings.times.forms[form], (view.times ?? 'short') === form)),
        ...ZONES.map((zone, i) => check(`zone ${zone}`, strings.times.zones[zone], (settings.displayTimeZone ?? 'log') === zone, i === 0)),
      ]
    case 'color':
      return [
        check('color ', texts.noColor, view.colorBy === undefined),
        ...offered(controller).map((name) => check(`color ${name}`, name, view.colorBy === name)),
      ]
    case 'column':
      return columnItems(popup.id, controller, canSort)
    case 'columns':
      return []
  }
}

function columnItems(id: string, controller: PanelController, canSort: boolean): readonly MenuItem[] {
  const { columns, store } = controller
  const { view } = store.current
  const { names, canChoose } = columns
  const at = names.indexOf(id)
  const items: MenuItem[] = []
  if (canSort) {
    const by = controller.sorting.by(id)
    items.push({ id: 'sort ascending', label: texts.ascending, icon: 'arrow-up' }, { id: 'sort descending', label: texts.descending, icon: 'arrow-down' })
    if (by) items.push({ id: 'sort ', label: texts.unsorted })
  }
  if (canChoose && id === 'time') items.push(...menuItems({ kind: 'time' }, controller, false).map((item, i) => (i === 0 ? { ...item, separator: items.length > 0 } : item)))
  items.push({ id: 'fit', label: texts.fit, icon: 'arrow-both', separator: items.length > 0 }, { id: 'fitAll', label: texts.fitAll })
  if (canChoose) {
    items.push(
      { id: 'left', label: texts.left, icon: 'arrow-left', disabled: at <= 0, separator: true },
      { id: 'right', label: texts.right, icon: 'arrow-right', disabled: at === names.length - 1 },
      { id: 'hide', label: texts.hide, icon: 'eye-closed', disabled: names.length < 2 },
    )
    if (!isText(id) && id !== 'time') items.push(check(`color ${view.colorBy === id ? '' : id}`, texts.color, view.colorBy === id, true))
    items.push({ id: 'columns', label: texts.choose, icon: 'list-selection', separator: true })
  }
  items.push({ id: 'reset', label: texts.reset, icon: 'discard' })
  if (canChoose) items.push(check('raw', texts.rawText, view.raw === true))
  return items
}

/** Fields by which rows can be coloured: those that are shown first. */
function offered({ columns, store }: PanelController): readonly string[] {
  const known = (store.current.fields ?? []).map(({ name }) => name)
  const names = new Set([...columns.names, ...known].filter((name) => !isText(name) && name !== 'time' && !name.startsWith(`${RAW_COLUMN}.`)))
  return [...names].slice(0, MOST_OFFERED)
}

/** Does what was chosen in the menu of `popup`; what it opens, if anything. `fit` sets the widths of columns to what is in them. */
export function choose(popup: Popup, item: string, controller: PanelController, fit: (ids?: readonly string[]) => void): Popup | undefined {
  const { columns } = controller
  const [what, ...rest] = item.split(' ')
  const value = rest.join(' ')
  const id = popup.kind === 'column' ? popup.id : ''
  if (what === 'form') columns.change({ times: value === 'short' ? undefined : (value as TimeForm) })
  else if (what === 'zone') controller.setSetting('displayTimeZone', value)
  else if (what === 'color') columns.change({ colorBy: value === '' ? undefined : value })
  else if (what === 'left' || what === 'right') columns.move(id, what === 'left' ? -1 : 1)
  else if (what === 'hide') columns.hide(id)
  else if (what === 'fit') fit([id])
  else if (what === 'fitAll') fit()
  else if (what === 'reset') columns.reset()
  else if (what === 'raw') columns.toggleRaw()
  else if (what === 'sort') controller.sorting.to(id, (value || undefined) as Direction | undefined)
  else if (what === 'columns') return { kind: 'columns' }
  return undefined
}
