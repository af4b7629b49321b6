/** Lines, one after the other, while something else is done with each. Loads may reach up to 64 bytes behind the last. */
import { newlineLanes } from './newlines'

/** For an address: there is none. 0 is one. */
export const NONE: usize = usize.MAX_VALUE

/** Where in the room of a kernel newlines are kept. */
export const LINES_AT: usize = 3072

/** Lines that are found together: few enough to be in the nearest cache when they are looked at. */
const NEAR: usize = 64

/** Of the lines at hand: where the next one starts, and where the last one ends. */
let next: usize = 0
let last: usize = 0
/** Which tables tell heads, and whether there was a head. */
let tests: usize = NONE
let headSeen: bool = false
/** The first 16 bytes of a head: what begins with the same is one too, and stamps mostly are the same as far as that. */
let headKnown: bool = false
let headFirst: u64 = 0
let headSecond: u64 = 0
/** Newlines found ahead of the lines, as 32 bits each: where they are kept, the next of them, and their end. Behind `searched` none was looked for. */
let ahead: usize = 0
let newline: usize = 0
let newlinesEnd: usize = 0
let searched: usize = 0
/** End of the line at hand, without LF or CRLF. */
export let lineEnd: usize = 0

/** Where the starts of rows are kept, and how far behind them their ends (32 bits each); 0: nowhere. */
let rowsAt: usize = 0
let endsBehind: usize = 0

/** From now on walks over lines keep at `rows` where the first lines of their records are: `stride` starts, then as many ends. 0: they do not. */
export function keepRows(rows: usize, stride: usize): void {
  rowsAt = rows
  endsBehind = 4 * stride
}

/** Keeps the first line of a record, if that is wanted. */
@inline
export function keepRow(base: usize, start: usize, end: usize, row: usize): void {
  if (!rowsAt) return
  store<u32>(rowsAt + 4 * row, <u32>(start - base))
  store<u32>(rowsAt + endsBehind + 4 * row, <u32>(end - base))
}

/**
 * `heads`: tables for isHead, or NONE: every line is a record. `seen`: there was a head above, so other lines continue its record. `room`: 32 bits
 * for each line that is wanted, and for 64 more.
 */
@inline
export function beginLines(from: usize, to: usize, heads: usize, seen: bool, room: usize): void {
  next = from
  last = to
  tests = heads
  headSeen = seen
  headKnown = false
  ahead = room
  newline = room
  newlinesEnd = room
  searched = from
}

/**
 * The first line of the next record, whose end is `lineEnd` then; NONE behind the last. Lines before the first head are records of their own.
 * `wanted`: how many are still wanted.
 */
@inline
export function nextRecord(wanted: usize): usize {
  while (next < last) {
    const start = next
    if (newline == newlinesEnd) findNewlines(wanted)
    const end = <usize>load<u32>(newline)
    newline += 4
    next = end + 1
    lineEnd = textEnd(start, end)
    if (tests == NONE) return start
    if (startsRecord(start)) headSeen = true
    else if (headSeen) continue
    return start
  }
  return NONE
}

/** Whether the line at hand starts a record. */
@inline
function startsRecord(start: usize): bool {
  // No test looks at more than HEAD_POSITIONS bytes.
  const isWide = lineEnd - start >= HEAD_POSITIONS
  if (headKnown && isWide && load<u64>(start) == headFirst && load<u64>(start, 8) == headSecond) return true
  if (!isHead(start, lineEnd, tests)) return false
  if (isWide) {
    headKnown = true
    headFirst = load<u64>(start)
    headSecond = load<u64>(start, 8)
  }
  return true
}

/** End of the text of the line at `start`, without CR. The last line may have no newline; a CR at its end is its own then. */
@inline
export function textEnd(start: usize, newline: usize): usize {
  return newline == last ? newline : newline - <usize>(newline > start && load<u8>(newline - 1) == 13)
}

/**
 * Where every line is a record: finds the next ones together, `wanted` at most, and goes behind them. Their number; the addresses of the newlines behind them (of
 * the end for one without) are at the start of `room`. Not to be mixed with nextRecord.
 */
@inline
export function nextLines(wanted: usize): usize {
  if (next >= last) return 0
  findNewlines(min<usize>(wanted, NEAR))
  let count = (newlinesEnd - ahead) >> 2
  // The end is that of a line only if there is something before it.
  if (searched >= last && count > 1 && <usize>load<u32>(newlinesEnd - 8) + 1 == last) count--
  count = min(count, wanted)
  next = <usize>load<u32>(ahead + 4 * (count - 1)) + 1
  return count
}

/** Finds newlines behind `searched`: as many as are wanted, and some more; at the end `last` counts as one. Without a branch for each, which nobody could foretell. */
function findNewlines(wanted: usize): void {
  let to = ahead
  const enough = ahead + 4 * wanted
  let at = searched
  const lf = newlineLanes(at)
  for (; at < last && to < enough; at += 64) {
    let bits = newlines(at, lf)
    if (last - at < 64) bits &= ((<u64>1) << <u64>(last - at)) - 1
    const count = <usize>popcnt(bits)
    store<u32>(to, <u32>(at + <usize>ctz(bits)))
    const second = bits & (bits - 1)
    store<u32>(to, <u32>(at + <usize>ctz(second)), 4)
    if (count > 2) storeOthers(to + 8, at, second & (second - 1))
    to += 4 * count
  }
  searched = at
  if (at >= last) {
    store<u32>(to, <u32>last)
    to += 4
  }
  newline = ahead
  newlinesEnd = to
}

function storeOthers(to: usize, at: usize, bits: u64): void {
  for (; bits; bits &= bits - 1, to += 4) store<u32>(to, <u32>(at + <usize>ctz(bits)))
}

/** Where the next line starts: at or behind the end where there is none. */
export function restOfRecords(): usize {
  return min(next, last)
}

/** Whether there was a head. */
export function sawHead(): bool {
  return headSeen
}

/** Bits of the newlines among the 64 bytes at `at`. */
@inline
function newlines(at: usize, newline: v128): u64 {
  const low = bitsOf(i8x16.eq(v128.load(at), newline), i8x16.eq(v128.load(at, 16), newline))
  const high = bitsOf(i8x16.eq(v128.load(at, 32), newline), i8x16.eq(v128.load(at, 48), newline))
  return <u64>low | (<u64>high << 32)
}

@inline
function bitsOf(low: v128, high: v128): u32 {
  return <u32>i8x16.bitmask(low) | (<u32>i8x16.bitmask(high) << 16)
}

/*
 * Tables of heads: for each of 16 positions the patterns (a bit each) of which it is the last; behind these, for each position, 256
 * bytes: the patterns that allow the byte there.
 */
const HEAD_POSITIONS: usize = 16

/** Whether the line in [at, end) starts a record. */
export function isHead(at: usize, end: usize, heads: usize): bool {
  let alive: u32 = 255
  let allowed = heads + HEAD_POSITIONS
  for (let place = heads; at < end; at++, place++) {
    alive &= <u32>load<u8>(allowed + <usize>load<u8>(at))
    if (!alive) return false
    if (alive & <u32>load<u8>(place)) return true
    allowed += 256
  }
  return false
}
