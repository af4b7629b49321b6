const MASK = 0xffffffffn

const rotate = (value: bigint, by: bigint): bigint => ((value << by) | (value >> (32n - by))) & MASK
const times = (a: bigint, b: bigint): bigint => (a * b) & MASK

/** MurmurHash3_x86_32 with seed 0, as it is published, in whole numbers. */
export function plainHash(bytes: Uint8Array): number {
  let hash = 0n
  for (let at = 0; at < bytes.length; at += 4) {
    const part = bytes.subarray(at, at + 4)
    const word = part.reduce((sum, byte, i) => sum + (BigInt(byte) << BigInt(8 * i)), 0n)
    hash ^= times(rotate(times(word, 0xcc9e2d51n), 15n), 0x1b873593n)
    if (part.length === 4) hash = (rotate(hash, 13n) * 5n + 0xe6546b64n) & MASK
  }
  hash ^= BigInt(bytes.length)
  hash = times(hash ^ (hash >> 16n), 0x85ebca6bn)
  hash = times(hash ^ (hash >> 13n), 0xc2b2ae35n)
  return Number(hash ^ (hash >> 16n))
}
