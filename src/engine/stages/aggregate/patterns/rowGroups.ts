/** Which group each row is counted in: by the values of fields, or by the side of a comparison. */
import type { FieldValue, RecordBatch } from '../../../records/batch.ts'
import type { Comparison, PatternsNode, Side } from './node.ts'

/** Keys of the two sides of a comparison. */
export const BASELINE = 'baseline'
export const OTHER = 'other'
/** Of a row that is in no group. */
export const NONE = -1

/** Reads rows of one batch; `time`: of the row, NaN for none. Gives the number of its group, or NONE. */
export type ReadGroup = (row: number, time: number) => number

/** Groups by number, as they come. */
export class RowGroups {
  private readonly node: Pick<PatternsNode, 'by' | 'compare'>
  private readonly numbers = new Map<string, number>()
  private readonly found: string[] = []

  constructor(node: Pick<PatternsNode, 'by' | 'compare'>) {
    this.node = node
  }

  /** Fields that are read. */
  get fields(): readonly string[] {
    const { by, compare } = this.node
    return compare ? [compare.field] : by
  }

  keyOf(group: number): string {
    return this.found[group]
  }

  /** Forgets all groups; numbers begin anew. */
  clear(): void {
    this.numbers.clear()
    this.found.length = 0
  }

  of(batch: RecordBatch): ReadGroup {
    const { by, compare } = this.node
    if (compare) return this.ofSides(batch, compare)
    if (by.length === 0) return () => this.number('')
    const values = valueReaders(batch, by)
    return (row) => this.number(JSON.stringify(values.map((value) => value(row) ?? null)))
  }

  private ofSides(batch: RecordBatch, { field, baseline, other }: Comparison): ReadGroup {
    const pick = (isBaseline: boolean, isOther: boolean): number => (isBaseline ? this.number(BASELINE) : isOther ? this.number(OTHER) : NONE)
    if (field === 'time') return (_row, time) => pick(isWithin(time, baseline), other ? isWithin(time, other) : !Number.isNaN(time))
    const [value] = valueReaders(batch, [field])
    return (row) => {
      const found = value(row)
      if (found === undefined) return NONE
      const text = String(found)
      return pick(text === baseline.text, other ? text === other.text : true)
    }
  }

  private number(key: string): number {
    let number = this.numbers.get(key)
    if (number === undefined) this.numbers.set(key, (number = this.found.push(key) - 1))
    return number
  }
}

function isWithin(time: number, { span }: Side): boolean {
  return span !== undefined && time >= span.from && time < span.before
}

function valueReaders(batch: RecordBatch, names: readonly string[]): ((row: number) => FieldValue)[] {
  const columns = batch.spans?.(names)
  return names.map((name, i) => {
    const column = columns?.[i]
    return column ? (row: number): FieldValue => column.value(row) : (row: number): FieldValue => batch.field(name, row)
  })
}
