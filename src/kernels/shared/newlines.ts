/** Newlines (0x0A), counted and found. Ends of ranges are exclusive. */

const NEWLINE: u8 = 10

/** A newline in every lane. */
@inline
export function newlineLanes(address: usize): v128 {
  return lanes(NEWLINE, address)
}

/**
 * A byte in every lane. `address` is any: all are below 2^31, but no compiler knows. Engines make a vector that they know anew each time round a loop, which takes a
 * third of the time of such loops.
 */
@inline
export function lanes(byte: u8, address: usize): v128 {
  return i8x16.splat(<i8>(byte + <u8>(address >> 31)))
}

/** Newlines in [from, to). */
export function newlinesIn(from: usize, to: usize): u32 {
  const newline = newlineLanes(from)
  let count: u32 = 0
  let at = from
  while (at + 16 <= to) {
    // Hits are added up in bytes, which hold 255 of them.
    const end = at + min<usize>((to - at) >> 4, 255) * 16
    let even = i8x16.splat(0)
    let odd = i8x16.splat(0)
    while (at + 32 <= end) {
      even = i8x16.sub(even, i8x16.eq(v128.load(at), newline))
      odd = i8x16.sub(odd, i8x16.eq(v128.load(at, 16), newline))
      at += 32
    }
    if (at < end) {
      even = i8x16.sub(even, i8x16.eq(v128.load(at), newline))
      at += 16
    }
    count += sumOf(even, odd)
  }
  for (; at < to; at++) if (load<u8>(at) == NEWLINE) count++
  return count
}

/** The sum of all bytes of two vectors. */
@inline
export function sumOf(a: v128, b: v128): u32 {
  const words = i16x8.add(i16x8.extadd_pairwise_i8x16_u(a), i16x8.extadd_pairwise_i8x16_u(b))
  const sums = i32x4.extadd_pairwise_i16x8_u(words)
  return i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3)
}

/** Address of the first newline in [from, to), or `to`. */
@inline
export function newlineIn(from: usize, to: usize): usize {
  const newline = newlineLanes(from)
  let at = from
  while (at + 16 <= to) {
    const bits = i8x16.bitmask(i8x16.eq(v128.load(at), newline))
    if (bits) return at + <usize>ctz(bits)
    at += 16
  }
  for (; at < to; at++) if (load<u8>(at) == NEWLINE) return at
  return to
}

/** Start of the line around `at`, looking back no further than `from`, where one starts. */
@inline
export function startOfLine(from: usize, at: usize): usize {
  const newline = newlineLanes(from)
  let end = at
  while (end >= from + 16) {
    const bits: u32 = i8x16.bitmask(i8x16.eq(v128.load(end - 16), newline))
    if (bits) return end + 16 - <usize>clz(bits)
    end -= 16
  }
  for (; end > from; end--) if (load<u8>(end - 1) == NEWLINE) return end
  return from
}
