import type { Kernels } from '../../lines/kernels.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { hashSpans } from '../../records/fields/hash.ts'
import { ValueKind, type SpanColumn } from '../../records/spans.ts'
import { KnownBytes } from './knownBytes.ts'

/** Numbers the values of one field in the order in which they appear, from 0 on. Values that print the same are the same; no value is one too. */
export class ValueIds {
  /** The values by their numbers, as text; undefined where rows have no such field. */
  readonly values: (string | undefined)[] = []
  private readonly byText = new Map<string | undefined, number>()
  private readonly known = new KnownBytes()

  idOf(text: string | undefined): number {
    const known = this.byText.get(text)
    if (known !== undefined) return known
    const id = this.values.length
    const kept = text === undefined ? undefined : ownCopy(text)
    this.values.push(kept)
    this.byText.set(kept, id)
    return id
  }

  /** The numbers of the values of a batch's rows. */
  read(batch: RecordBatch, name: string, ids: Uint32Array): void {
    for (let row = 0; row < batch.length; row++) {
      const value = batch.field(name, row)
      ids[row] = this.idOf(value === undefined ? undefined : String(value))
    }
  }

  /** The same from the bytes of the values: one that has been met with the same bytes is not decoded again. */
  readSpans(column: SpanColumn, rows: number, kernels: Kernels, ids: Uint32Array): void {
    const { known } = this
    const { bytes, starts, ends, kinds } = column
    const hashes = hashSpans(column, rows, kernels)
    let missing = -1
    for (let row = 0; row < rows; row++) {
      const kind = kinds[row]
      if (kind === ValueKind.Missing) {
        if (missing < 0) missing = this.idOf(undefined)
        ids[row] = missing
        continue
      }
      const id = known.find(bytes, starts[row], ends[row], kind, hashes[row])
      ids[row] = id >= 0 ? id : this.learn(column, row, hashes[row])
    }
  }

  private learn(column: SpanColumn, row: number, hash: number): number {
    const id = this.idOf(String(column.value(row)))
    this.known.add(column.bytes, column.starts[row], column.ends[row], column.kinds[row], hash, id)
    return id
  }
}

/** A part of a string keeps all of it in memory; a value that is kept must not hold on to its line. */
function ownCopy(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1)
}
