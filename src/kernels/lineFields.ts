/** Fields of records that are cut at delimiters, and of key=value pairs, found in their bytes. */
import { MISSING, TEXT, ESCAPED, SPACE, QUOTE, MINUS, EQUALS, BRACKET, begin, beginRow, take, findKey, stringEnd, quotesAndBackslashesWide } from './shared/fields'
import { beginLines, lineEnd, nextRecord, NONE, LINES_AT } from './shared/lines'

export { restOfRecords, sawHead } from './shared/lines'

/** The first space in [at, end), or `end`. */
@inline
function spaceEnd(at: usize, end: usize): usize {
  for (; at < end; at += 16) {
    const bits = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(0x20)))
    if (bits) return min(at + <usize>ctz(bits), end)
  }
  return end
}

/** The first space or control character in [at, end), or `end`. */
function blankEnd(at: usize, end: usize): usize {
  for (; at < end; at += 16) {
    const bits = i8x16.bitmask(i8x16.le_u(v128.load(at), i8x16.splat(0x20)))
    if (bits) return min(at + <usize>ctz(bits), end)
  }
  return end
}

/** The first ] in [at, end), or 0. */
@inline
function bracketEnd(at: usize, end: usize): usize {
  for (; at < end; at += 16) {
    const bits = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(0x5d)))
    if (!bits) continue
    at += <usize>ctz(bits)
    return at < end ? at : 0
  }
  return 0
}

/** As stringEnd, faster where most strings have up to 64 bytes, and no backslash. */
@inline
function quotedEnd(at: usize, end: usize): usize {
  const bits = <u64>quotesAndBackslashesWide(at) | (<u64>quotesAndBackslashesWide(at + 32) << 32)
  if (!bits) return stringEnd(at + 64, end)
  const place = at + <usize>ctz(bits)
  return place < end && load<u8>(place) == QUOTE ? place : stringEnd(place, end)
}

/** Kind of the text in [at, end), which was in quotes. */
function quotedKind(at: usize, end: usize): u8 {
  for (; at < end; at += 16) {
    const bits = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(0x5c)))
    if (bits) return at + <usize>ctz(bits) < end ? ESCAPED : TEXT
  }
  return TEXT
}

/** Shapes of parts, as src/engine/records/fields/delimited.ts writes them. */
const SPACE_PART: u32 = 0
const QUOTES_PART: u32 = 1
const BRACKETS_PART: u32 = 2

/**
 * Finds the fields of rows that are parts with single spaces between them. `parts`: their number (32 bits), behind these the shape and the field
 * (or -1) of each (32 bits each), the last of which is looked for. All else is as for walkJson.
 */
export function walkParts(
  base: usize,
  starts: usize,
  ends: usize,
  count: usize,
  parts: usize,
  fields: u32,
  spans: usize,
  stride: usize,
  room: usize,
): void {
  begin(base, fields, spans, stride)
  const passed = passedOver(parts)
  for (let row: usize = 0; row < count; row++) {
    beginRow(row)
    partsRow(base + <usize>load<u32>(starts + 4 * row), base + <usize>load<u32>(ends + 4 * row), parts, passed)
  }
}

/** The same for the records that start in the lines of [from, to), as walkJsonLines does it. */
export function walkPartsLines(
  base: usize,
  from: usize,
  to: usize,
  heads: usize,
  seen: bool,
  parts: usize,
  fields: u32,
  spans: usize,
  stride: usize,
  room: usize,
): usize {
  begin(base, fields, spans, stride)
  beginLines(from, to, heads, seen, room + LINES_AT)
  const passed = passedOver(parts)
  for (let row: usize = 0; row < stride; row++) {
    const start = nextRecord(stride - row)
    if (start == NONE) return row
    beginRow(row)
    partsRow(start, lineEnd, parts, passed)
  }
  return stride
}

/** Parts up to spaces that nobody asks for, before any other. */
function passedOver(parts: usize): u32 {
  const count = load<u32>(parts)
  let passed: u32 = 0
  for (let part = parts + 4; passed < count && load<u32>(part) == SPACE_PART && load<i32>(part, 4) < 0; part += 8) passed++
  return passed
}

