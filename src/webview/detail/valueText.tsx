import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { strings } from '../strings.ts'
import { MarkedText } from '../text/markedText.tsx'
import { marksWithin } from '../text/segments.ts'
import { tracePartsOf, type TracePart } from './traceText.ts'
import { glyph } from '../ui/glyph.tsx'

/** With each step so many times more is shown: all of a megabyte at once would keep the page from answering. */
const STEP = 10

interface MoreProps {
  readonly label: string
  onClick(): void
}

export function More({ label, onClick }: MoreProps): JSX.Element {
  return (
    <button type="button" class="edge-button" data-testid="show-more" onClick={onClick}>
      {glyph('ellipsis')} {label}
    </button>
  )
}

interface TextProps {
  readonly text: string
  readonly ansi: boolean
  /** See RowMarks. */
  readonly marks?: readonly number[]
}

/** A text from the log, of which at first no more than `most` characters are drawn. */
export function ValueText({ text, ansi, marks, most = 4000 }: TextProps & { most?: number }): JSX.Element {
  const [limit, setLimit] = useState(most)
  return (
    <>
      <MarkedText text={text.slice(0, limit)} ansi={ansi} marks={marks} />
      {text.length > limit && <More label={strings.detail.characters({ count: text.length - limit })} onClick={() => setLimit(limit * STEP)} />}
    </>
  )
}

/** The text of a record of several lines, as a stack trace is. */
export function TraceText({ text, ansi, marks = [] }: TextProps): JSX.Element {
  const [limit, setLimit] = useState(300)
  const lines = useMemo(() => linesOf(text), [text])
  if (lines.length === 1 || text.includes('\x1b')) return <ValueText text={text} ansi={ansi} marks={marks} most={20_000} />
  return (
    <>
      {lines.slice(0, limit).map(({ line, start }) => (
        <div key={start} class="trace-line">
          {partsOf(line.slice(0, 4000)).map(({ text: part, kind, from }) => (
            <span key={from} class={`trace-${kind}`}>
              <MarkedText text={part} ansi={ansi} marks={marksWithin(marks, start + from, start + from + part.length)} />
            </span>
          ))}
          {line.length > 4000 && '…'}
        </div>
      ))}
      {lines.length > limit && <More label={strings.detail.more({ count: lines.length - limit })} onClick={() => setLimit(limit * STEP)} />}
    </>
  )
}

/** Lines, and where they start in the text. */
function linesOf(text: string): { line: string; start: number }[] {
  let next = 0
  return text.split('\n').map((line) => {
    const start = next
    next += line.length + 1
    return { line, start }
  })
}

function partsOf(line: string): (TracePart & { from: number })[] {
  let next = 0
  return tracePartsOf(line).map((part) => {
    const from = next
    next += part.text.length
    return { ...part, from }
  })
}
