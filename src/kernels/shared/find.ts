/**
 * Places of bytes. Addresses are those of the module's memory, ends are exclusive; -1 where nothing is found. Swizzles are relaxed, which saves half of
 * their time: their indexes are below 16, for which all machines do the same. Up to 48 bytes behind what is searched may be looked at; they are in the
 * memory, and what they are makes no difference.
 */

/** The lowest `last` + 1 bits. */
@inline
export function upTo(last: usize, bits: u32): u32 {
  return last < 31 ? bits & ((2 << <u32>last) - 1) : bits
}

/** Which of the 16 bytes at `at`, or-ed with `mask`, are `byte`. */
@inline
function probe(at: usize, mask: v128, byte: v128): v128 {
  return i8x16.eq(v128.or(v128.load(at), mask), byte)
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
  for (let at = from; at <= last; at += 32) {
    const low = v128.and(probe(at + first, firstMask, firstByte), probe(at + second, secondMask, secondByte))
    const high = v128.and(probe(at + first + 16, firstMask, firstByte), probe(at + second + 16, secondMask, secondByte))
    if (v128.any_true(v128.or(low, high))) {
      for (let bits = upTo(last - at, <u32>i8x16.bitmask(low) | (<u32>i8x16.bitmask(high) << 16)); bits; bits &= bits - 1) {
        const place = at + <usize>ctz(bits)
        if (isAt(place, needle, mask, length)) return place
      }
    }
  }
  return -1
}

@inline
export function isAt(place: usize, needle: usize, mask: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) {
    if ((load<u8>(place + i) | load<u8>(mask + i)) != load<u8>(needle + i)) return false
  }
  return true
}

/**
 * As findMasked, for a needle with letters that have another case beyond ASCII: those of which the mask is 255, k (also the Kelvin sign, E2 84 AA) and
 * s (also the long s, C5 BF). The part [segment, segmentEnd) of the needle, which has none of them, is looked for first; the answer is its place.
 */
export function findFolded(
  from: usize,
  to: usize,
  needle: usize,
  mask: usize,
  length: usize,
  first: usize,
  second: usize,
  segment: usize,
  segmentEnd: usize,
): isize {
  for (let at = from; at < to; ) {
    const place = findMasked(at, to, needle + segment, mask + segment, segmentEnd - segment, first - segment, second - segment)
    if (place < 0) return -1
    if (goesOn(place + segmentEnd - segment, to, needle, mask, segmentEnd, length) && beginsBefore(place, from, needle, mask, segment)) return place
    at = place + 1
  }
  return -1
}

/** Whether the letters [from, to) of a needle stand at `at`. */
export function goesOn(place: usize, end: usize, needle: usize, mask: usize, from: usize, to: usize): bool {
  let at = place
  for (let i = from; i < to; i++) {
    if (at >= end) return false
    const byte = load<u8>(needle + i)
    const bits = load<u8>(mask + i)
    if (bits != 255) {
      if ((load<u8>(at) | bits) != byte) return false
      at++
    } else if ((load<u8>(at) | 0x20) == byte) at++
    else {
      const size = foreignSize(byte)
      if (at + size > end || !isForeign(at, byte)) return false
      at += size
    }
  }
  return true
}

/** Whether the first `count` letters of a needle stand before `place`, and not before `start`. */
export function beginsBefore(place: usize, start: usize, needle: usize, mask: usize, count: usize): bool {
  let at = place
  for (let i = count; i > 0; i--) {
    if (at <= start) return false
    const byte = load<u8>(needle + i - 1)
    const bits = load<u8>(mask + i - 1)
    if (bits != 255) {
      if ((load<u8>(at - 1) | bits) != byte) return false
      at--
    } else if ((load<u8>(at - 1) | 0x20) == byte) at--
    else {
      const size = foreignSize(byte)
      if (at < start + size || !isForeign(at - size, byte)) return false
      at -= size
    }
  }
  return true
}

@inline
function foreignSize(letter: u8): usize {
  return letter == 0x6b ? 3 : 2
}

@inline
function isForeign(at: usize, letter: u8): bool {
  if (letter == 0x6b) return load<u16>(at) == 0x84e2 && load<u8>(at + 2) == 0xaa
  return load<u16>(at) == 0xbfc5
}

