/**
 * Searches for one thing that pass over the bytes once: on their way they count the newlines, and take the row around each hit. What follows a hit in its
 * row is still passed over, for its newlines. Up to 48 bytes behind the end may be looked at.
 */
import { countDense, denseFrom, denseNewlines, same } from './dense'
import { behind, isAnyAt, upTo } from './find'
import { newlineLanes, newlinesIn, sumOf } from './newlines'
import { countsLines, foundRows, NOWHERE, takeRow } from './rows'
import { argument, FOLDED, isTextAt, MASKED } from './searches'

/** Instead of newlines: there was no room for all rows, or no being sure of one. */
export const STOPPED: u32 = -1

/** Hits are added up in bytes, which hold 255 of them: two in each of so many steps. */
const STEPS: usize = 127

/** Rows with one text. Gives the newlines in [from, to), or STOPPED. */
export function streamText(search: usize, from: usize, to: usize): u32 {
  const isFolded = load<u32>(search) == FOLDED
  const segment = isFolded ? argument(search, 5) : 0
  const length = isFolded ? argument(search, 6) - segment : argument(search, 2)
  if (from + length > to) return newlinesIn(from, to)
  const needle = argument(search, 0)
  const mask = argument(search, 1)
  const first = argument(search, 3)
  const second = argument(search, 4)
  const isPlain = (load<u8>(mask + first) | load<u8>(mask + second)) == 0
  const firstByte = i8x16.splat(load<u8>(needle + first))
  const secondByte = i8x16.splat(load<u8>(needle + second))
  const firstMask = i8x16.splat(load<u8>(mask + first))
  const secondMask = i8x16.splat(load<u8>(mask + second))
  const toFirst = first - segment
  const toSecond = second - segment
  const last = to - length
  return isPlain
    ? streamPair(search, from, to, last, toFirst, toSecond, firstByte, secondByte, firstMask, secondMask, false)
    : streamPair(search, from, to, last, toFirst, toSecond, firstByte, secondByte, firstMask, secondMask, true)
}

@inline
function streamPair(
  search: usize,
  from: usize,
  to: usize,
  last: usize,
  first: usize,
  second: usize,
  firstByte: v128,
  secondByte: v128,
  firstMask: v128,
  secondMask: v128,
  masked: bool,
): u32 {
  const newline = newlineLanes(from)
  let skip = from
  let at = from
  let passed: u32 = 0
  // Rows in the latest steps, and how many would make it faster to only count those in the next ones.
  let latest: u32 = 0
  const many = countsLines() && load<u32>(search) == MASKED ? denseFrom(argument(search, 2)) : u32.MAX_VALUE
  while (at + 63 <= last) {
    const end = at + (min<usize>((last + 1 - at) >> 6, STEPS) << 6)
    const before = foundRows()
    if (latest >= many) {
      skip = countDense(search, at, end, first, skip, to)
      passed += denseNewlines()
      latest = foundRows() - before
      at = end
      continue
    }
    let even = i8x16.splat(0)
    let odd = i8x16.splat(0)
    for (; at < end; at += 64) {
      const bytes0 = v128.load(at + first)
      const bytes1 = v128.load(at + first, 16)
      const bytes2 = v128.load(at + first, 32)
      const bytes3 = v128.load(at + first, 48)
      even = i8x16.sub(even, i8x16.eq(bytes0, newline))
      odd = i8x16.sub(odd, i8x16.eq(bytes1, newline))
      even = i8x16.sub(even, i8x16.eq(bytes2, newline))
      odd = i8x16.sub(odd, i8x16.eq(bytes3, newline))
      const hits0 = v128.and(same(bytes0, firstByte, firstMask, masked), same(v128.load(at + second), secondByte, secondMask, masked))
      const hits1 = v128.and(same(bytes1, firstByte, firstMask, masked), same(v128.load(at + second, 16), secondByte, secondMask, masked))
      const hits2 = v128.and(same(bytes2, firstByte, firstMask, masked), same(v128.load(at + second, 32), secondByte, secondMask, masked))
      const hits3 = v128.and(same(bytes3, firstByte, firstMask, masked), same(v128.load(at + second, 48), secondByte, secondMask, masked))
      if (v128.any_true(v128.or(v128.or(hits0, hits1), v128.or(hits2, hits3))) && at + 64 > skip) {
        const low = <u64>(<u32>i8x16.bitmask(hits0) | (<u32>i8x16.bitmask(hits1) << 16))
        const high = <u64>(<u32>i8x16.bitmask(hits2) | (<u32>i8x16.bitmask(hits3) << 16))
        skip = takeHits(search, at, low | (high << 32), skip, from, to)
        if (skip == NOWHERE) return STOPPED
      }
    }
    passed += sumOf(even, odd)
    latest = foundRows() - before
  }
  passed += newlinesIn(from, from + first) + newlinesIn(at + first, to)
  for (; at <= last; at += 16) {
    const hits = v128.and(
      same(v128.load(at + first), firstByte, firstMask, masked),
      same(v128.load(at + second), secondByte, secondMask, masked),
    )
    skip = takeHits(search, at, upTo(last - at, i8x16.bitmask(hits)), skip, from, to)
    if (skip == NOWHERE) return STOPPED
  }
  return passed
}

