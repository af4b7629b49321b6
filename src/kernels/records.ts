/**
 * Lines, times and levels of records. Rows and spans come and go in columns: 32 bits for each start and end, counted from `base`. Loads may
 * reach up to 64 bytes behind a row, which is inside the memory. The plain forms are in engine/records: time/, levels.ts and
 * formats/heads.ts.
 */
import { colorEnd, ESCAPE, levelInWords, levelOfValue, statusLevel } from './shared/levels'
import { isHead, NONE } from './shared/lines'
import { newlineLanes } from './shared/newlines'
import { firstStamp, stampEnd } from './shared/stamps'

/**
 * Splits [from, to) into lines, at most `room`; a last one without newline counts. Stores their starts and ends (without LF or CRLF) and
 * whether they are heads (8 bits), if `heads` is not NONE. Gives their number; the next line begins behind the last one's newline.
 */
export function splitLines(
  base: usize,
  from: usize,
  to: usize,
  heads: usize,
  room: u32,
  starts: usize,
  ends: usize,
  flags: usize,
): u32 {
  const newline = newlineLanes(from)
  const last = <usize>room
  let count: usize = 0
  let start = from
  for (let at = from; at < to; at += 64) {
    let bits: u64 = newlines(at, newline)
    if (to - at < 64) bits &= (<u64>1 << <u64>(to - at)) - 1
    for (; bits; bits &= bits - 1) {
      const end = at + <usize>ctz(bits)
      storeLine(base, start, end > start && load<u8>(end - 1) == 13 ? end - 1 : end, heads, count++, starts, ends, flags)
      if (count == last) return <u32>count
      start = end + 1
    }
  }
  if (start < to) storeLine(base, start, to, heads, count++, starts, ends, flags)
  return <u32>count
}

/** Bits of the newlines among the 64 bytes at `at`. */
@inline
function newlines(at: usize, newline: v128): u64 {
  const first = i8x16.eq(v128.load(at), newline)
  const second = i8x16.eq(v128.load(at, 16), newline)
  const third = i8x16.eq(v128.load(at, 32), newline)
  const fourth = i8x16.eq(v128.load(at, 48), newline)
  if (!v128.any_true(v128.or(v128.or(first, second), v128.or(third, fourth)))) return 0
  const low = <u64>(<u32>i8x16.bitmask(first) | (<u32>i8x16.bitmask(second) << 16))
  return low | (<u64>(<u32>i8x16.bitmask(third) | (<u32>i8x16.bitmask(fourth) << 16)) << 32)
}

@inline
function storeLine(base: usize, start: usize, end: usize, heads: usize, line: usize, starts: usize, ends: usize, flags: usize): void {
  store<u32>(starts + 4 * line, <u32>(start - base))
  store<u32>(ends + 4 * line, <u32>(end - base))
  if (heads != NONE) store<u8>(flags + line, isHead(start, end, heads) ? 1 : 0)
}

/**
 * Reads the stamps in `count` spans. `kinds`: 8 bits each, 0 for one that is to be passed over; `layouts`: up to four kinds of stamps
 * that are tried in turn, 8 bits each from the lowest, then 0 (see firstStamp). Stores milliseconds since 1970 (64-bit floats), NaN where there is no
 * stamp.
 */
export function readStamps(base: usize, starts: usize, ends: usize, kinds: usize, count: u32, layouts: u32, times: usize): void {
  for (let row: usize = 0; row < <usize>count; row++) {
    let time: f64 = NaN
    if (load<u8>(kinds + row)) {
      const start = base + <usize>load<u32>(starts + 4 * row)
      const end = base + <usize>load<u32>(ends + 4 * row)
      time = firstStamp(layouts, start, end)
    }
    store<f64>(times + 8 * row, time)
  }
}

/** The levels that values of a field are. Stores indexes into LEVELS (8 bits each); 0 where there is none, or `kinds` is 0. */
export function readLevels(base: usize, starts: usize, ends: usize, kinds: usize, count: u32, words: usize, levels: usize): void {
  for (let row: usize = 0; row < <usize>count; row++) {
    const start = base + <usize>load<u32>(starts + 4 * row)
    const end = base + <usize>load<u32>(ends + 4 * row)
    store<u8>(levels + row, <u8>(load<u8>(kinds + row) ? levelOfValue(start, end, words) : 0))
  }
}

/** The same for the statuses of HTTP answers. */
export function readStatuses(base: usize, starts: usize, ends: usize, kinds: usize, count: u32, levels: usize): void {
  for (let row: usize = 0; row < <usize>count; row++) {
    let level: u32 = 0
    if (load<u8>(kinds + row)) level = statusLevel(base + <usize>load<u32>(starts + 4 * row), base + <usize>load<u32>(ends + 4 * row))
    store<u8>(levels + row, <u8>level)
  }
}

/** The levels that words of `count` texts show, of which the first word counts however it is written; see engine/records/levels.ts. */
export function readLevelWords(base: usize, starts: usize, ends: usize, count: u32, words: usize, reach: u32, levels: usize): void {
  for (let row: usize = 0; row < <usize>count; row++) {
    const start = base + <usize>load<u32>(starts + 4 * row)
    const end = base + <usize>load<u32>(ends + 4 * row)
    store<u8>(levels + row, <u8>levelInWords(start, end, start + <usize>reach, true, words))
  }
}

/**
 * Times and levels at the starts of `count` lines: a stamp of one of the kinds `layouts` (as above; 0: none is looked for), and the level
 * that words behind it show, if `words` is not NONE; see engine/records/formats/lineStart.ts.
 */
export function readLineStarts(
  base: usize,
  starts: usize,
  ends: usize,
  count: u32,
  layouts: u32,
  words: usize,
  reach: u32,
  times: usize,
  levels: usize,
): void {
  for (let row: usize = 0; row < <usize>count; row++) {
    const start = base + <usize>load<u32>(starts + 4 * row)
    const end = base + <usize>load<u32>(ends + 4 * row)
    let time: f64 = NaN
    if (layouts) {
      let at = start
      if (at < end && load<u8>(at) == ESCAPE) at = colorEnd(at, end)
      if (at < end && load<u8>(at) == 0x5b) at++
      time = firstStamp(layouts, at, end)
    }
    store<f64>(times + 8 * row, time)
    const isTimed = !isNaN(time)
    if (words != NONE) store<u8>(levels + row, <u8>levelInWords(isTimed ? stampEnd : start, end, start + <usize>reach, isTimed, words))
  }
}
