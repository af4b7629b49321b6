/**
 * Rows of a block as text, with the numbers of their lines. Starts and ends of rows (32 bits each) are counted from `base`. Its plain twin is
 * in test/support/plainRows.ts.
 */
import { countNewlines } from './scan'

const NEWLINE: u8 = 10
const CARRIAGE_RETURN: u8 = 13
const COLON: u8 = 0x3a
const ZERO: u8 = 0x30
/** The digits of a number of 64 bits, a colon, a newline, and what copying in steps of 16 bytes may write too much. */
const BESIDE_TEXT: usize = 20 + 1 + 1 + 16

/** What `writeRows` has written, in bytes. */
let written: usize = 0
/** Lines above the row that it has written last. */
let above: u32 = 0

export function writtenBytes(): usize {
  return written
}

export function linesAboveRow(): u32 {
  return above
}

/**
 * Writes rows with their line ends to `out`, as long as there is room; answers how many. A row that ends at `stop` has no line end, and gets one.
 * Unless `lines` (an address) is 0, each row begins with `first` + the lines above it, and a colon; of these lines `counted` are known to be
 * above `at`. Then it stores at `places` where each row is in what is written, counted from `place`, and at `lines` how many lines are above it.
 */
export function writeRows(
  base: usize,
  starts: usize,
  ends: usize,
  count: u32,
  stop: usize,
  out: usize,
  room: usize,
  at: usize,
  counted: u32,
  first: f64,
  place: u32,
  places: usize,
  lines: usize,
): u32 {
  const number = <u64>first
  let to = out
  let from = base + at
  above = counted
  let row: u32 = 0
  for (; row < count; row++) {
    const start = base + <usize>load<u32>(starts + 4 * <usize>row)
    let end = base + <usize>load<u32>(ends + 4 * <usize>row)
    if (to + (end - start) + BESIDE_TEXT > out + room) break
    if (lines) {
      above += newlinesIn(from, start)
      from = start
      store<u32>(places + 4 * <usize>row, place + <u32>(to - out))
      store<u32>(lines + 4 * <usize>row, above)
      to = putNumber(to, number + <u64>above)
      store<u8>(to++, COLON)
    }
    to = copy(start, end, to)
    if (end < base + stop && load<u8>(end) == CARRIAGE_RETURN) store<u8>(to++, CARRIAGE_RETURN)
    store<u8>(to++, NEWLINE)
  }
  written = to - out
  return row
}

/** As countNewlines; what is there behind `to` may be looked at. */
@inline
function newlinesIn(from: usize, to: usize): u32 {
  const whole = (to - from) & ~15
  const newline = i8x16.splat(10)
  const rest = i8x16.bitmask(i8x16.eq(v128.load(from + whole), newline)) & ((1 << <u32>(to - from - whole)) - 1)
  return countNewlines(from, from + whole) + <u32>popcnt(rest)
}

/** In steps of 16 bytes, the last of which may be too long. */
@inline
function copy(from: usize, end: usize, to: usize): usize {
  for (let at: usize = 0; at < end - from; at += 16) v128.store(to + at, v128.load(from + at))
  return to + (end - from)
}

@inline
function putNumber(to: usize, number: u64): usize {
  let digits: usize = 1
  for (let least: u64 = 10; number >= least; least *= 10) digits++
  let rest = number
  for (let at = to + digits - 1; at >= to; at--) {
    const tenth = rest / 10
    store<u8>(at, ZERO + <u8>(rest - 10 * tenth))
    rest = tenth
  }
  return to + digits
}