@inline
function partsRow(row: usize, end: usize, parts: usize, passed: u32): void {
  const first = parts + 4
  const last = first + 8 * <usize>load<u32>(parts)
  // Parts that are passed over at the start: their ends are mostly among the first 64 bytes, and cheaper to find together.
  let at = row
  let part = first
  if (passed) {
    let bits = bitsOf(row, i8x16.splat(0x20))
    let from: usize = 0
    let i = passed
    for (; i; i--) {
      const place = <usize>ctz(bits)
      if (place == from || place == 64) break
      bits &= bits - 1
      from = place + 1
    }
    if (!i && row + from <= end) {
      at = row + from - 1
      part += 8 * <usize>passed
    }
  }
  for (; part < last; part += 8) {
    if (part != first) {
      if (at >= end || load<u8>(at) != SPACE) break
      at++
    }
    const shape = load<u32>(part)
    let from = at
    let to = end
    if (shape == SPACE_PART) {
      at = spaceEnd(at, end)
      if (at <= from) break
      to = at
    } else if (shape == QUOTES_PART) {
      if (load<u8>(at) != QUOTE) break
      from++
      to = quotedEnd(from, end)
      if (!to) break
      at = to + 1
    } else if (shape == BRACKETS_PART) {
      if (load<u8>(at) != BRACKET) break
      from++
      to = bracketEnd(from, end)
      if (!to) break
      at = to + 1
    } else at = end
    const field = load<i32>(part, 4)
    if (field < 0) continue
    let kind = shape == QUOTES_PART ? quotedKind(from, to) : TEXT
    if (to - from == 1 && load<u8>(from) == MINUS) kind = MISSING
    if (take(field, kind, from, to)) break
  }
}

/** Bits of a byte among the 64 bytes at `at`. */
@inline
function bitsOf(at: usize, byte: v128): u64 {
  const low = i8x16.bitmask(i8x16.eq(v128.load(at), byte)) | (i8x16.bitmask(i8x16.eq(v128.load(at, 16), byte)) << 16)
  const high = i8x16.bitmask(i8x16.eq(v128.load(at, 32), byte)) | (i8x16.bitmask(i8x16.eq(v128.load(at, 48), byte)) << 16)
  return <u64><u32>low | (<u64><u32>high << 32)
}

/**
 * Finds the fields of rows that are key=value pairs; see src/engine/records/fields/logfmt.ts for what counts. `node`: the keys. All else is as
 * for walkJson.
 */
export function walkLogfmt(
  base: usize,
  starts: usize,
  ends: usize,
  count: usize,
  node: usize,
  fields: u32,
  spans: usize,
  stride: usize,
  room: usize,
): void {
  begin(base, fields, spans, stride)
  for (let row: usize = 0; row < count; row++) {
    const end = base + <usize>load<u32>(ends + 4 * row)
    let at = base + <usize>load<u32>(starts + 4 * row)
    beginRow(row)
    while (at < end) {
      const byte = <u32>load<u8>(at)
      if (byte <= SPACE) {
        at++
        continue
      }
      if (byte == QUOTE) {
        at = stringEnd(at + 1, end)
        if (!at) break
        at++
        continue
      }
      const text = at
      at = keyEnd(at, end)
      if (at >= end) break
      if (at == text || load<u8>(at) != EQUALS) {
        at = blankEnd(at, end)
        continue
      }
      const key = findKey(node, text, at - text)
      at++
      if (at < end && load<u8>(at) == QUOTE) {
        const from = at + 1
        at = stringEnd(from, end)
        if (!at || (key && take(load<u32>(key, 16), quotedKind(from, at), from, at))) break
        at++
      } else {
        const from = at
        at = blankEnd(at, end)
        if (key && take(load<u32>(key, 16), TEXT, from, at)) break
      }
    }
  }
}

/** The first byte in [at, end) that ends a key: =, a double quote, a space or control character; `end` or behind it where there is none. */
@inline
function keyEnd(at: usize, end: usize): usize {
  for (; at < end; at += 16) {
    const bytes = v128.load(at)
    const hits = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x3d)), i8x16.eq(bytes, i8x16.splat(0x22))),
      i8x16.le_u(bytes, i8x16.splat(0x20)),
    )
    const bits = i8x16.bitmask(hits)
    if (bits) return at + <usize>ctz(bits)
  }
  return end
}
