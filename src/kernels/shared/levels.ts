/**
 * Levels in bytes: engine/records/levels.ts and levelWords.ts find them the same way. Addresses are those of the module's memory, ends are
 * exclusive.
 */
import { isDigit, twoDigits } from './stamps'

/*
 * Tables of level words (levelWords.ts): 256 slots, the number of an entry each; three factors (32 bits each) and 4 unused bytes; entries
 * of 16 bytes.
 */
const FACTORS: usize = 256
const ENTRIES: usize = 272
const KEY: u32 = 7

/** What the word [start, end) is, in any case: an index into LEVELS, KEY, or 0. */
function wordAt(start: usize, end: usize, words: usize): u32 {
  const length = end - start
  if (length < 3 || length > 13) return 0
  const hash =
    load<u32>(words, FACTORS) * (<u32>load<u8>(start) | 0x20) +
    load<u32>(words, FACTORS + 4) * (<u32>load<u8>(end - 1) | 0x20) +
    load<u32>(words, FACTORS + 8) * <u32>length
  const slot = load<u8>(words + <usize>(hash & 255))
  if (!slot) return 0
  const entry = words + ENTRIES + 16 * <usize>slot
  const blanks: u64 = 0x2020202020202020
  const first = (length < 8 ? load<u64>(start) & (((<u64>1) << <u64>(8 * length)) - 1) : load<u64>(start)) | blanks
  const second = (length <= 8 ? 0 : load<u64>(start, 8) & (((<u64>1) << <u64>(8 * (length - 8))) - 1)) | blanks
  const tail: u64 = 0x00ffffffffffffff
  if (first != load<u64>(entry) || ((second ^ load<u64>(entry, 8)) & tail) != 0) return 0
  // A control character would have become the digit that some words end with.
  return load<u8>(end - 1) < 0x30 ? 0 : load<u8>(entry, 15)
}

/** The level that a value of a field is: a name, its first letter, a number. */
export function levelOfValue(start: usize, end: usize, words: usize): u32 {
  const length = end - start
  if (length == 0) return 0
  if (isDigit(load<u8>(start))) {
    if (length > 3) return 0
    let number: u32 = 0
    for (let at = start; at < end; at++) {
      const digit = <u32>load<u8>(at) - 0x30
      if (digit >= 10) return 0
      number = 10 * number + digit
    }
    if (number < 8) return syslogLevel(number)
    return number < 10 || number >= 100 ? 0 : min<u32>(number / 10, 6)
  }
  if (length == 1 || (length == 2 && isDigit(load<u8>(start, 1)))) {
    switch (<u32>load<u8>(start) | 0x20) {
      case 0x74: // t
      case 0x76: // v
        return 1
      case 0x64: // d
        return 2
      case 0x69: // i
      case 0x6e: // n
        return 3
      case 0x77: // w
        return 4
      case 0x65: // e
        return 5
      case 0x63: // c
      case 0x66: // f
        return 6
      default:
        return 0
    }
  }
  const is = wordAt(start, end, words)
  return is == KEY ? 0 : is
}

/** The level that the status of an HTTP answer stands for. */
@inline
export function statusLevel(start: usize, end: usize): u32 {
  const first = <u32>load<u8>(start) - 0x31
  if (end != start + 3 || first >= 5 || twoDigits(start + 1) < 0) return 0
  return first < 3 ? 3 : first + 1
}

/** The level that the priority of a syslog message says. */
export function priorityLevel(start: usize, end: usize): u32 {
  if (end <= start || end - start > 3) return 0
  let number: u32 = 0
  for (let at = start; at < end; at++) {
    const digit = <u32>load<u8>(at) - 0x30
    if (digit >= 10) return 0
    number = 10 * number + digit
  }
  return syslogLevel(number & 7)
}

/** Of a severity from 0 to 7. */
@inline
function syslogLevel(number: u32): u32 {
  return number < 3 ? 6 : number == 3 ? 5 : number == 4 ? 4 : number < 7 ? 3 : 2
}

export const ESCAPE: u8 = 0x1b
/** More than the longest word that is a level. */
const BEYOND: usize = 16

@inline
function isWordByte(byte: u32): bool {
  return (byte | 0x20) - 0x61 < 26 || byte - 0x30 < 10 || byte == 0x5f
}

/** Behind the colour sequence that begins at `at`; behind the escape where it is none. */
export function colorEnd(at: usize, end: usize): usize {
  if (at + 1 >= end || load<u8>(at, 1) != 0x5b) return at + 1
  let stop = at + 2
  while (stop < end && stop < at + 22 && (isDigit(load<u8>(stop)) || load<u8>(stop) == 0x3b)) stop++
  return stop < end && load<u8>(stop) == 0x6d ? stop + 1 : at + 1
}

/** The level that the first word of [start, end) shows that shows one. */
export function levelInWords(start: usize, end: usize, reach: usize, firstCounts: bool, words: usize): u32 {
  const stop = min(end, reach + BEYOND)
  const until = min(stop, reach)
  let at = start
  if (firstCounts) {
    while (at < until) {
      const byte = <u32>load<u8>(at)
      if (isWordByte(byte)) break
      at = byte == ESCAPE ? colorEnd(at, stop) : at + 1
    }
    if (at >= until) return 0
    const from = at
    at = wordEnd(from, stop)
    const is = wordAt(from, at, words)
    if (is == KEY) {
      const level = valueLevel(at, stop, until, words)
      if (level) return level
    } else if (is) return is
    while (at < stop && isWordByte(load<u8>(at))) at++
  }
  const level = levelInChunks(start, at, stop, until, words)
  return level == COLORED ? levelAmongColors(start, at, stop, until, words) : level
}

