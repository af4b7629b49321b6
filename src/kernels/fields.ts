/**
 * Fields of records, found in their bytes. Rows, spans and numbers come and go in columns: 32 bits for each start and end, counted from
 * `base`, and 8 bits for each kind. Loads may reach up to 16 bytes behind a row, which is inside the memory.
 */

/** Hashes of `count` spans: MurmurHash3's 32 bits (Appleby, public domain) with seed 0. Stores 32 bits each at `hashes`. */
export function hashSpans(base: usize, starts: usize, ends: usize, count: u32, hashes: usize): void {
  for (let row: usize = 0; row < 4 * <usize>count; row += 4) {
    store<u32>(hashes + row, hashSpan(base + <usize>load<u32>(starts + row), base + <usize>load<u32>(ends + row)))
  }
}

@inline
function hashSpan(from: usize, to: usize): u32 {
  let hash: u32 = 0
  let at = from
  for (; at + 4 <= to; at += 4) hash = rotl<u32>(hash ^ scramble(load<u32>(at)), 13) * 5 + 0xe6546b64
  if (at < to) hash ^= scramble(load<u32>(at) & ((1 << (<u32>(to - at) * 8)) - 1))
  hash ^= <u32>(to - from)
  hash = (hash ^ (hash >> 16)) * 0x85ebca6b
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35
  return hash ^ (hash >> 16)
}

@inline
function scramble(word: u32): u32 {
  return rotl<u32>(word * 0xcc9e2d51, 15) * 0x1b873593
}
