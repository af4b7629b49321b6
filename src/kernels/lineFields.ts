/** Fields of records that are cut at delimiters, and of key=value pairs, found in their bytes. */
import { TEXT, ESCAPED, SPACE, QUOTE, MINUS, EQUALS, BRACKET, begin, beginRow, take, findKey, BACKSLASH, stringEnd } from './shared/fields'
import { beginLines, keepRow, lineEnd, nextLines, nextRecord, textEnd, NONE, LINES_AT } from './shared/lines'
import { lanes } from './shared/newlines'

export { keepRows, restOfRecords, sawHead } from './shared/lines'

/** The first space in [at, end), or `end`. */
@inline
function spaceEnd(at: usize, end: usize, space: v128): usize {
  for (; at < end; at += 16) {
    const bits = i8x16.bitmask(i8x16.eq(v128.load(at), space))
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
function bracketEnd(at: usize, end: usize, bracket: v128): usize {
  for (; at < end; at += 32) {
    const bits = halfOf(at, bracket)
    if (!bits) continue
    at += <usize>ctz(bits)
    return at < end ? at : 0
  }
  return 0
}

/** As stringEnd, faster where strings have no quotes inside: the first quote ends one, unless a backslash is before it. */
@inline
function quotedEnd(at: usize, end: usize, quote: v128): usize {
  let place = at
  let bits = bitsOf(place, quote)
  while (!bits) {
    place += 64
    if (place >= end) return 0
    bits = bitsOf(place, quote)
  }
  place += <usize>ctz(bits)
  if (place >= end) return 0
  return load<u8>(place - 1) == BACKSLASH ? stringEnd(at, end) : place
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

/** Rows that are looked at together: few enough that their bytes stay in the nearest cache, and that their addresses have room before LINES_AT. */
const GROUP: usize = 128

/**
 * Finds the fields of rows that are parts with single spaces between them. `parts`: their number (32 bits), behind these the shape and the field
 * (or -1) of each (32 bits each), the last of which is looked for. No two parts are the same field. All else is as for walkJson.
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
  const groupEnds = room + 4 * GROUP
  for (let row: usize = 0; row < count; row += GROUP) {
    const rows = min(GROUP, count - row)
    for (let i: usize = 0; i < 4 * rows; i += 4) {
      store<u32>(room + i, <u32>base + load<u32>(starts + 4 * row + i))
      store<u32>(groupEnds + i, <u32>base + load<u32>(ends + 4 * row + i))
    }
    findParts(room, groupEnds, rows, false, parts, base, spans, stride, row)
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
  return heads == NONE ? walkAllLines(base, from, parts, spans, stride, room) : walkRecords(base, parts, spans, stride, room)
}

function walkAllLines(base: usize, from: usize, parts: usize, spans: usize, stride: usize, room: usize): usize {
  const newlines = room + LINES_AT
  let start = <u32>from
  let row: usize = 0
  while (row < stride) {
    const rows = nextLines(min(GROUP, stride - row))
    if (!rows) break
    for (let i: usize = 0; i < 4 * rows; i += 4) {
      store<u32>(room + i, start)
      const newline = load<u32>(newlines + i)
      keepRow(base, start, textEnd(start, newline), row + (i >> 2))
      start = newline + 1
    }
    findParts(room, newlines, rows, true, parts, base, spans, stride, row)
    row += rows
  }
  return row
}

function walkRecords(base: usize, parts: usize, spans: usize, stride: usize, room: usize): usize {
  const ends = room + 4 * GROUP
  let row: usize = 0
  while (row < stride) {
    let rows: usize = 0
    for (; rows < min(GROUP, stride - row); rows++) {
      const start = nextRecord(stride - row - rows)
      if (start == NONE) break
      store<u32>(room + 4 * rows, <u32>start)
      store<u32>(ends + 4 * rows, <u32>lineEnd)
      keepRow(base, start, lineEnd, row + rows)
    }
    if (!rows) break
    findParts(room, ends, rows, false, parts, base, spans, stride, row)
    row += rows
  }
  return row
}

/** Parts up to spaces that nobody asks for, before any other. */
function passedOver(parts: usize): u32 {
  const count = load<u32>(parts)
  let passed: u32 = 0
  for (let part = parts + 4; passed < count && load<u32>(part) == SPACE_PART && load<i32>(part, 4) < 0; part += 8) passed++
  return passed
}

/**
 * Finds the parts of some rows, one part of all rows after the other: what is done for a row has to wait for what was found of it before, but not for other
 * rows. `places`: the addresses (32 bits each) where the rows start, which become those where the last part ends. A row that has no more parts is at its end:
 * there is no space, or no part behind it. `ends` are those of the texts or, if a CR before them may have to be left out (`trims`), of the lines.
 */
function findParts(places: usize, ends: usize, rows: usize, trims: bool, parts: usize, base: usize, spans: usize, stride: usize, row: usize): void {
  const passed = passedOver(parts)
  if (passed) passOver(places, ends, 4 * rows, passed)
  for (let i = <usize>passed; i < <usize>load<u32>(parts); i++) {
    const shape = load<u32>(parts + 8 * i, 4)
    const field = load<i32>(parts + 8 * i, 8)
    if (field >= 0) beginPart(spans + 9 * stride * <usize>field, stride, row, base)
    if (shape == SPACE_PART) spaceParts(places, ends, 4 * rows, i > 0, trims, field >= 0)
    else if (shape == QUOTES_PART) quotedParts(places, ends, 4 * rows, i > 0, field >= 0)
    else if (shape == BRACKETS_PART) bracketParts(places, ends, 4 * rows, i > 0, field >= 0)
    else restParts(places, ends, 4 * rows, i > 0, trims, field >= 0)
  }
}

/** Of the part at hand: where its starts, ends and kinds go, and where spans are counted from. */
let startsAt: usize = 0
let endsAt: usize = 0
let kindsAt: usize = 0
let origin: usize = 0

function beginPart(column: usize, stride: usize, row: usize, base: usize): void {
  startsAt = column + 4 * row
  endsAt = column + 4 * (stride + row)
  kindsAt = column + 8 * stride + row
  origin = base
}

/** Notes a part of a row, which is `offset` / 4 behind the first. */
@inline
function put(offset: usize, from: usize, to: usize, kind: u8): void {
  if (to - from == 1 && load<u8>(from) == MINUS) return
  store<u32>(startsAt + offset, <u32>(from - origin))
  store<u32>(endsAt + offset, <u32>(to - origin))
  store<u8>(kindsAt + (offset >> 2), kind)
}

/** Where a part begins: behind a space if there are others before it. 0 if it does not. */
@inline
function partStart(at: usize, isBehind: bool): usize {
  if (!isBehind) return at
  return load<u8>(at) == SPACE ? at + 1 : 0
}

/** Goes over the first parts, up to spaces. Their ends are mostly among the first 32 bytes, and cheaper to find together. */
function passOver(places: usize, ends: usize, size: usize, passed: u32): void {
  const space = lanes(<u8>SPACE, places)
  for (let offset: usize = 0; offset < size; offset += 4) {
    const start = <usize>load<u32>(places + offset)
    const end = <usize>load<u32>(ends + offset)
    let bits = <u64>halfOf(start, space)
    if (<u32>popcnt(bits) < passed) bits |= <u64>halfOf(start + 32, space) << 32
    // Spaces that no part is before.
    const alone = bits & ((bits << 1) | 1)
    for (let i: u32 = 1; i < passed; i++) bits &= bits - 1
    let at = start + <usize>ctz(bits)
    if (!bits || at >= end || alone & (bits ^ (bits - 1))) at = passSlowly(start, end, passed, space)
    store<u32>(places + offset, <u32>at)
  }
}

/** The same for a row at `at`. What is behind the last of these parts is looked at by the next. */
function passSlowly(at: usize, end: usize, passed: u32, space: v128): usize {
  for (let i: u32 = 0; i < passed; i++) {
    const from = i ? partStart(at, true) : at
    if (!from) return end
    at = spaceEnd(from, end, space)
    if (at <= from) return end
  }
  return at
}

function spaceParts(places: usize, ends: usize, size: usize, isBehind: bool, trims: bool, isWanted: bool): void {
  const space = lanes(<u8>SPACE, places)
  for (let offset: usize = 0; offset < size; offset += 4) {
    const end = <usize>load<u32>(ends + offset)
    const from = partStart(<usize>load<u32>(places + offset), isBehind)
    let to = end
    if (from) {
      to = spaceEnd(from, end, space)
      if (trims && to == end) to = textEnd(from, end)
      if (to <= from) to = end
      else if (isWanted) put(offset, from, to, TEXT)
    }
    store<u32>(places + offset, <u32>to)
  }
}

function quotedParts(places: usize, ends: usize, size: usize, isBehind: bool, isWanted: bool): void {
  const quote = lanes(<u8>QUOTE, places)
  for (let offset: usize = 0; offset < size; offset += 4) {
    const end = <usize>load<u32>(ends + offset)
    const open = partStart(<usize>load<u32>(places + offset), isBehind)
    let at = end
    if (open && load<u8>(open) == QUOTE) {
      const to = quotedEnd(open + 1, end, quote)
      if (to) {
        at = to + 1
        if (isWanted) put(offset, open + 1, to, quotedKind(open + 1, to))
      }
    }
    store<u32>(places + offset, <u32>at)
  }
}

function bracketParts(places: usize, ends: usize, size: usize, isBehind: bool, isWanted: bool): void {
  const bracket = lanes(0x5d, places)
  for (let offset: usize = 0; offset < size; offset += 4) {
    const end = <usize>load<u32>(ends + offset)
    const open = partStart(<usize>load<u32>(places + offset), isBehind)
    let at = end
    if (open && load<u8>(open) == BRACKET) {
      const to = bracketEnd(open + 1, end, bracket)
      if (to) {
        at = to + 1
        if (isWanted) put(offset, open + 1, to, TEXT)
      }
    }
    store<u32>(places + offset, <u32>at)
  }
}

/** All that is left of the rows. */
function restParts(places: usize, ends: usize, size: usize, isBehind: bool, trims: bool, isWanted: bool): void {
  for (let offset: usize = 0; offset < size; offset += 4) {
    const end = <usize>load<u32>(ends + offset)
    const from = partStart(<usize>load<u32>(places + offset), isBehind)
    const to = from && trims ? textEnd(from, end) : end
    if (from && from <= to && isWanted) put(offset, from, to, TEXT)
    store<u32>(places + offset, <u32>end)
  }
}

/** Bits of a byte among the 64 bytes at `at`. */
@inline
function bitsOf(at: usize, byte: v128): u64 {
  return <u64>halfOf(at, byte) | (<u64>halfOf(at + 32, byte) << 32)
}

/** The same among 32 bytes. */
@inline
function halfOf(at: usize, byte: v128): u32 {
  return <u32>i8x16.bitmask(i8x16.eq(v128.load(at), byte)) | (<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), byte)) << 16)
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
