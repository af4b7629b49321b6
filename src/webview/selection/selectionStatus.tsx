import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { selectedRows } from '../scroll/selection.ts'
import { describeSelection, formatNumber, formatSpan } from '../status/format.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { BUSY, glyph } from '../ui/glyph.tsx'

const words = strings.selection

/** How many rows are selected, over which time, and what their numbers come to: a click chooses the column, and copies. */
export function SelectionStatus(): JSX.Element {
  const controller = useController()
  const selection = useStore(controller.store, (model) => model.scroll.selection)
  const figures = useStore(controller.store, (model) => model.figures)
  const anchor = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const { found, column, columns = [], busy } = figures ?? {}
  const rows = describeSelection(found?.rows ?? selectedRows(selection))
  const span = found?.from !== undefined && found.to !== undefined ? formatSpan(found.to - found.from) : undefined
  const sums = FIGURES.flatMap((name) => (found?.[name] === undefined ? [] : [{ name, text: formatNumber(found[name]), exact: found[name] }]))
  const items: MenuItem[] = [
    ...columns.map((name) => ({ id: `column ${name}`, label: words.of({ column: name }), checked: name === column, icon: name === column ? 'check' : 'blank' })),
    ...sums.map(({ name, text }, i) => ({ id: `copy ${name}`, label: `${words.figures[name]} ${text}`, icon: 'copy', separator: i === 0 })),
  ]
  const choose = (item: string): void => {
    const [what, ...rest] = item.split(' ')
    const value = rest.join(' ')
    if (what === 'column') controller.figures.choose(value, true)
    else void controller.rows.copyText(sums.find(({ name }) => name === value)?.exact ?? '')
  }
  return (
    <>
      <span class="status-right" role="status" data-testid="status-right">
        {[rows, span].filter(Boolean).join(' · ')}
      </span>
      {busy && (
        <button type="button" class="status-button" data-testid="figures-cancel" title={words.adding} onClick={() => controller.figures.cancel()}>
          {glyph(BUSY)} {strings.cancel}
        </button>
      )}
      {figures && columns.length > 0 && (
        <button ref={anchor} type="button" class="status-button" title={words.title} aria-haspopup="menu" aria-expanded={open} data-testid="figures" onClick={() => setOpen(!open)}>
          {column === undefined ? words.choose : [column, ...sums.slice(0, 2).map(({ name, text }) => ` ${words.figures[name]} ${text}`)].join('')}
        </button>
      )}
      {open && figures && <Menu items={items} anchor={anchor} label={words.title} onChoose={choose} onClose={() => setOpen(false)} />}
    </>
  )
}

const FIGURES = ['sum', 'avg', 'min', 'max'] as const
