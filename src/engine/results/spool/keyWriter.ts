/** By what rows are sorted, one field of it, as bytes beside the rows. */
import { Rank, type FieldKeys, type SortKey } from '../../stages/sequential/sortKeys.ts'
import { CHUNK_ROWS } from './chunkRows.ts'
import type { Sections } from './sections.ts'
import { StoredValues, ValueWriter, type ColumnLengths } from './valueColumn.ts'

export class KeyWriter {
  private readonly ranks = new Uint8Array(CHUNK_ROWS)
  private rows = 0
  private readonly values = new ValueWriter()

  /** That of a row of a batch. */
  add({ numbers, keyOf }: FieldKeys, row: number): void {
    const number = numbers ? numbers[row] : NaN
    if (number === number) {
      this.ranks[this.rows++] = Rank.Number
      this.values.addNumber(number)
      return
    }
    const { rank, value } = keyOf(row)
    this.ranks[this.rows++] = rank
    this.values.add(value)
  }

  get bytes(): number {
    return this.values.bytes
  }

  /** As ValueWriter's. */
  take(): ReturnType<ValueWriter['take']> {
    const ranks = this.ranks.subarray(0, this.rows)
    this.rows = 0
    const { sections, lengths } = this.values.take()
    return { sections: [ranks, ...sections], lengths }
  }
}

export class StoredKeys {
  readonly ranks: Buffer
  readonly values: StoredValues

  constructor(sections: Sections, rows: number, lengths: ColumnLengths) {
    this.ranks = sections.bytes(rows)
    this.values = new StoredValues(sections, rows, lengths)
  }

  at(row: number): SortKey {
    return { rank: this.ranks[row], value: this.values.value(row) as number | string }
  }
}
