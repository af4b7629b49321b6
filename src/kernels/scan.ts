/**
 * Inner loops over bytes, in AssemblyScript with SIMD. Addresses are those of the module's memory, ends are exclusive. Every function has a
 * plain twin in test/support/plainKernels.ts, and a property test that holds the two equal.
 */

/** Newlines (0x0A) in [from, to). */
export function countNewlines(from: usize, to: usize): u32 {
  const newline = i8x16.splat(10)
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
    const words = i16x8.add(i16x8.extadd_pairwise_i8x16_u(even), i16x8.extadd_pairwise_i8x16_u(odd))
    const sums = i32x4.extadd_pairwise_i16x8_u(words)
    count +=
      i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3)
  }
  for (; at < to; at++) if (load<u8>(at) == 10) count++
  return count
}

/**
 * Address of the first place in [from, to) where `length` bytes, each or-ed with its byte of `mask`, equal those of `needle`; -1 where there is none.
 * Two bytes of the needle, at `first` and `second`, are looked for first: rare ones are best.
 */
export function findMasked(
  from: usize,
  to: usize,
  needle: usize,
  mask: usize,
  length: usize,
  first: usize,
  second: usize,
): isize {
  if (from + length > to) return -1
  const last = to - length
  const firstMask = i8x16.splat(load<u8>(mask + first))
  const firstByte = i8x16.splat(load<u8>(needle + first))
  const secondMask = i8x16.splat(load<u8>(mask + second))
  const secondByte = i8x16.splat(load<u8>(needle + second))
  let at = from
  while (at + 15 <= last) {
    const hits = v128.and(
      i8x16.eq(v128.or(v128.load(at + first), firstMask), firstByte),
      i8x16.eq(v128.or(v128.load(at + second), secondMask), secondByte),
    )
    if (v128.any_true(hits)) {
      for (let bits: i32 = i8x16.bitmask(hits); bits; bits &= bits - 1) {
        const place = at + <usize>ctz(bits)
        if (isAt(place, needle, mask, length)) return place
      }
    }
    at += 16
  }
  for (; at <= last; at++) if (isAt(at, needle, mask, length)) return at
  return -1
}

/**
 * What the entries of each byte's nibbles, of the 16 bytes at `at`, have in common in two tables. `nibble` is 15 in every lane: loaded once, since
 * engines make a constant anew each time round a loop.
 */
@inline
function lookUp(at: usize, low: v128, high: v128, nibble: v128): v128 {
  const bytes = v128.load(at)
  return v128.and(
    i8x16.swizzle(low, v128.and(bytes, nibble)),
    i8x16.swizzle(high, v128.and(i16x8.shr_u(bytes, 4), nibble)),
  )
}

/**
 * Address of the first place in [from, to) where each of `length` bytes (at most 16) is in the set of its position; -1 where there is none.
 * `sets` holds 256 words of 16 bits: bit p of word b is set where byte b may stand at position p. Four positions are looked at first, by two
 * tables of nibbles each (at `tables`, 32 bytes a position, followed by 16 bytes of 15), which may let through more than the set has.
 */
export function findWindow(
  from: usize,
  to: usize,
  sets: usize,
  tables: usize,
  length: usize,
  first: usize,
  second: usize,
  third: usize,
  fourth: usize,
): isize {
  if (from + length > to) return -1
  const last = to - length
  const low1 = v128.load(tables)
  const high1 = v128.load(tables, 16)
  const low2 = v128.load(tables, 32)
  const high2 = v128.load(tables, 48)
  const low3 = v128.load(tables, 64)
  const high3 = v128.load(tables, 80)
  const low4 = v128.load(tables, 96)
  const high4 = v128.load(tables, 112)
  const nibble = v128.load(tables, 128)
  let at = from
  while (at + 15 <= last) {
    // The smaller of two is zero where either is.
    let hits = i8x16.min_u(lookUp(at + first, low1, high1, nibble), lookUp(at + second, low2, high2, nibble))
    if (v128.any_true(hits)) {
      hits = i8x16.min_u(hits, i8x16.min_u(lookUp(at + third, low3, high3, nibble), lookUp(at + fourth, low4, high4, nibble)))
      for (let bits: i32 = i8x16.bitmask(i8x16.ne(hits, i8x16.splat(0))); bits; bits &= bits - 1) {
        const place = at + <usize>ctz(bits)
        if (fits(place, sets, length)) return place
      }
    }
    at += 16
  }
  for (; at <= last; at++) if (fits(at, sets, length)) return at
  return -1
}

@inline
function fits(place: usize, sets: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) {
    if (!((load<u16>(sets + 2 * <usize>load<u8>(place + i)) >> <u16>i) & 1)) return false
  }
  return true
}

/**
 * Address of the first place in [from, to) of any of several needles; -1 where there is none. The needles are in eight buckets. `tables` holds, for
 * each of three positions that all needles have (`first`, `second`, `third`), two tables of nibbles whose bits tell in which buckets a
 * byte stands there; behind them (96) nine addresses (32 bits): where each bucket begins, and where the last ends; behind these (132) 16 bytes
 * that are written to and (148) 16 bytes of 15. In a bucket stand a needle's length (32 bits), its bytes and the mask that a text is or-ed with before it is compared.
 */
export function findAny(
  from: usize,
  to: usize,
  tables: usize,
  shortest: usize,
  first: usize,
  second: usize,
  third: usize,
): isize {
  if (from + shortest > to) return -1
  const last = to - shortest
  const low1 = v128.load(tables)
  const high1 = v128.load(tables, 16)
  const low2 = v128.load(tables, 32)
  const high2 = v128.load(tables, 48)
  const nibble = v128.load(tables, 148)
  let at = from
  while (at + 15 <= last) {
    let buckets = v128.and(lookUp(at + first, low1, high1, nibble), lookUp(at + second, low2, high2, nibble))
    if (v128.any_true(buckets)) {
      buckets = v128.and(buckets, lookUp(at + third, v128.load(tables, 64), v128.load(tables, 80), nibble))
      v128.store(tables, buckets, 132)
      for (let bits: i32 = i8x16.bitmask(i8x16.ne(buckets, i8x16.splat(0))); bits; bits &= bits - 1) {
        const lane = <usize>ctz(bits)
        if (isAnyAt(at + lane, to, tables, load<u8>(tables + lane, 132))) return at + lane
      }
    }
    at += 16
  }
  for (; at <= last; at++) if (isAnyAt(at, to, tables, 255)) return at
  return -1
}

function isAnyAt(place: usize, to: usize, tables: usize, buckets: u32): bool {
  for (; buckets; buckets &= buckets - 1) {
    const bucket = tables + 96 + 4 * <usize>ctz(buckets)
    const end = <usize>load<u32>(bucket, 4)
    for (let at = <usize>load<u32>(bucket); at < end; ) {
      const length = <usize>load<u32>(at)
      if (place + length <= to && isAt(place, at + 4, at + 4 + length, length)) return true
      at += 4 + 2 * length
    }
  }
  return false
}

@inline
function isAt(place: usize, needle: usize, mask: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) {
    if ((load<u8>(place + i) | load<u8>(mask + i)) != load<u8>(needle + i)) return false
  }
  return true
}
