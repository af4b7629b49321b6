import { plainKernels, type Kernels } from '../../lines/kernels.ts'
import { isNumber } from '../../query/number.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import { parseNumbers } from '../../records/fields/numbers.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import { ValueKind, type SpanColumn } from '../../records/spans.ts'
import type { Counts } from './groupColumn.ts'
import type { ValueIds } from './valueIds.ts'

/** Fields of a batch's rows, in columns: from the bytes of the block where the rows have them there, else decoded. */
export class BatchFields {
  readonly rows: number
  private readonly batch: RecordBatch
  private readonly kernels: Kernels
  private readonly spans: ReadonlyMap<string, SpanColumn | undefined>

  private constructor(batch: RecordBatch, rows: number, names: readonly string[], columns: readonly (SpanColumn | undefined)[] | undefined) {
    this.batch = batch
    this.rows = rows
    this.kernels = batch instanceof LineBatch ? batch.block.kernels : plainKernels
    this.spans = new Map(names.map((name, i) => [name, columns?.[i]]))
  }

  /** The fields of all rows, in one or more parts; each is good until the next is pulled. `names` are all different. */
  static *of(batch: RecordBatch, names: readonly string[]): Generator<BatchFields> {
    const chunks = batch instanceof LineBatch && names.length > 0 ? batch.chunks(names) : undefined
    if (!chunks) {
      if (batch.length > 0) yield new BatchFields(batch, batch.length, names, names.length > 0 ? batch.spans?.(names) : undefined)
      return
    }
    for (const { count, columns } of chunks) yield new BatchFields(batch, count, names, columns)
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
    else values.read(this.batch, name, ids)
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
}

function numberOf(value: FieldValue): number {
  if (typeof value !== 'string') return value ?? NaN
  return isNumber(value) ? Number(value) : NaN
}
