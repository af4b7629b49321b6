/** The pipeline as a row of chips: a toolbar with one tab stop. */
import type { JSX, TargetedKeyboardEvent } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { firstSentence } from '../guide/syntax.ts'
import { progressOf } from '../panel/model.ts'
import type { ChipInfo } from '../panel/pipeline.ts'
import { chipsOf, samePipeline, stageOffers } from '../panel/pipeline.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { Menu } from '../ui/menu.tsx'
import { Chip, ChipEditor } from './chip.tsx'
import { indexAfterDrop } from './drag.ts'
import { useChipDrag } from './useChipDrag.ts'
import { glyph } from '../ui/glyph.tsx'

/** What is being edited in place: a stage there is, or a new one at the end. */
type Editing =
  | { readonly index: number; readonly adding?: undefined }
  | { readonly index: number; readonly adding: { readonly text: string; readonly select?: readonly [number, number] } }

export function ChipRow(): JSX.Element {
  const controller = useController()
  const query = useStore(controller.store, (model) => model.query)
  const runQuery = useStore(controller.store, (model) => model.runQuery)
  const progress = useStore(controller.store, progressOf)
  const chips = useMemo(() => chipsOf(query), [query])
  const [editing, setEditing] = useState<Editing>()
  const [focused, setFocused] = useState(0)
  const [menu, setMenu] = useState(false)
  const [wantsFocus, setWantsFocus] = useState(false)
  const row = useRef<HTMLDivElement>(null)
  const add = useRef<HTMLButtonElement>(null)

  // Counts belong to the query that ran; while another one is typed they would be those of other stages.
  const counts = runQuery !== undefined && samePipeline(runQuery, query) ? progress?.stages : undefined
  const reachable = Math.min(focused, chips.length)

  useEffect(() => {
    const addStage = (): void => {
      add.current?.focus()
      setMenu(true)
    }
    controller.focusable = { focusQuery: () => undefined, ...controller.focusable, addStage }
  }, [controller])

  useLayoutEffect(() => {
    if (!wantsFocus || editing) return
    row.current?.querySelectorAll<HTMLElement>('[data-roving]')[reachable]?.focus()
    setWantsFocus(false)
  })

  const focusChip = (index: number): void => {
    setFocused(Math.max(0, index))
    setWantsFocus(true)
  }
  const remove = (index: number): void => {
    controller.edit({ type: 'remove', index })
    focusChip(index === 0 ? 0 : index - 1)
  }
  const move = (from: number, to: number): void => {
    if (from === to || to < 1) return
    controller.edit({ type: 'move', from, to })
    focusChip(to)
  }
  const { dragging, place, onPointerDown } = useChipDrag(row, (from, drop) => move(from, indexAfterDrop(from, drop)))

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    if (editing || menu) return
    const { key } = event
    const onChip = reachable < chips.length
    if (event.altKey && (key === 'ArrowLeft' || key === 'ArrowRight')) {
      const to = reachable + (key === 'ArrowLeft' ? -1 : 1)
      if (onChip && reachable >= 1 && to < chips.length) move(reachable, to)
    } else if (key === 'ArrowLeft') focusChip(reachable - 1)
    else if (key === 'ArrowRight') focusChip(Math.min(chips.length, reachable + 1))
    else if (key === 'Home') focusChip(0)
    else if (key === 'End') focusChip(chips.length)
    else if ((key === 'Delete' || key === 'Backspace') && onChip) remove(reachable)
    else if (key === ' ' && onChip) {
      if (chips[reachable].text !== '') controller.edit({ type: 'toggle', index: reachable })
    } else if (key === 'F2' && onChip) setEditing({ index: reachable })
    else return
    event.preventDefault()
  }

  const apply = (text: string): void => {
    if (!editing) return
    if (editing.adding) {
      if (text.trim() !== '') controller.edit({ type: 'add', index: editing.index, text })
    } else if (text !== chips[editing.index]?.text) controller.edit({ type: 'replace', index: editing.index, text })
    setEditing(undefined)
    focusChip(editing.index)
  }
  const cancel = (): void => {
    setEditing(undefined)
    focusChip(editing?.adding ? chips.length : (editing?.index ?? 0))
  }

  const cell = (chip: ChipInfo, index: number): JSX.Element => (
    <>
      {place === index && <span class="drop-marker" />}
      {index > 0 && place !== index && <Arrow />}
      {editing?.index === index && !editing.adding ? (
        <ChipEditor text={chip.text} first={index === 0} assist={controller.assist(index)} onApply={apply} onCancel={cancel} />
      ) : (
        <Chip
          chip={chip}
          index={index}
          counts={counts?.[index]}
          reachable={reachable === index}
          dragged={dragging === index}
          onFocus={() => setFocused(index)}
          onEdit={() => setEditing({ index })}
          onToggle={() => controller.edit({ type: 'toggle', index })}
          onRemove={() => remove(index)}
          onOpenScript={() => void controller.host.openScript({ stage: index }).catch(() => undefined)}
          onPointerDown={(event) => onPointerDown(event, index)}
        />
      )}
    </>
  )

  const choose = (name: string): void => {
    const offer = stageOffers().find((one) => one.name === name)
    if (offer) setEditing({ index: chips.length, adding: offer.template })
  }

  return (
    <div class={`chips${dragging === undefined ? '' : ' dragging'}`} role="toolbar" aria-label={strings.stages} data-testid="chips" ref={row} onKeyDown={onKeyDown}>
      {chips.map((chip, index) => (
        <span class="chip-cell" key={index}>
          {cell(chip, index)}
        </span>
      ))}
      {place === chips.length && <span class="drop-marker" />}
      {editing?.adding && (
        <span class="chip-cell" key="adding">
          <Arrow />
          <ChipEditor text={editing.adding.text} first={false} select={editing.adding.select} assist={controller.assist(editing.index)} onApply={apply} onCancel={cancel} />
        </span>
      )}
      <span class="chip-cell" key="add">
        <button
          ref={add}
          type="button"
          class="chip-add"
          data-roving
          data-testid="add-stage"
          tabIndex={reachable === chips.length ? 0 : -1}
          aria-haspopup="menu"
          aria-expanded={menu}
          onFocus={() => setFocused(chips.length)}
          onClick={() => (menu ? setMenu(false) : void controller.guide.learn().then(() => setMenu(true)))}
        >
          {glyph('add')}
          {strings.addStage}
        </button>
      </span>
      {menu && <Menu items={stageOffers().map(({ name, summary, icon }) => ({ id: name, label: name, description: firstSentence(summary), icon }))} anchor={add} label={strings.addStage} onChoose={choose} onClose={() => setMenu(false)} />}
    </div>
  )
}

function Arrow(): JSX.Element {
  return glyph('arrow-small-right', 'chip-arrow')
}
