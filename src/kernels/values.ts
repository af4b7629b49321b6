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

/*
 * A table of short keys: a power of two of slots of 32 bytes. A slot is a key of at most 16 bytes (the rest zero), its shape (32 bits: 1 + its
 * kind + 8 times its length; 0: the slot is free), its number and how often it was counted (32 bits each).
 */
const MAX_SHORT: usize = 16
const SLOT_BITS: usize = 5
const SHAPE_AT: usize = 16
const NUMBER_AT: usize = 20
const COUNT_AT: usize = 24
/** Slots that are looked at: keys that are made to collide may cost no more. */
const MAX_PROBES: u32 = 8

/**
 * Looks `count` spans up in a table of `mask` + 1 slots, and stores the numbers of those that are in it (32 bits each). Gives how many are not,
 * and stores their rows (32 bits each) at `left`. `factor`: odd, and secret.
 */
export function findKeys(
  base: usize,
  starts: usize,
  ends: usize,
  kinds: usize,
  count: usize,
  table: usize,
  mask: u32,
  factor: u64,
  numbers: usize,
  left: usize,
): u32 {
  let others: u32 = 0
  for (let row: usize = 0; row < count; row++) {
    const start = <usize>load<u32>(starts + 4 * row)
    const length = <usize>load<u32>(ends + 4 * row) - start
    const slot = knownSlot(base + start, length, load<u8>(kinds + row), table, mask, factor)
    if (slot) store<u32>(numbers + 4 * row, load<u32>(slot, NUMBER_AT))
    else {
      store<u32>(left + 4 * <usize>others, <u32>row)
      others++
    }
  }
  return others
}

/** The same, but counts those that are in it, each in its slot. */
export function countKeys(
  base: usize,
  starts: usize,
  ends: usize,
  kinds: usize,
  count: usize,
  table: usize,
  mask: u32,
  factor: u64,
  left: usize,
): u32 {
  let others: u32 = 0
  for (let row: usize = 0; row < count; row++) {
    const start = <usize>load<u32>(starts + 4 * row)
    const length = <usize>load<u32>(ends + 4 * row) - start
    const slot = knownSlot(base + start, length, load<u8>(kinds + row), table, mask, factor)
    if (slot) store<u32>(slot, load<u32>(slot, COUNT_AT) + 1, COUNT_AT)
    else {
      store<u32>(left + 4 * <usize>others, <u32>row)
      others++
    }
  }
  return others
}

/** The slot of a key; 0 if it is in none. Most keys have up to 8 bytes and are in the first slot that is looked at. */
@inline
function knownSlot(at: usize, length: usize, kind: u8, table: usize, mask: u32, factor: u64): usize {
  if (length <= 8) {
    // As keyAt: two shifts, since one by 64 bits does nothing.
    const bits = <u64>(4 * length)
    const key = load<u64>(at) & ((((<u64>1) << bits) << bits) - 1)
    const shape = shapeOf(length, kind)
    const slot = table + (<usize>(firstIndex(key, 0, shape, factor) & mask) << SLOT_BITS)
    if (load<u32>(slot, SHAPE_AT) == shape && load<u64>(slot) == key) return slot
  }
  return anySlot(at, length, kind, table, mask, factor)
}

function anySlot(at: usize, length: usize, kind: u8, table: usize, mask: u32, factor: u64): usize {
  const slot = length <= MAX_SHORT ? slotOf(at, length, kind, table, mask, factor) : 0
  return slot && load<u32>(slot, SHAPE_AT) ? slot : 0
}

/** Puts a key into a table. 1 if it was put there, 2 if it was there already, 0 if there is no slot for it, or if it is too long. */
export function addKey(start: usize, end: usize, kind: u8, table: usize, mask: u32, factor: u64, number: u32): u32 {
  const length = end - start
  const slot = length <= MAX_SHORT ? slotOf(start, length, kind, table, mask, factor) : 0
  if (!slot) return 0
  if (load<u32>(slot, SHAPE_AT)) return 2
  v128.store(slot, keyAt(start, length))
  store<u32>(slot, shapeOf(length, kind), SHAPE_AT)
  store<u32>(slot, number, NUMBER_AT)
  store<u32>(slot, 0, COUNT_AT)
  return 1
}

/** The slot of a key, or the free one where it belongs; 0 if it has none. */
@inline
function slotOf(at: usize, length: usize, kind: u8, table: usize, mask: u32, factor: u64): usize {
  const key = keyAt(at, length)
  const shape = shapeOf(length, kind)
  let index = firstIndex(i64x2.extract_lane(key, 0), i64x2.extract_lane(key, 1), shape, factor)
  for (let probe: u32 = 0; probe < MAX_PROBES; probe++) {
    const slot = table + (<usize>(index++ & mask) << SLOT_BITS)
    const there = load<u32>(slot, SHAPE_AT)
    if (!there || (there == shape && !v128.any_true(v128.xor(v128.load(slot), key)))) return slot
  }
  return 0
}

/** Index of the slot that is looked at first; the mask takes its low bits. */
@inline
function firstIndex(low: u64, high: u64, shape: u32, factor: u64): u32 {
  return <u32>((((low ^ rotl<u64>(high * factor, 32)) + <u64>shape) * factor) >> 40)
}

@inline
function keyAt(at: usize, length: usize): v128 {
  const counts = i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>length))
  return v128.and(v128.load(at), counts)
}

@inline
function shapeOf(length: usize, kind: u8): u32 {
  return ((<u32>length << 3) | <u32>kind) + 1
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
