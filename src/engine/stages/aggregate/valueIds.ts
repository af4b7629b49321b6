import type { Kernels } from '../../lines/kernels.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import { PlacedColumn } from '../../records/fields/chunks.ts'
import { hashSpans } from '../../records/fields/hash.ts'
import type { SpanColumn } from '../../records/spans.ts'
import type { BatchFields } from './batchFields.ts'
import type { KeyIds } from './keyIds.ts'
import { KnownBytes } from './knownBytes.ts'
import type { Counts } from './groupColumn.ts'
import { ShortKeys } from './shortKeys.ts'

/** Numbers the values of one field, from 0 on, in the order in which they appear. Values that print the same are one; so is no value. */
export class ValueIds implements KeyIds {
  /** The values by their numbers, as text; undefined where rows have no such field. */
  readonly values: (string | undefined)[] = []
  private readonly byText = new Map<string | undefined, number>()
  private readonly known = new KnownBytes()
  private short: ShortKeys | undefined
  private readonly field: string

  constructor(field: string) {
    this.field = field
  }

  idOf(text: string | undefined): number {
    const known = this.byText.get(text)
    if (known !== undefined) return known
    const id = this.values.length
    const kept = text === undefined ? undefined : ownCopy(text)
    this.values.push(kept)
    this.byText.set(kept, id)
    return id
  }

  read(batch: BatchFields, ids: Uint32Array): void {
    batch.readIds(this.field, this, ids)
  }

  /** The numbers of the values of a batch's rows. */
  readValues(batch: RecordBatch, ids: Uint32Array): void {
    for (let row = 0; row < batch.length; row++) ids[row] = this.idOf(textOf(batch.field(this.field, row)))
  }

  /** The same from the bytes of the values: one that has been met with the same bytes is not decoded again. */
  readSpans(column: SpanColumn, rows: number, kernels: Kernels, ids: Uint32Array): void {
    if (column instanceof PlacedColumn && this.readShort(column, rows, ids)) return
    const { known } = this
    const hashes = hashSpans(column, rows, kernels)
    for (let row = known.find(column, hashes, 0, rows, ids); row < rows; row = known.find(column, hashes, row + 1, rows, ids)) {
      ids[row] = this.idOf(textOf(column.value(row)))
      known.add(column, row, hashes[row], ids[row])
    }
  }

  /** Counts the rows with each value, where that takes no look at every row's number. False if it does: nothing is counted. */
  countSpans(column: SpanColumn, rows: number, counts: Counts): boolean {
    const short = column instanceof PlacedColumn ? this.shortOf(column) : undefined
    short?.count(column as PlacedColumn, rows, counts, (row) => this.idOf(textOf(column.value(row))))
    return short !== undefined
  }

  /** As readSpans, where most values are short and few: nothing but a look into a table for each. False if they are not. */
  private readShort(column: PlacedColumn, rows: number, ids: Uint32Array): boolean {
    const short = this.shortOf(column)
    short?.find(column, rows, ids, (row) => this.idOf(textOf(column.value(row))))
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

/** A part of a string keeps all of it in memory; a value that is kept must not hold on to its line. */
function ownCopy(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1)
}