const COLORED: u32 = 255

/** The level that words of [at, until) show, none of which is the first one; COLORED where colours have a say. A word may begin at `at`. */
function levelInChunks(start: usize, at: usize, stop: usize, until: usize, words: usize): u32 {
  const escape = i8x16.splat(<i8>ESCAPE)
  const small = i8x16.splat(0x20)
  const a = i8x16.splat(0x61)
  const capitalA = i8x16.splat(0x41)
  const letters = i8x16.splat(26)
  const zero = i8x16.splat(0x30)
  const digits = i8x16.splat(10)
  let wordBefore: i32 = 0
  let markBefore: i32 = at > start && isMark(load<u8>(at - 1)) ? 1 : 0
  for (; at < until; at += 16) {
    const bytes = v128.load(at)
    const valid: i32 = stop - at < 16 ? (1 << <i32>(stop - at)) - 1 : 0xffff
    if (i8x16.bitmask(i8x16.eq(bytes, escape)) & valid) return COLORED
    const lower = v128.or(bytes, small)
    const isLetter = i8x16.lt_u(i8x16.sub(lower, a), letters)
    const isOther = v128.or(i8x16.lt_u(i8x16.sub(bytes, zero), digits), i8x16.eq(bytes, i8x16.splat(0x5f)))
    const inWords = i8x16.bitmask(v128.or(isLetter, isOther)) & valid
    const begin = inWords & ~((inWords << 1) | wordBefore)
    const capitals = i8x16.bitmask(i8x16.lt_u(i8x16.sub(bytes, capitalA), letters))
    const marks = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(bytes, i8x16.splat(0x5b)), i8x16.eq(bytes, i8x16.splat(0x3c))), i8x16.eq(bytes, i8x16.splat(0x28))),
    )
    const keys = i8x16.bitmask(v128.or(i8x16.eq(lower, i8x16.splat(0x6c)), i8x16.eq(lower, i8x16.splat(0x73))))
    let candidates = begin & ((capitals & ((capitals >> 1) | 0x8000)) | (marks << 1) | markBefore | keys)
    if (until - at < 16) candidates &= (1 << <i32>(until - at)) - 1
    for (; candidates; candidates &= candidates - 1) {
      const from = at + <usize>ctz(candidates)
      const to = wordEnd(from, stop)
      const is = wordAt(from, to, words)
      if (is == KEY) {
        const level = valueLevel(to, stop, until, words)
        if (level) return level
      } else if (is && ((from > start && isMark(load<u8>(from - 1))) || isInCapitals(from, to))) return is
    }
    wordBefore = (inWords >> 15) & 1
    markBefore = (marks >> 15) & 1
  }
  return 0
}

/** The same byte by byte. */
function levelAmongColors(start: usize, at: usize, stop: usize, until: usize, words: usize): u32 {
  let coloredAt: usize = 0
  while (at < until) {
    const byte = <u32>load<u8>(at)
    if (!isWordByte(byte)) {
      const next = byte == ESCAPE ? colorEnd(at, stop) : at + 1
      if (next > at + 1) coloredAt = next
      at = next
      continue
    }
    const from = at
    do at++
    while (at < stop && isWordByte(load<u8>(at)))
    const is = wordAt(from, at, words)
    if (is == KEY) {
      const level = valueLevel(at, stop, until, words)
      if (level) return level
    } else if (is) {
      if ((from > start && isMark(load<u8>(from - 1))) || (from == coloredAt && at < stop && load<u8>(at) == ESCAPE)) return is
      if (isInCapitals(from, at)) return is
    }
  }
  return 0
}

/** Behind the word that begins at `from`, or BEYOND bytes on where it is too long for a level. */
@inline
function wordEnd(from: usize, stop: usize): usize {
  const bytes = v128.load(from)
  const others = ~i8x16.bitmask(areWordBytes(bytes)) & 0xffff
  return min(stop, from + (others ? <usize>ctz(others) : BEYOND))
}

@inline
function areWordBytes(bytes: v128): v128 {
  const isLetter = i8x16.lt_u(i8x16.sub(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(26))
  const isDigit = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10))
  return v128.or(v128.or(isLetter, isDigit), i8x16.eq(bytes, i8x16.splat(0x5f)))
}

/** The level that the value is of the key that ends at `at`. */
function valueLevel(at: usize, stop: usize, until: usize, words: usize): u32 {
  if (at < stop && isQuote(load<u8>(at))) at++
  for (let i = 0; i < 2 && at < stop && isBlank(load<u8>(at)); i++) at++
  if (at >= stop || (load<u8>(at) != 0x3d && load<u8>(at) != 0x3a)) return 0
  at++
  for (let i = 0; i < 2 && at < stop && isBlank(load<u8>(at)); i++) at++
  if (at < stop && isQuote(load<u8>(at))) at++
  if (at >= until || !isWordByte(load<u8>(at))) return 0
  const is = wordAt(at, wordEnd(at, stop), words)
  return is == KEY ? 0 : is
}

@inline
function isQuote(byte: u32): bool {
  return byte == 0x22 || byte == 0x27
}

@inline
function isBlank(byte: u32): bool {
  return byte == 0x20 || byte == 9
}

@inline
function isMark(byte: u32): bool {
  return byte == 0x5b || byte == 0x3c || byte == 0x28
}

function isInCapitals(start: usize, end: usize): bool {
  for (let at = start; at < end; at++) if (load<u8>(at) >= 0x61) return false
  return true
}
