/** A text field with coloured text: what is typed lies, transparent, over the same text in colours. */
import type { JSX, RefObject, TargetedKeyboardEvent } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import type { Diagnostic } from '../../common/protocol.ts'
import type { Token } from '../../engine/query/ast.ts'
import { paint } from './highlight.ts'
import { HoverCard } from './hoverCard.tsx'
import type { Assist } from './suggest.ts'
import { Suggestions } from './suggestions.tsx'
import { useAssist } from './useAssist.ts'

export interface CodeInputProps {
  readonly value: string
  readonly tokens: readonly Token[]
  readonly diagnostics: readonly Diagnostic[]
  readonly label: string
  readonly placeholder?: string
  readonly testId: string
  /** Element that says what is wrong. */
  readonly describedBy?: string
  readonly field?: RefObject<HTMLTextAreaElement | null>
  /** Focus on appearance, and select this part. */
  readonly select?: readonly [number, number]
  /** Completes what is typed, and explains it. */
  readonly assist?: Assist
  onInput(value: string): void
  onKeyDown?(event: TargetedKeyboardEvent<HTMLTextAreaElement>): void
  onBlur?(): void
}

export function CodeInput(props: CodeInputProps): JSX.Element {
  const own = useRef<HTMLTextAreaElement>(null)
  const field = props.field ?? own
  const painted = useRef<HTMLDivElement>(null)
  const assisted = useAssist(props.assist, field)
  const { suggest } = assisted
  const id = useId()
  useLayoutEffect(() => {
    if (!props.select || !field.current) return
    field.current.focus()
    field.current.setSelectionRange(props.select[0], props.select[1])
    // Only when it appears: later the caret is the person's.
  }, [])
  const pieces = paint(props.value, props.tokens, props.diagnostics)
  const wrong = props.diagnostics.length > 0
  return (
    <div class={`code-input${wrong ? ' wrong' : ''}`}>
      <div class="code-paint" aria-hidden="true" ref={painted}>
        {pieces.map(({ text, kind, mistake }, i) =>
          kind || mistake ? (
            <span key={i} class={`${kind ? `tok-${kind}` : ''}${mistake ? ' mistake' : ''}`}>
              {text}
            </span>
          ) : (
            text
          ),
        )}
        {'\u200b'}
      </div>
      <textarea
        ref={field}
        class="code-field"
        data-testid={props.testId}
        rows={1}
        value={props.value}
        placeholder={props.placeholder}
        aria-label={props.label}
        aria-invalid={wrong}
        aria-describedby={wrong ? props.describedBy : undefined}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        aria-autocomplete={props.assist ? 'list' : undefined}
        onFocus={() => props.assist?.wake()}
        onInput={(event) => {
          props.onInput(event.currentTarget.value)
          assisted.onInput()
        }}
        onKeyDown={(event) => {
          if (event.isComposing || !assisted.onKeyDown(event)) return props.onKeyDown?.(event)
          event.preventDefault()
          event.stopPropagation()
        }}
        onPointerDown={assisted.close}
        onBlur={() => {
          assisted.close()
          props.onBlur?.()
        }}
      />
      {props.assist && (
        <>
          <Suggestions suggest={suggest} id={id} field={field} paint={painted} onTake={assisted.take} />
          <HoverCard assist={props.assist} suggest={suggest} field={field} paint={painted} />
        </>
      )}
    </div>
  )
}
