import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { useStore } from '../store.ts'
import { useController } from '../ui/context.ts'
import { useGrowing } from '../ui/growing.ts'
import { partsOf } from './parts.ts'
import { segmentsOf, type Segment } from './segments.ts'
import { Segments } from './styled.tsx'

interface MarkedTextProps {
  readonly text: string
  readonly ansi: boolean
  /** Matches of the query: see RowMarks. */
  readonly marks?: readonly number[]
}

/** Parts that are drawn and laid out wherever they are, so that a text is as high as it is from the start. */
const AT_ONCE = 2

/** A text from the log with all that is marked in it. Of a long one each frame draws one part more: thousands of pieces take longer to make than a frame. */
export function MarkedText({ text, ansi, marks }: MarkedTextProps): JSX.Element {
  const paint = useStore(useController().store, (model) => model.paint)
  const parts = useMemo(() => partsOf(segmentsOf(text, { ansi, marks, newlines: true, paints: paint?.painter.spansOf(text) })), [text, ansi, marks, paint])
  const drawn = useGrowing(parts.length, AT_ONCE, 1)
  if (parts.length === 1) return <Segments segments={parts[0]} />
  return (
    <>
      {parts.slice(0, drawn).map((segments, i) => (
        <Part key={i} segments={segments} later={i >= AT_ONCE} />
      ))}
    </>
  )
}

function Part({ segments, later }: { segments: readonly Segment[]; later: boolean }): JSX.Element {
  // The elements themselves: their pieces are not compared whenever something beside them changes.
  return useMemo(
    () => (
      <span class={`text-part${later ? ' later' : ''}`}>
        <Segments segments={segments} />
      </span>
    ),
    [segments, later],
  )
}
