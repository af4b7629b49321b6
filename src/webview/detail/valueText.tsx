import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { strings } from '../strings.ts'
import { segmentsOf } from '../text/segments.ts'
import { Segments } from '../text/styled.tsx'
import { plainly } from '../text/symbols.ts'
import { tracePartsOf } from './traceText.ts'

/** With each step so many times more is shown: all of a megabyte at once would keep the page from answering. */
const STEP = 10

interface MoreProps {
  readonly label: string
  onClick(): void
}

export function More({ label, onClick }: MoreProps): JSX.Element {
  return (
    <button type="button" class="edge-button" data-testid="show-more" onClick={onClick}>
      <span class="codicon codicon-ellipsis" aria-hidden="true" /> {label}
    </button>
  )
}

/** A text from the log, of which at first no more than `most` characters are drawn. */
export function ValueText({ text, ansi, most = 4000 }: { text: string; ansi: boolean; most?: number }): JSX.Element {
  const [limit, setLimit] = useState(most)
  const segments = useMemo(() => segmentsOf(text.slice(0, limit), { ansi, newlines: true }), [text, limit, ansi])
  return (
    <>
      <Segments segments={segments} />
      {text.length > limit && <More label={strings.detail.characters({ count: text.length - limit })} onClick={() => setLimit(limit * STEP)} />}
    </>
  )
}

/** The text of a record of several lines, as a stack trace is. */
export function TraceText({ text, ansi }: { text: string; ansi: boolean }): JSX.Element {
  const [limit, setLimit] = useState(300)
  const lines = useMemo(() => text.split('\n'), [text])
  if (lines.length === 1 || text.includes('\x1b')) return <ValueText text={text} ansi={ansi} most={20_000} />
  return (
    <>
      {lines.slice(0, limit).map((line, i) => (
        <div key={i} class="trace-line">
          {tracePartsOf(line.slice(0, 4000)).map(({ text: part, kind }, p) => (kind === 'text' ? plainly(part) : <span key={p} class={`trace-${kind}`}>{plainly(part)}</span>))}
          {line.length > 4000 && '…'}
        </div>
      ))}
      {lines.length > limit && <More label={strings.detail.more({ count: lines.length - limit })} onClick={() => setLimit(limit * STEP)} />}
    </>
  )
}
