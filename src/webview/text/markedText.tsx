import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { useStore } from '../store.ts'
import { useController } from '../ui/context.ts'
import { segmentsOf } from './segments.ts'
import { Segments } from './styled.tsx'

interface MarkedTextProps {
  readonly text: string
  readonly ansi: boolean
  /** Matches of the query: see RowMarks. */
  readonly marks?: readonly number[]
}

/** A text from the log with all that is marked in it. */
export function MarkedText({ text, ansi, marks }: MarkedTextProps): JSX.Element {
  const paint = useStore(useController().store, (model) => model.paint)
  const segments = useMemo(() => segmentsOf(text, { ansi, marks, newlines: true, paints: paint?.painter.spansOf(text) }), [text, ansi, marks, paint])
  return <Segments segments={segments} />
}

/** Marks of a text as those of the part of it from `from` to before `to`. */
export function marksWithin(marks: ArrayLike<number>, from: number, to: number): number[] {
  const found: number[] = []
  for (let i = 0; i < marks.length; i += 2) {
    const start = Math.max(from, marks[i])
    const end = Math.min(to, marks[i + 1])
    if (start < end) found.push(start - from, end - from)
  }
  return found
}
