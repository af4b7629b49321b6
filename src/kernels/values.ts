/**
 * What the bytes of values are worth. Spans come as columns of starts and ends (32 bits each), counted from `base`, and of kinds (8 bits).
 */
import { TEXT, ESCAPED, NUMBER, PLUS, MINUS, POINT, isDigit } from './shared/fields'

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

/**
 * The numbers that spans are, 64 bits each at `numbers`; NaN for those that are none (src/engine/query/number.ts says what a number is).
 * Gives how many are left to slower ways, and stores their rows (32 bits each) at `left`: texts with escapes, and numbers that a double
 * cannot be made of in one exact step (Clinger 1990: a mantissa up to 2^53 and a power of ten up to 22).
 */
export function parseNumbers(base: usize, starts: usize, ends: usize, kinds: usize, count: usize, numbers: usize, left: usize): u32 {
  let others: u32 = 0
  for (let row: usize = 0; row < count; row++) {
    const kind = load<u8>(kinds + row)
    let number: f64 = NaN
    if (kind == NUMBER || kind == TEXT) {
      number = parseNumber(base + <usize>load<u32>(starts + 4 * row), base + <usize>load<u32>(ends + 4 * row))
    }
    store<f64>(numbers + 8 * row, number)
    if (kind == ESCAPED || number == Infinity) {
      store<u32>(left + 4 * <usize>others, <u32>row)
      others++
    }
  }
  return others
}

/** NaN for what is no number, Infinity for what has to be read otherwise. */
function parseNumber(start: usize, end: usize): f64 {
  let at = start
  const sign = at < end ? <u32>load<u8>(at) : 0
  if (sign == MINUS || sign == PLUS) at++
  let mantissa: u64 = 0
  let digits: u32 = 0
  let exponent: i32 = 0
  let significant: u32 = 0
  for (; isDigit(at, end); at++) {
    digits++
    mantissa = mantissa * 10 + <u64>(load<u8>(at) - 0x30)
    if (mantissa || significant) significant++
  }
  if (at < end && load<u8>(at) == POINT) {
    at++
    for (; isDigit(at, end); at++) {
      digits++
      exponent--
      mantissa = mantissa * 10 + <u64>(load<u8>(at) - 0x30)
      if (mantissa || significant) significant++
    }
  }
  if (!digits) return NaN
  if (at < end && (load<u8>(at) | 0x20) == 0x65) {
    at++
    const minus = at < end && load<u8>(at) == MINUS
    if (minus || (at < end && load<u8>(at) == PLUS)) at++
    if (!isDigit(at, end)) return NaN
    let power: i32 = 0
    for (; isDigit(at, end); at++) power = min(power * 10 + <i32>(load<u8>(at) - 0x30), 100000)
    exponent += minus ? -power : power
  }
  if (at != end) return NaN
  // 19 digits fit into 64 bits; with more the mantissa has overflowed.
  if (significant > 19 || mantissa > 0x20000000000000 || exponent > 22 || exponent < -22) return Infinity
  let power: f64 = 1
  for (let i = abs(exponent); i > 0; i--) power *= 10
  const value = exponent < 0 ? <f64>mantissa / power : <f64>mantissa * power
  return sign == MINUS ? -value : value
}