/**
 * Address of the first place in [from, to) where each of `length` bytes (at most 16) is in the set of its position; -1 where there is none.
 * `sets` holds 256 words of 16 bits: bit p of word b is set where byte b may stand at position p. Four positions are looked at first, each for what may be more
 * than its set. `first` and `second` by ranges: `tables` holds for each a byte to or with, the lowest byte of the range and how much more the highest is; behind
 * these 6 bytes and 10 more, 16 bytes of 15 and (32) for `third` and `fourth` two tables of nibbles, of 16 bytes each.
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
  const mask1 = v128.load8_splat(tables)
  const lowest1 = v128.load8_splat(tables, 1)
  const span1 = v128.load8_splat(tables, 2)
  const mask2 = v128.load8_splat(tables, 3)
  const lowest2 = v128.load8_splat(tables, 4)
  const span2 = v128.load8_splat(tables, 5)
  for (let at = from; at <= last; at += 32) {
    const low = v128.and(inRange(at + first, mask1, lowest1, span1), inRange(at + second, mask2, lowest2, span2))
    const high = v128.and(inRange(at + first + 16, mask1, lowest1, span1), inRange(at + second + 16, mask2, lowest2, span2))
    if (v128.any_true(v128.or(low, high))) {
      const both = bothHold(at, low, tables, third, fourth) | (bothHold(at + 16, high, tables, third, fourth) << 16)
      for (let bits = upTo(last - at, both); bits; bits &= bits - 1) {
        const place = at + <usize>ctz(bits)
        if (fits(place, sets, length)) return place
      }
    }
  }
  return -1
}

@inline
function inRange(at: usize, mask: v128, lowest: v128, span: v128): v128 {
  return i8x16.le_u(i8x16.sub(v128.or(v128.load(at), mask), lowest), span)
}

@inline
function bothHold(at: usize, hits: v128, tables: usize, third: usize, fourth: usize): u32 {
  const nibble = v128.load(tables, 16)
  const more = i8x16.min_u(
    lookUp(at + third, v128.load(tables, 32), v128.load(tables, 48), nibble),
    lookUp(at + fourth, v128.load(tables, 64), v128.load(tables, 80), nibble),
  )
  return <u32>i8x16.bitmask(v128.and(hits, i8x16.ne(more, i8x16.splat(0))))
}

/**
 * What the entries of each byte's nibbles, of the 16 bytes at `at`, have in common in two tables. `nibble` is 15 in every lane: loaded once, since
 * engines make a constant anew each time round a loop.
 */
@inline
function lookUp(at: usize, low: v128, high: v128, nibble: v128): v128 {
  const bytes = v128.load(at)
  return v128.and(
    i8x16.relaxed_swizzle(low, v128.and(bytes, nibble)),
    i8x16.relaxed_swizzle(high, v128.and(i16x8.shr_u(bytes, 4), nibble)),
  )
}

@inline
function fits(place: usize, sets: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) {
    if (!((load<u16>(sets + 2 * <usize>load<u8>(place + i)) >> <u16>i) & 1)) return false
  }
  return true
}

/**
 * Address of the first place in [from, to) of any of several needles (of some byte of it); -1 where there is none. Two neighbouring bytes of each needle are looked
 * for first. The needles are in eight buckets: `tables` holds for the first and for the second of the two bytes two tables of nibbles each, whose bits tell
 * in which buckets a byte stands there; behind these (64) nine addresses (32 bits): where each bucket begins, and where the last ends; behind these (100) 32
 * bytes that are written to and (132) 16 bytes of 15. In a bucket stand a needle's length and the position of its second byte (32 bits each), its bytes and
 * the mask that a text is or-ed with before it is compared. The algorithm is Teddy's, of Hyperscan.
 */
export function findAny(from: usize, to: usize, tables: usize): isize {
  const low1 = v128.load(tables)
  const high1 = v128.load(tables, 16)
  const low2 = v128.load(tables, 32)
  const high2 = v128.load(tables, 48)
  const nibble = v128.load(tables, 132)
  // What stands before is not looked at.
  let before = i8x16.splat(-1)
  for (let at = from; at < to; at += 16) {
    const bytes = v128.load(at)
    const low = v128.and(bytes, nibble)
    const high = v128.and(i16x8.shr_u(bytes, 4), nibble)
    const firsts = v128.and(i8x16.relaxed_swizzle(low1, low), i8x16.relaxed_swizzle(high1, high))
    const seconds = v128.and(i8x16.relaxed_swizzle(low2, low), i8x16.relaxed_swizzle(high2, high))
    const buckets = v128.and(behind(before, firsts), seconds)
    before = firsts
    if (v128.any_true(buckets)) {
      v128.store(tables, buckets, WRITTEN)
      for (let bits = upTo(to - 1 - at, i8x16.bitmask(i8x16.ne(buckets, i8x16.splat(0)))); bits; bits &= bits - 1) {
        const lane = <usize>ctz(bits)
        if (isAnyAt(at + lane, from, to, tables, load<u8>(tables + lane, WRITTEN))) return at + lane
      }
    }
  }
  return -1
}

/** Where in the tables of several needles buckets are listed, and hits are written. */
const BUCKETS: usize = 64
const WRITTEN: usize = 100

/** The last of the 16 lanes `before`, and `lanes` without their last. */
@inline
export function behind(before: v128, lanes: v128): v128 {
  return i8x16.shuffle(before, lanes, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30)
}

/** Whether a needle of one of the buckets stands in [from, to) with the second of its bytes that are looked for at `place`. */
export function isAnyAt(place: usize, from: usize, to: usize, tables: usize, buckets: u32): bool {
  for (; buckets; buckets &= buckets - 1) {
    const bucket = tables + BUCKETS + 4 * <usize>ctz(buckets)
    const end = <usize>load<u32>(bucket, 4)
    for (let at = <usize>load<u32>(bucket); at < end; ) {
      const length = <usize>load<u32>(at)
      const start = place - <usize>load<u32>(at, 4)
      if (start >= from && start + length <= to && isAt(start, at + 8, at + 8 + length, length)) return true
      at += 8 + 2 * length
    }
  }
  return false
}
