import type { SpanColumn } from '../spans.ts'
import { timeIn, type TurnTable } from '../time/turnTable.ts'
import type { LineWalk } from './chunks.ts'
import type { FieldExtractor, LineSpans, OffsetOf, TakeField } from './extractor.ts'

/** The fields of a log whose stamps come again, by what is known of all of it. */
export class TurningFields implements FieldExtractor {
  readonly names: readonly string[]
  readonly others: FieldExtractor['others']
  private readonly inner: FieldExtractor
  private readonly table: TurnTable

  /** `inner`: gives times as they come again; see withPhases. */
  constructor(inner: FieldExtractor, table: TurnTable) {
    this.inner = inner
    this.names = inner.names
    this.others = inner.others && ((bytes: Buffer, start: number, end: number, take: TakeField) => inner.others!(bytes, start, end, take))
    this.table = table
  }

  has(name: string): boolean {
    return this.inner.has(name)
  }

  extract(bytes: Buffer, lines: LineSpans, names: readonly string[]): readonly SpanColumn[] {
    return this.inner.extract(bytes, lines, names)
  }

  times(bytes: Buffer, lines: LineSpans, offsetOf?: OffsetOf): Float64Array {
    if (!offsetOf) throw new Error('of stamps that come again it has to be known where they are')
    const times = this.inner.times?.(bytes, lines, offsetOf) ?? new Float64Array(lines.count).fill(NaN)
    times.forEach((time, row) => {
      if (time === time) times[row] = timeIn(this.table, time, offsetOf(lines.starts[row]))
    })
    return times
  }

  lineWalk(names: readonly string[]): LineWalk | undefined {
    return this.inner.lineWalk?.(names)
  }
}
