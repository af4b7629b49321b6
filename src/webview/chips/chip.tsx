import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { StageCounts } from '../../common/protocol.ts'
import { readStage, type ChipInfo } from '../panel/pipeline.ts'
import { CodeInput } from '../query/codeInput.tsx'
import type { Assist } from '../query/suggest.ts'
import { strings } from '../strings.ts'
import { chipCounts, chipCountsTitle } from './counts.ts'
import { glyph } from '../ui/glyph.tsx'

export interface ChipProps {
  readonly chip: ChipInfo
  readonly index: number
  readonly counts: StageCounts | undefined
  /** It is the one that the Tab key reaches. */
  readonly reachable: boolean
  readonly dragged: boolean
  onFocus(): void
  onEdit(): void
  onToggle(): void
  onRemove(): void
  /** Shows where its script has failed. */
  onOpenScript(): void
  onPointerDown(event: PointerEvent): void
}

export function Chip(props: ChipProps): JSX.Element {
  const { chip, index, counts } = props
  const { on, label, icon, mistakes } = chip
  const problem = mistakes[0] ?? counts?.error ?? counts?.warnings.join('\n') ?? ''
  const severity = mistakes.length > 0 || counts?.error ? 'error' : problem ? 'warning' : ''
  const title = [chip.text, problem, chipCountsTitle(counts, on), strings.stageHelp].filter(Boolean).join('\n')
  const empty = index === 0 && chip.text === ''
  return (
    <div
      class={`chip${on ? '' : ' off'}${severity ? ` ${severity}` : ''}${props.dragged ? ' dragged' : ''}`}
      data-testid="chip"
      data-index={index}
      data-on={on}
      data-severity={severity || undefined}
    >
      <button
        type="button"
        class="chip-main"
        data-roving
        tabIndex={props.reachable ? 0 : -1}
        title={title}
        onFocus={props.onFocus}
        onClick={props.onEdit}
        onPointerDown={props.onPointerDown}
      >
        {glyph(icon)}
        <span class={`chip-label${empty ? ' all' : ''}`}>{label}</span>
        {severity && glyph(severity, 'chip-problem')}
        <span class="chip-counts" data-testid="chip-counts">
          {chipCounts(counts, on)}
        </span>
        {!on && <span class="spoken">{strings.off}</span>}
      </button>
      <span class="chip-buttons">
        {counts?.place && (
          <button type="button" class="chip-button" tabIndex={-1} data-testid="chip-script" title={strings.openScript} aria-label={strings.openScript} onClick={props.onOpenScript}>
            {glyph('go-to-file')}
          </button>
        )}
        {!empty && (
          <button type="button" class="chip-button" tabIndex={-1} data-testid="chip-toggle" title={on ? strings.switchOff : strings.switchOn} aria-label={on ? strings.switchOff : strings.switchOn} onClick={props.onToggle}>
            {glyph(on ? 'eye' : 'eye-closed')}
          </button>
        )}
        {!empty && (
          <button type="button" class="chip-button" tabIndex={-1} data-testid="chip-remove" title={index === 0 ? strings.clearSearch : strings.removeStage} aria-label={index === 0 ? strings.clearSearch : strings.removeStage} onClick={props.onRemove}>
            {glyph('close')}
          </button>
        )}
      </span>
    </div>
  )
}

export interface ChipEditorProps {
  readonly text: string
  /** It is the search, which has no name in front. */
  readonly first: boolean
  readonly select?: readonly [number, number]
  readonly assist: Assist
  onApply(text: string): void
  onCancel(): void
}

/** A stage's text while it is edited in its place. */
export function ChipEditor({ text: before, first, select, assist, onApply, onCancel }: ChipEditorProps): JSX.Element {
  const [text, setText] = useState(before)
  const { tokens, diagnostics } = readStage(text, first)
  const valid = diagnostics.length === 0
  // Taking the field away makes it lose the focus, which must not end the editing a second time.
  const ended = useRef(false)
  const end = (apply: boolean): void => {
    if (ended.current) return
    ended.current = true
    if (apply) onApply(text)
    else onCancel()
  }
  return (
    <div class="chip editing" data-testid="chip-editor">
      <CodeInput
        value={text}
        tokens={tokens}
        diagnostics={diagnostics}
        label={strings.editStage}
        testId="chip-input"
        describedBy="chip-mistake"
        select={select ?? [0, before.length]}
        assist={assist}
        onInput={setText}
        onKeyDown={(event) => {
          if (event.isComposing) return
          if (event.key === 'Enter' && !event.shiftKey) {
            if (valid) end(true)
          } else if (event.key === 'Escape') end(false)
          else {
            event.stopPropagation()
            return
          }
          event.preventDefault()
          event.stopPropagation()
        }}
        onBlur={() => end(valid && text !== before)}
      />
      {!valid && (
        <div class="chip-mistake" id="chip-mistake" role="alert" data-testid="chip-mistake">
          {glyph('error')}
          {diagnostics[0].message}
        </div>
      )}
    </div>
  )
}
