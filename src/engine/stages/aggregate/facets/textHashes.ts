/** What is kept of the texts of values from their bytes, which are decoded only where they may print otherwise than they stand. */
import { hashSpan } from '../../../records/fields/hash.ts'
import { ValueKind, type SpanColumn } from '../../../records/spans.ts'
import { addHash, estimate } from '../hyperLogLog.ts'
import type { FrequentValues } from './frequentValues.ts'

const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const MAX_BYTE = 0x7f
/** Digits that a float64 gives back as they were. */
const SAFE_DIGITS = 15

/** What is known of too many values to count them: a HyperLogLog, and which of them come often. */
export interface HashedValues {
  readonly registers: Uint8Array
  readonly frequent: FrequentValues
}

/** Adds the values of a column's first rows. `hashes`: of their bytes. */
export function addSpans(into: HashedValues, column: SpanColumn, hashes: Uint32Array, rows: number): void {
  const { bytes, starts, ends, kinds } = column
  for (let row = 0; row < rows; row++) {
    const kind = kinds[row]
    if (kind === ValueKind.Missing) continue
    if (!printsAsItStands(bytes, starts[row], ends[row], kind)) addText(into, String(column.value(row)))
    else add(into, bytes, starts[row], ends[row], hashes[row], 1)
  }
}

export function addText(into: HashedValues, text: string, count = 1): void {
  const bytes = Buffer.from(text)
  add(into, bytes, 0, bytes.length, hashSpan(bytes, 0, bytes.length), count)
}

function add({ registers, frequent }: HashedValues, bytes: Uint8Array, start: number, end: number, hash: number, count: number): void {
  addHashOf(registers, hash)
  frequent.add(bytes, start, end, hash, count)
}

/** The other half of what the registers need follows from the first. */
function addHashOf(registers: Uint8Array, hash: number): void {
  addHash(registers, hash, Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0)
}

/** About how many different values have been added: of hashes of 32 bits, some have met others. */
export function estimateValues(registers: Uint8Array): number {
  const hashes = Math.min(estimate(registers), 2 ** 32 - 1)
  return Math.round(-(2 ** 32) * Math.log1p(-hashes / 2 ** 32))
}

function printsAsItStands(bytes: Uint8Array, start: number, end: number, kind: number): boolean {
  if (kind === ValueKind.Escaped) return false
  if (kind === ValueKind.Number) return isPlainNumber(bytes, start, end)
  let all = 0
  for (let at = start; at < end; at++) all |= bytes[at]
  // What is not valid UTF-8 prints as something else.
  return all <= MAX_BYTE
}

/** Whether a number of JSON is written as JavaScript writes it; false also for some that are. */
function isPlainNumber(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] === MINUS ? start + 1 : start
  if (end - first > SAFE_DIGITS) return false
  let point = -1
  for (let at = first; at < end; at++) {
    const byte = bytes[at]
    if (byte === POINT) point = at
    // An exponent.
    else if (byte < ZERO || byte > ZERO + 9) return false
  }
  if (point < 0) return bytes[first] !== ZERO || (end - first === 1 && first === start)
  // Smaller ones than 0.1 may be written with an exponent.
  return bytes[end - 1] !== ZERO && (bytes[first] !== ZERO || bytes[point + 1] !== ZERO)
}