/** Takes the rows around those places, a bit each from `at` on, where the text is; gives before where nothing more is to be found, or NOWHERE. */
function takeHits(search: usize, at: usize, places: u64, before: usize, from: usize, to: usize): usize {
  let skip = before
  for (let bits = places; bits; bits &= bits - 1) {
    const place = at + <usize>ctz(bits)
    if (place >= skip && isTextAt(search, place, from, to)) {
      skip = takeRow(place)
      if (skip == NOWHERE) return NOWHERE
    }
  }
  return skip
}

/** Rows with any of several texts (see findAny). Gives the newlines in [from, to), or STOPPED. */
export function streamAny(search: usize, from: usize, to: usize): u32 {
  const tables = argument(search, 0)
  const low1 = v128.load(tables)
  const high1 = v128.load(tables, 16)
  const low2 = v128.load(tables, 32)
  const high2 = v128.load(tables, 48)
  const nibble = v128.load(tables, NIBBLES)
  const newline = newlineLanes(from)
  // What stands before is not looked at.
  let before = i8x16.splat(-1)
  let skip = from
  let at = from
  let passed: u32 = 0
  while (at + 32 <= to) {
    const end = at + (min<usize>((to - at) >> 5, STEPS) << 5)
    let even = i8x16.splat(0)
    let odd = i8x16.splat(0)
    for (; at < end; at += 32) {
      const bytes0 = v128.load(at)
      const bytes1 = v128.load(at, 16)
      even = i8x16.sub(even, i8x16.eq(bytes0, newline))
      odd = i8x16.sub(odd, i8x16.eq(bytes1, newline))
      const lows0 = v128.and(bytes0, nibble)
      const lows1 = v128.and(bytes1, nibble)
      const highs0 = v128.and(i16x8.shr_u(bytes0, 4), nibble)
      const highs1 = v128.and(i16x8.shr_u(bytes1, 4), nibble)
      const firsts0 = v128.and(i8x16.relaxed_swizzle(low1, lows0), i8x16.relaxed_swizzle(high1, highs0))
      const firsts1 = v128.and(i8x16.relaxed_swizzle(low1, lows1), i8x16.relaxed_swizzle(high1, highs1))
      const seconds0 = v128.and(i8x16.relaxed_swizzle(low2, lows0), i8x16.relaxed_swizzle(high2, highs0))
      const seconds1 = v128.and(i8x16.relaxed_swizzle(low2, lows1), i8x16.relaxed_swizzle(high2, highs1))
      const hits0 = v128.and(behind(before, firsts0), seconds0)
      const hits1 = v128.and(behind(firsts0, firsts1), seconds1)
      before = firsts1
      if (v128.any_true(v128.or(hits0, hits1)) && at + 32 > skip) {
        skip = takeAny(tables, at, hits0, hits1, 31, skip, from, to)
        if (skip == NOWHERE) return STOPPED
      }
    }
    passed += sumOf(even, odd)
  }
  passed += newlinesIn(at, to)
  for (; at < to; at += 16) {
    const bytes = v128.load(at)
    const lows = v128.and(bytes, nibble)
    const highs = v128.and(i16x8.shr_u(bytes, 4), nibble)
    const firsts = v128.and(i8x16.relaxed_swizzle(low1, lows), i8x16.relaxed_swizzle(high1, highs))
    const seconds = v128.and(i8x16.relaxed_swizzle(low2, lows), i8x16.relaxed_swizzle(high2, highs))
    skip = takeAny(tables, at, v128.and(behind(before, firsts), seconds), i8x16.splat(0), to - 1 - at, skip, from, to)
    if (skip == NOWHERE) return STOPPED
    before = firsts
  }
  return passed
}

/** Where in the tables of several needles hits are written, and 15 stands in every lane: engines make a constant anew each time round a loop. */
const WRITTEN: usize = 100
const NIBBLES: usize = 132

/** As takeHits, for the 32 lanes of buckets at `at`, of which those up to `last` count. */
function takeAny(tables: usize, at: usize, low: v128, high: v128, last: usize, before: usize, from: usize, to: usize): usize {
  const none = i8x16.splat(0)
  v128.store(tables, low, WRITTEN)
  v128.store(tables, high, WRITTEN + 16)
  let skip = before
  const all = <u32>i8x16.bitmask(i8x16.ne(low, none)) | (<u32>i8x16.bitmask(i8x16.ne(high, none)) << 16)
  for (let bits = upTo(last, all); bits; bits &= bits - 1) {
    const lane = <usize>ctz(bits)
    if (at + lane >= skip && isAnyAt(at + lane, from, to, tables, load<u8>(tables + lane, WRITTEN))) {
      skip = takeRow(at + lane)
      if (skip == NOWHERE) return NOWHERE
    }
  }
  return skip
}
