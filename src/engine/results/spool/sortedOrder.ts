import { freeNow } from '../../../common/freeNow.ts'
import { KeyColumns } from '../../stages/sequential/keyColumns.ts'
import type { SortField } from '../../stages/sequential/sortKeys.ts'
import type { StoredChunk } from './rowReader.ts'

/** The indexes of rows in order, those that are alike as they come: row i is rowOf[i] of chunk chunkOf[i]. */
export function sortedOrder(chunks: readonly StoredChunk[], chunkOf: Uint32Array, rowOf: Uint32Array, fields: readonly SortField[]): Uint32Array {
  const numbers = fields.length === 1 ? numbersOf(chunks, chunkOf, rowOf) : undefined
  if (numbers) return orderOfNumbers(numbers, fields[0].descending)
  const keys = new KeyColumns(fields)
  for (let i = 0; i < rowOf.length; i++) keys.push(chunks[chunkOf[i]].keys.map((key) => key.at(rowOf[i])))
  return keys.order()
}

/** The keys of the rows, if all are numbers. */
function numbersOf(chunks: readonly StoredChunk[], chunkOf: Uint32Array, rowOf: Uint32Array): Float64Array<ArrayBuffer> | undefined {
  const columns: Float64Array[] = []
  for (const { keys } of chunks) {
    const { numbers } = keys[0]
    if (!numbers) return undefined
    columns.push(numbers)
  }
  const all = new Float64Array(rowOf.length)
  for (let i = 0; i < all.length; i++) all[i] = columns[chunkOf[i]][rowOf[i]]
  return all
}

const DIGITS = 1 << 16

/** The indexes of numbers in their order: by their bits, 16 at a time from the lowest on (Knuth, 5.2.5). The numbers are not good any more afterwards. */
export function orderOfNumbers(numbers: Float64Array<ArrayBuffer>, descending: boolean): Uint32Array {
  const { length } = numbers
  const halves = new Uint32Array(numbers.buffer)
  const turn = descending ? -1 : 0
  for (let i = 0; i < length; i++) {
    // -0 is as great as 0.
    if (numbers[i] === 0) numbers[i] = 0
    // The bits of numbers without a sign are in their order. Those of others are in the reverse one, and come before.
    const flip = (halves[2 * i + 1] >>> 31 === 1 ? -1 : 0) ^ turn
    const sign = halves[2 * i + 1] >>> 31 === 1 ? 0 : 0x80000000
    halves[2 * i] ^= flip
    halves[2 * i + 1] ^= flip ^ sign
  }
  const digits = new Uint16Array(numbers.buffer)
  const counts = new Uint32Array(DIGITS)
  let order = new Uint32Array(length)
  let other = new Uint32Array(length)
  for (let i = 0; i < length; i++) order[i] = i
  for (let digit = 0; digit < 4; digit++) {
    counts.fill(0)
    for (let i = digit; i < digits.length; i += 4) counts[digits[i]]++
    if (length === 0 || counts[digits[digit]] === length) continue
    for (let sum = 0, value = 0; value < DIGITS; value++) {
      const count = counts[value]
      counts[value] = sum
      sum += count
    }
    for (let i = 0; i < length; i++) {
      const index = order[i]
      other[counts[digits[4 * index + digit]]++] = index
    }
    ;[order, other] = [other, order]
  }
  for (const done of [other, numbers, counts]) freeNow(done)
  return order
}
