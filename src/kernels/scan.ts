/**
 * Newlines, and lines by what is in them, in AssemblyScript with SIMD. Addresses are those of the module's memory, ends are exclusive. Every function has
 * a plain twin in test/support/plainKernels.ts, and a property test that holds the two equal.
 */
import { findAny, findFolded, findMasked, findWindow } from './shared/find'

const NEWLINE: u8 = 10
const CARRIAGE_RETURN: u8 = 13
/** Behind all addresses. */
const NOWHERE: usize = -1

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
  for (; at < to; at++) if (load<u8>(at) == NEWLINE) count++
  return count
}

/** Where findLines stopped for want of room, or the end of what it was given. */
let rest: usize = 0

export function restOfLines(): usize {
  return rest
}

/*
 * A search is ten words of 32 bits: which of the kernels, how many bytes before a line what is found may begin, where it was found
 * (written to), and what the kernel is given behind the bytes.
 */
const LEAD: usize = 4
const KNOWN: usize = 8
const ARGUMENTS: usize = 12

@inline
function argument(search: usize, index: usize): usize {
  return <usize>load<u32>(search + ARGUMENTS + 4 * index)
}

function find(search: usize, from: usize, to: usize): isize {
  const a = argument(search, 0)
  const b = argument(search, 1)
  const c = argument(search, 2)
  const d = argument(search, 3)
  const e = argument(search, 4)
  switch (load<u32>(search)) {
    case 0:
      return findMasked(from, to, a, b, c, d, e)
    case 1:
      return findFolded(from, to, a, b, c, d, e, argument(search, 5), argument(search, 6))
    case 2:
      return findWindow(from, to, a, b, c, d, e, argument(search, 5), argument(search, 6))
    default:
      return findAny(from, to, a, b, c)
  }
}

/**
 * The lines of [from, to) that one of the first `count` of `searches` (addresses) finds something in, and each of the `required` ones behind these;
 * counted from `base`. Answers how many. What is found may begin before the line by its lead, which [from - lead, to) must have room
 * for; it has no newline but at its ends.
 */
export function findLines(
  searches: usize,
  count: u32,
  required: u32,
  base: usize,
  from: usize,
  to: usize,
  out: usize,
  most: u32,
): u32 {
  const end = searches + 4 * <usize>count
  for (let each = searches; each < end; each += 4) store<u32>(<usize>load<u32>(each), 0, KNOWN)
  let at = from
  let found: u32 = 0
  while (at < to) {
    let hit = NOWHERE
    for (let each = searches; each < end; each += 4) {
      const search = <usize>load<u32>(each)
      let known = <usize>load<u32>(search, KNOWN)
      if (known < at) {
        const lead = <usize>load<u32>(search, LEAD)
        const place = find(search, at - lead, to)
        known = place < 0 ? NOWHERE : <usize>place + lead
        store<u32>(search, <u32>known, KNOWN)
      }
      hit = min(hit, known)
    }
    if (hit == NOWHERE) break
    if (found == most) {
      rest = at
      return found
    }
    const newline = newlineIn(hit, to)
    const start = startOfLine(at, hit)
    if (required == 0 || hasAll(end, required, start, min(newline + 1, to))) put(out, most, found++, base, start, newline, to)
    at = newline + 1
  }
  rest = to
  return found
}

/** Whether all of `count` searches find something in the line that is [from, to) with its newline. */
function hasAll(searches: usize, count: u32, from: usize, to: usize): bool {
  for (let each = searches; each < searches + 4 * <usize>count; each += 4) {
    const search = <usize>load<u32>(each)
    if (find(search, from - <usize>load<u32>(search, LEAD), to) < 0) return false
  }
  return true
}

/** Address of the first newline in [from, to), or `to`. */
@inline
function newlineIn(from: usize, to: usize): usize {
  const newline = i8x16.splat(10)
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
function startOfLine(from: usize, at: usize): usize {
  const newline = i8x16.splat(10)
  let end = at
  while (end >= from + 16) {
    const bits: u32 = i8x16.bitmask(i8x16.eq(v128.load(end - 16), newline))
    if (bits) return end + 16 - <usize>clz(bits)
    end -= 16
  }
  for (; end > from; end--) if (load<u8>(end - 1) == NEWLINE) return end
  return from
}

@inline
function put(out: usize, most: u32, line: u32, base: usize, start: usize, newline: usize, to: usize): void {
  const at = out + 4 * <usize>line
  store<u32>(at, <u32>(start - base))
  // The CR of CRLF is no part of the line.
  const end = newline < to && newline > start && load<u8>(newline - 1) == CARRIAGE_RETURN ? newline - 1 : newline
  store<u32>(at + 4 * <usize>most, <u32>(end - base))
}
