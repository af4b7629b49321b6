import type { FieldValue } from '../../records/batch.ts'
import type { GroupKey } from './groupKey.ts'
import type { GroupRow } from './sortedRows.ts'

interface PlainQuery {
  readonly by: readonly GroupKey[]
  readonly columns: readonly unknown[]
}

/** Rows of groups as plain values: their cells, then the first result as a number, then the keys that are not shown as they are. */
export class PlainRows {
  readonly columns: readonly string[]
  private readonly cells: number
  /** Where each key is. */
  private readonly keys: readonly number[]

  constructor({ by, columns }: PlainQuery) {
    this.cells = by.length + columns.length
    let next = this.cells + 1
    this.keys = by.map(({ span }, i) => (span ? next++ : i))
    this.columns = Array.from({ length: next }, (_, i) => String(i))
  }

  *pack(rows: Iterable<GroupRow>): Generator<readonly FieldValue[]> {
    const { cells, keys } = this
    for (const row of rows) yield [...row.cells, row.rank, ...row.keys.filter((_, i) => keys[i] > cells)]
  }

  *unpack(rows: Iterable<readonly FieldValue[]>): Generator<GroupRow> {
    for (const row of rows) yield this.groupRow(row)
  }

  /** The order of packed rows. */
  comparing(compare: (a: GroupRow, b: GroupRow) => number): (a: readonly FieldValue[], b: readonly FieldValue[]) => number {
    // Two rows for each comparison: what is kept of them for the next would cost the collector more.
    const { cells, keys } = this
    const isPlain = keys.every((at, i) => at === i)
    const of = (row: readonly FieldValue[]): GroupRow => ({ cells: row, rank: row[cells] as number | undefined, keys: isPlain ? row : keys.map((at) => row[at]) })
    return (a, b) => compare(of(a), of(b))
  }

  private groupRow(row: readonly FieldValue[]): GroupRow {
    return { cells: row.slice(0, this.cells), rank: row[this.cells] as number | undefined, keys: this.keys.map((at) => row[at]) }
  }
}
