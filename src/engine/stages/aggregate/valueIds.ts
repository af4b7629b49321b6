import type { Kernels } from '../../lines/kernels.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import { PlacedColumn } from '../../records/fields/chunks.ts'
import { hashSpans } from '../../records/fields/hash.ts'
import type { SpanColumn } from '../../records/spans.ts'
import type { BatchFields } from './batchFields.ts'
import type { KeyIds } from './keyIds.ts'
import { KeyTable } from './keyTable.ts'
import { KnownBytes } from './knownBytes.ts'
import type { Counts } from './groupColumn.ts'
import { ShortKeys } from './shortKeys.ts'

/** Numbers the values of one field, from 0 on, in the order in which they appear. Values that print the same are one; so is no value. */
export class ValueIds implements KeyIds {
  readonly texts = new KeyTable()
  /** Values whose bytes are not what is printed of them: with escapes, or numbers that are written in more than one way. */
  private known: KnownBytes | undefined
  private short: ShortKeys | undefined
  private readonly field: string

  constructor(field: string) {
    this.field = field
  }

  read(batch: BatchFields, ids: Uint32Array): void {
    batch.readIds(this.field, this, ids)
  }

  /** The numbers of the values of a batch's rows. */
  readValues(batch: RecordBatch, ids: Uint32Array): void {
    for (let row = 0; row < batch.length; row++) ids[row] = this.texts.idOf(textOf(batch.field(this.field, row)))
  }

  /** The same from the bytes of the values: one that has been met with the same bytes is not decoded again. */
  readSpans(column: SpanColumn, rows: number, kernels: Kernels, ids: Uint32Array): void {
    if (column instanceof PlacedColumn && this.readShort(column, rows, ids)) return
    const { texts } = this
    const hashes = hashSpans(column, rows, kernels)
    texts.fetch(hashes, rows)
    for (let row = texts.find(column, hashes, 0, rows, ids); row < rows; row = texts.find(column, hashes, row + 1, rows, ids)) {
      const id = texts.addRow(column, row, hashes[row])
      if (id >= 0) ids[row] = id
      else this.readOther(column, row, hashes, ids)
    }
  }

  private readOther(column: SpanColumn, row: number, hashes: Uint32Array, ids: Uint32Array): void {
    const known = (this.known ??= new KnownBytes())
    if (known.find(column, hashes, row, row + 1, ids) > row) return
    ids[row] = this.texts.idOf(textOf(column.value(row)))
    known.add(column, row, hashes[row], ids[row])
  }

  /** Counts the rows with each value, where that takes no look at every row's number. False if it does: nothing is counted. */
  countSpans(column: SpanColumn, rows: number, counts: Counts): boolean {
    const short = column instanceof PlacedColumn ? this.shortOf(column) : undefined
    short?.count(column as PlacedColumn, rows, counts, (row) => this.texts.idOf(textOf(column.value(row))))
    return short !== undefined
  }

  /** As readSpans, where most values are short and few: nothing but a look into a table for each. False if they are not. */
  private readShort(column: PlacedColumn, rows: number, ids: Uint32Array): boolean {
    const short = this.shortOf(column)
    short?.find(column, rows, ids, (row) => this.texts.idOf(textOf(column.value(row))))
    return short !== undefined
  }

  private shortOf(column: PlacedColumn): ShortKeys | undefined {
    if (this.short?.wasm !== column.wasm) this.short = new ShortKeys(column.wasm)
    return this.short.isUseful ? this.short : undefined
  }
}

function textOf(value: FieldValue): string | undefined {
  return value === undefined ? undefined : String(value)
}
