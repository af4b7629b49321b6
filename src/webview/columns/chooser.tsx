import type { JSX, TargetedKeyboardEvent } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { RAW_COLUMN } from '../../common/page.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { added } from './order.ts'
import { glyph } from '../ui/glyph.tsx'

/** Fields that are listed at a time: a log may have thousands. */
const MOST_LISTED = 200
const texts = strings.columns

/** Lists the fields of the log and of the result: which are columns, and in which order. */
export function ColumnChooser({ onClose }: { onClose(): void }): JSX.Element {
  const controller = useController()
  const fields = useStore(controller.store, (model) => model.fields)
  useStore(controller.store, (model) => model.view)
  const [wanted, setWanted] = useState('')
  const panel = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const dragged = useRef<string | undefined>(undefined)
  const focused = useRef<string | undefined>(undefined)
  const { columns } = controller
  const shown = columns.names
  const ofResult = (controller.store.current.result?.columns ?? []).filter((name) => name !== RAW_COLUMN)
  const all = [...new Set([...shown, ...ofResult, ...(fields ?? []).map(({ name }) => name), 'source', RAW_COLUMN])]
  const typed = wanted.trim()
  const fitting = all.filter((name) => name.toLowerCase().includes(typed.toLowerCase()))

  useLayoutEffect(() => {
    const button = document.querySelector('[data-testid=choose-columns]')?.getBoundingClientRect()
    if (!panel.current || !button) return
    panel.current.style.top = `${button.bottom + 2}px`
    panel.current.style.right = `${Math.max(4, window.innerWidth - button.right + 2)}px`
    panel.current.style.maxHeight = `${Math.max(160, Math.min(480, window.innerHeight - button.bottom - 8))}px`
    search.current?.focus()
  }, [])
  useEffect(() => {
    const onDown = (event: Event): void => {
      if (!panel.current?.contains(event.target as Node)) onClose()
    }
    document.addEventListener('pointerdown', onDown, true)
    return () => document.removeEventListener('pointerdown', onDown, true)
  }, [onClose])
  // A field that was moved by a key keeps the keyboard.
  useLayoutEffect(() => {
    if (focused.current === undefined) return
    entryOf(panel.current, focused.current)?.focus()
    focused.current = undefined
  })

  const toggle = (name: string): void => {
    focused.current = name
    columns.set(shown.includes(name) ? shown.filter((each) => each !== name) : added(shown, name))
  }

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const entries = [...(panel.current?.querySelectorAll<HTMLElement>('[role=checkbox], [data-testid=column-typed]') ?? [])]
    const at = entries.indexOf(document.activeElement as HTMLElement)
    const name = entries[at]?.dataset.name
    if (event.key === 'Escape') onClose()
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1
      if (event.altKey && name !== undefined) {
        focused.current = name
        columns.move(name, step)
      } else if (at + step < 0) search.current?.focus()
      else entries[Math.min(entries.length - 1, at + step)]?.focus()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  const drop = (target: string): void => {
    if (dragged.current !== undefined && shown.includes(target)) columns.move(dragged.current, target)
    dragged.current = undefined
  }

  return (
    <div class="menu chooser" role="dialog" aria-label={texts.title} ref={panel} onKeyDown={onKeyDown} data-testid="column-chooser">
      <input
        ref={search}
        class="chooser-search"
        type="text"
        value={wanted}
        placeholder={texts.search}
        aria-label={texts.search}
        data-testid="column-search"
        onInput={(event) => setWanted(event.currentTarget.value)}
      />
      <div class="chooser-list" role="group" aria-label={texts.title} title={texts.help}>
        {fitting.slice(0, MOST_LISTED).map((name) => {
          const on = shown.includes(name)
          return (
            <div
              key={name}
              class="menu-item"
              role="checkbox"
              aria-checked={on}
              tabIndex={0}
              data-name={name}
              data-testid="column-choice"
              draggable={on}
              onClick={() => toggle(name)}
              onKeyDown={(event) => {
                if (event.key !== ' ' && event.key !== 'Enter') return
                event.preventDefault()
                toggle(name)
              }}
              onDragStart={() => (dragged.current = name)}
              onDragOver={(event) => on && event.preventDefault()}
              onDrop={() => drop(name)}
            >
              {glyph(on ? 'check' : 'blank')}
              <span class="menu-label">{name}</span>
              {on && glyph('gripper')}
            </div>
          )
        })}
        {fitting.length > MOST_LISTED && <div class="chooser-note">{texts.moreFields({ count: fitting.length - MOST_LISTED })}</div>}
        {typed !== '' && !all.includes(typed) && (
          <button type="button" class="menu-item" data-testid="column-typed" onClick={() => columns.add(typed)}>
            {glyph('add')}
            <span class="menu-label">{texts.add({ name: typed })}</span>
          </button>
        )}
      </div>
      <div class="chooser-actions">
        <button type="button" class="menu-item" data-testid="columns-reset" onClick={() => columns.reset()}>
          {texts.reset}
        </button>
        <button type="button" class="menu-item" aria-pressed={controller.store.current.view.raw === true} data-testid="columns-raw" onClick={() => columns.toggleRaw()}>
          {texts.rawText}
        </button>
      </div>
    </div>
  )
}

function entryOf(panel: HTMLElement | null, name: string): HTMLElement | undefined {
  return [...(panel?.querySelectorAll<HTMLElement>('[role=checkbox]') ?? [])].find((entry) => entry.dataset.name === name)
}
