import { plainKernels, type Kernels } from '../../lines/kernels.ts'
import { isNumber } from '../../query/number.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import type { SpanChunk } from '../../records/fields/chunks.ts'
import { hashSpans } from '../../records/fields/hash.ts'
import { parseNumbers } from '../../records/fields/numbers.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import { ValueKind, type SpanColumn } from '../../records/spans.ts'
import { readAs } from '../expression/values.ts'
import type { Counts } from './groupColumn.ts'
import { mayBeQuantity, QuantityKind, readQuantity } from './quantities.ts'
import type { ValueIds } from './valueIds.ts'

/** Fields of a batch's rows, in columns: from the bytes of the block where the rows have them there, else decoded. */
export class BatchFields {
  readonly rows: number
  /** Where the first row is among all rows: greater for those further down. The next ones follow by 1. */
  readonly place: number
  private readonly batch: RecordBatch
  private readonly kernels: Kernels
  private readonly spans: ReadonlyMap<string, SpanColumn | undefined>

  private constructor(batch: RecordBatch, rows: number, place: number, names: readonly string[], columns: readonly (SpanColumn | undefined)[] | undefined) {
    this.batch = batch
    this.rows = rows
    this.place = place
    this.kernels = batch instanceof LineBatch ? batch.block.kernels : plainKernels
    this.spans = new Map(names.map((name, i) => [name, columns?.[i]]))
  }

  /**
   * The fields of all rows, in one or more parts; each is good until the next is pulled. `names` are all different; `withTimes`: the rows' times are asked for
   * too; `place`: that of the first row.
   */
  static *of(batch: RecordBatch, names: readonly string[], withTimes = false, place = 0): Generator<BatchFields> {
    const chunks = batch instanceof LineBatch && names.length > 0 && !withTimes ? batch.chunks(names) : undefined
    if (!chunks) {
      if (batch.length > 0) yield new BatchFields(batch, batch.length, place, names, names.length > 0 ? batch.spans?.(names) : undefined)
      return
    }
    let at = place
    for (const { count, columns } of chunks) {
      yield new BatchFields(batch, count, at, names, columns)
      at += count
    }
  }

  /** Those of a chunk of the rows. */
  static ofChunk(batch: RecordBatch, { count, columns }: SpanChunk, names: readonly string[]): BatchFields {
    return new BatchFields(batch, count, 0, names, columns)
  }

  /** Whether any row has the field. */
  some(name: string): boolean {
    const column = this.spans.get(name)
    if (column) return column.kinds.subarray(0, this.rows).some((kind) => kind !== ValueKind.Missing)
    for (let row = 0; row < this.rows; row++) if (this.batch.field(name, row) !== undefined) return true
    return false
  }

  /** For each row 0 if it has no such field, else something else. */
  marks(name: string): Uint8Array {
    const column = this.spans.get(name)
    return column ? column.kinds : Uint8Array.from({ length: this.rows }, (_, row) => Number(this.batch.field(name, row) !== undefined))
  }

  readIds(name: string, values: ValueIds, ids: Uint32Array): void {
    const column = this.spans.get(name)
    if (column) values.readSpans(column, this.rows, this.kernels, ids)
    else values.readValues(this.batch, ids)
  }

  /** Adds up the rows with each value of a field, if that is possible without a number for each row. */
  countIds(name: string, values: ValueIds, counts: Counts): boolean {
    const column = this.spans.get(name)
    return column !== undefined && values.countSpans(column, this.rows, counts)
  }

  /** The numbers of a field; NaN where there is none. */
  numbers(name: string): Float64Array {
    const column = this.spans.get(name)
    if (column) return parseNumbers(column, this.rows, this.kernels)
    return Float64Array.from({ length: this.rows }, (_, row) => numberOf(this.batch.field(name, row)))
  }

  /**
   * The same where durations (in milliseconds) and sizes (in bytes) are numbers too, and the times of rows (since 1970) as the field `time`. `kinds`: a
   * QuantityKind each, undefined where all are plain numbers.
   */
  quantities(name: string): { readonly numbers: Float64Array; readonly kinds?: Uint8Array } {
    const times = name === TIME ? this.times() : undefined
    if (times) return { numbers: times, kinds: new Uint8Array(this.rows).fill(QuantityKind.Time) }
    const numbers = this.numbers(name)
    const column = this.spans.get(name)
    let kinds: Uint8Array | undefined
    for (let row = 0; row < this.rows; row++) {
      if (numbers[row] === numbers[row] || (column && !mayBeQuantity(column, row))) continue
      const value = this.value(name, row)
      const read = typeof value === 'string' ? readQuantity(value) : undefined
      if (!read) continue
      kinds ??= new Uint8Array(this.rows)
      kinds[row] = read.kind
      numbers[row] = read.value
    }
    return kinds ? { numbers, kinds } : { numbers }
  }

  value(name: string, row: number): FieldValue {
    const column = this.spans.get(name)
    return column ? column.value(row) : this.batch.field(name, row)
  }

  /** The rows' times; NaN where there is none. Only with `withTimes`. */
  times(): Float64Array {
    return (this.rowTimes ??= this.batch.times?.() ?? Float64Array.from({ length: this.rows }, (_, row) => timeOf(this.batch.field(TIME, row))))
  }

  private rowTimes: Float64Array | undefined

  /** The hashes of the bytes of a field that are known by their place in them; undefined where the rows have none. */
  column(name: string): SpanColumn | undefined {
    return this.spans.get(name)
  }

  hashes(column: SpanColumn): Uint32Array {
    return hashSpans(column, this.rows, this.kernels)
  }
}

const TIME = 'time'

function numberOf(value: FieldValue): number {
  if (typeof value !== 'string') return value ?? NaN
  return isNumber(value) ? Number(value) : NaN
}

function timeOf(value: FieldValue): number {
  const time = typeof value === 'string' ? readAs(value, 'time') : undefined
  return typeof time === 'object' && time !== null ? time.value : NaN
}
