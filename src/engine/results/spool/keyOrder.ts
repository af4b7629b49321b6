import { freeNow } from '../../../common/freeNow.ts'

/** Keys of rows: the first 8 bytes as two numbers, the lower one first, and what is behind them. */
export interface Keys {
  readonly prefixes: Uint32Array
  readonly count: number
  /** Undefined where no row has more than its first 8. */
  readonly rests: Rests | undefined
}

/** Of row i the bytes starts[i] … ends[i] - 1. */
export interface Rests {
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

/** So few are compared with each other. */
const FEW = 24
/** From so many on they are sorted by 16 bits at a time. */
const MANY = 1 << 14

/** The indexes of rows in the order of their keys, those that are alike as they come: by parts of their bits from the lowest on, and those that have the same by what is behind (Knuth, 5.2.5). */
export function orderOfKeys({ prefixes, count, rests }: Keys): Uint32Array {
  const order = orderOfPrefixes(prefixes, count)
  if (rests) eachRun(order, prefixes, (from, to) => sortRests(order.subarray(from, to), rests, 0))
  return order
}

/** Parts of `order` of more than one row that have the same prefix. */
function eachRun(order: Uint32Array, prefixes: Uint32Array, work: (from: number, to: number) => void): void {
  for (let from = 0; from < order.length; ) {
    const low = prefixes[2 * order[from]]
    const high = prefixes[2 * order[from] + 1]
    let to = from + 1
    while (to < order.length && prefixes[2 * order[to]] === low && prefixes[2 * order[to] + 1] === high) to++
    if (to - from > 1) work(from, to)
    from = to
  }
}

/** Sorts rows by the bytes of their rests from `same` on; those before are the same in all of them. */
function sortRests(rows: Uint32Array, rests: Rests, same: number): void {
  const { bytes, starts, ends } = rests
  if (rows.length <= FEW) {
    rows.sort((a, b) => compareBytes(bytes, starts[a] + same, ends[a], bytes, starts[b] + same, ends[b]))
    return
  }
  const skip = commonBytes(rows, rests, same)
  // None is the beginning of another: then all have come to their end.
  if (starts[rows[0]] + skip >= ends[rows[0]]) return
  const prefixes = new Uint32Array(2 * rows.length)
  for (let i = 0; i < rows.length; i++) {
    const end = ends[rows[i]]
    let at = starts[rows[i]] + skip
    for (let word = 1; word >= 0; word--) {
      let value = 0
      for (let byte = 0; byte < 4; byte++, at++) value = (value << 8) | (at < end ? bytes[at] : 0)
      prefixes[2 * i + word] = value
    }
  }
  const order = orderOfPrefixes(prefixes, rows.length)
  const sorted = order.map((index) => rows[index])
  eachRun(order, prefixes, (from, to) => sortRests(sorted.subarray(from, to), rests, skip + 8))
  rows.set(sorted)
  for (const done of [prefixes, order, sorted]) freeNow(done)
}

/** How many bytes of their rests are the same in all rows, of which so many surely are. */
function commonBytes(rows: Uint32Array, { bytes, starts, ends }: Rests, surely: number): number {
  const first = starts[rows[0]]
  let common = ends[rows[0]] - first
  for (const row of rows) {
    const start = starts[row]
    const most = Math.min(common, ends[row] - start)
    let at = surely
    while (at < most && bytes[first + at] === bytes[start + at]) at++
    common = at
  }
  return common
}

export function compareBytes(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number): number {
  const length = Math.min(aEnd - aStart, bEnd - bStart)
  for (let i = 0; i < length; i++) if (a[aStart + i] !== b[bStart + i]) return a[aStart + i] - b[bStart + i]
  return aEnd - aStart - (bEnd - bStart)
}

function orderOfPrefixes(prefixes: Uint32Array, count: number): Uint32Array {
  let order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = i
  // Bits that are not the same in all of them.
  let low = 0
  let high = 0
  for (let i = 1; i < count; i++) {
    low |= prefixes[2 * i] ^ prefixes[0]
    high |= prefixes[2 * i + 1] ^ prefixes[1]
  }
  if (low === 0 && high === 0) return order
  let other = new Uint32Array(count)
  const bits = count < MANY ? 8 : 16
  const mask = 2 ** bits - 1
  const places = new Uint32Array(mask + 1)
  for (let bit = 0; bit < 64; bit += bits) {
    const word = bit >>> 5
    const shift = bit & 31
    if ((((word === 0 ? low : high) >>> shift) & mask) === 0) continue
    places.fill(0)
    for (let i = 0; i < count; i++) places[(prefixes[2 * i + word] >>> shift) & mask]++
    for (let sum = 0, value = 0; value <= mask; value++) {
      const rows = places[value]
      places[value] = sum
      sum += rows
    }
    for (let i = 0; i < count; i++) {
      const index = order[i]
      other[places[(prefixes[2 * index + word] >>> shift) & mask]++] = index
    }
    ;[order, other] = [other, order]
  }
  for (const done of [other, places]) freeNow(done)
  return order
}
