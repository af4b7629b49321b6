/** Sets of bytes, and the tables by which the kernels look bytes up, 16 at a time. */

/** 1 at every byte that is in the set, else 0. */
export type ByteSet = Uint8Array

export function byteSet(bytes: Iterable<number>): ByteSet {
  const set = new Uint8Array(256)
  for (const byte of bytes) set[byte] = 1
  return set
}

/** How large a part of a log's bytes this one is, very roughly: only to choose between bytes. */
export function byteFrequency(byte: number): number {
  return frequencies[byte]
}

/** How large a part of a log's bytes is in the set. */
export function frequency(set: ByteSet): number {
  let sum = 0
  for (let byte = 0; byte < 256; byte++) if (set[byte]) sum += frequencies[byte]
  return Math.min(1, sum)
}

const frequencies = Float64Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte)
  if (char === ' ' || (char >= '0' && char <= '2')) return 0.08
  if ((char >= '3' && char <= '9') || '[]"=:./,_-'.includes(char)) return 0.04
  if (/[aeinorst]/.test(char)) return 0.06
  if (/[a-z]/.test(char)) return 0.025
  return /[A-Z]/.test(char) ? 0.015 : 0.003
})

/**
 * Two tables of 16 (low nibbles, then high ones): the entries of a byte's nibbles have a bit in common if it is in the set. A set
 * whose bytes have more than eight different kinds of rows is let through more than it has.
 */
export function nibbleTables(set: ByteSet): Uint8Array {
  const rows = Array.from({ length: 16 }, (_, high) => {
    let row = 0
    for (let low = 0; low < 16; low++) if (set[16 * high + low]) row |= 1 << low
    return row
  })
  const kinds = [...new Set(rows.filter((row) => row !== 0))]
  const tables = new Uint8Array(32)
  rows.forEach((row, high) => {
    const bit = 1 << Math.min(7, kinds.indexOf(row))
    if (row === 0) return
    tables[16 + high] |= bit
    for (let low = 0; low < 16; low++) if ((row >> low) & 1) tables[low] |= bit
  })
  return tables
}
