import type { FieldValue } from '../batch.ts'
import { ValueKind, type SpanColumn } from '../spans.ts'
import { decodeEscapes, type Escapes } from './escapes.ts'

/** A column over the bytes of one block. Missing values start and end at 0. */
export class ByteColumn implements SpanColumn {
  readonly bytes: Buffer
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  readonly kinds: Uint8Array
  private readonly escapes: Escapes

  constructor(bytes: Buffer, count: number, escapes: Escapes) {
    this.bytes = bytes
    this.starts = new Uint32Array(count)
    this.ends = new Uint32Array(count)
    this.kinds = new Uint8Array(count)
    this.escapes = escapes
  }

  value(row: number): FieldValue {
    return valueAt(this, row, this.escapes)
  }
}

/** The value of a row of a column whose escape sequences are of one kind; see SpanColumn. */
export function valueAt({ bytes, starts, ends, kinds }: Omit<SpanColumn, 'value'>, row: number, escapes: Escapes): FieldValue {
  const kind = kinds[row]
  if (kind === ValueKind.Missing) return undefined
  const start = starts[row]
  const end = ends[row]
  if (kind === ValueKind.Escaped) return decodeEscapes(bytes, start, end, escapes)
  const text = bytes.toString('utf8', start, end)
  return kind === ValueKind.Number ? numberOrDigits(text) : text
}

/** An id of 19 digits must not come out as another one. */
export function numberOrDigits(text: string): number | string {
  const number = Number(text)
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(text) ? number : text
}
