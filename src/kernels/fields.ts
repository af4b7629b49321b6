/**
 * Fields of records, found in their bytes. Rows, spans and numbers come and go in columns: 32 bits for each start and end, counted from
 * `base`, and 8 bits for each kind. Loads may reach up to 16 bytes behind a row, which is inside the memory.
 */

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

const MISSING: u8 = 0
const TEXT: u8 = 1
const ESCAPED: u8 = 2
const NUMBER: u8 = 3
const BOOLEAN: u8 = 4
const JSON: u8 = 5

const SPACE: u32 = 0x20
const QUOTE: u32 = 0x22
const COMMA: u32 = 0x2c
const MINUS: u32 = 0x2d
const COLON: u32 = 0x3a
const EQUALS: u32 = 0x3d
const BRACKET: u32 = 0x5b
const BACKSLASH: u32 = 0x5c
const BRACKET_END: u32 = 0x5d
const BRACE: u32 = 0x7b

/*
 * What is looked for: a node is a number of keys (32 bits) and, 8 bytes on, a set of their lengths (64 bits, the last for all longer ones); behind
 * these 16 bytes stand the keys, 32 bytes each: the first 8 bytes of its text (the rest zero), and 32 bits each for its length, its address,
 * the field that it is (or -1) and the node of what is looked for inside its value (or 0).
 */
const KEYS: usize = 16
const KEY_BYTES: usize = 32

/** Keys are decoded up to this length; none that is looked for is longer. */
const MAX_KEY: usize = 512

/** Of the call under way: where spans are counted from, where the columns of spans are, and how many rows each of them has. */
let origin: usize = 0
let columns: usize = 0
let rows: usize = 0
/** Of the row under way: its number, the fields that were found, and those that are looked for. */
let current: usize = 0
let found: u64 = 0
let wanted: u64 = 0
/** Room for a decoded key. */
let decoded: usize = 0

@inline
function begin(base: usize, fields: u32, spans: usize, stride: usize, work: usize): void {
  origin = base
  columns = spans
  rows = stride
  decoded = work
  wanted = fields == 64 ? u64.MAX_VALUE : ((<u64>1) << fields) - 1
  memory.fill(spans, 0, 9 * stride * <usize>fields)
}

/** Notes the value of a field, unless an earlier one was found. True if all fields of the row are found. */
function take(field: u32, kind: u8, from: usize, to: usize): bool {
  const bit = (<u64>1) << field
  if (found & bit) return false
  found |= bit
  if (kind != MISSING) {
    const column = columns + 9 * rows * <usize>field
    store<u32>(column + 4 * current, <u32>(from - origin))
    store<u32>(column + 4 * (rows + current), <u32>(to - origin))
    store<u8>(column + 8 * rows + current, kind)
  }
  return found == wanted
}

/** Address of the key in a node that is `length` bytes at `text`; 0 where there is none. */
@inline
function findKey(node: usize, text: usize, length: usize): usize {
  return (load<u64>(node, 8) >> <u64>min<usize>(length, 63)) & 1 ? compareKeys(node, text, length) : 0
}

function compareKeys(node: usize, text: usize, length: usize): usize {
  const first = length < 8 ? load<u64>(text) & (((<u64>1) << <u64>(8 * length)) - 1) : load<u64>(text)
  const end = node + KEYS + KEY_BYTES * <usize>load<u32>(node)
  for (let key = node + KEYS; key < end; key += KEY_BYTES) {
    if (load<u64>(key) != first || <usize>load<u32>(key, 8) != length) continue
    const same = <usize>load<u32>(key, 12)
    let i: usize = 8
    while (i < length && load<u8>(text + i) == load<u8>(same + i)) i++
    if (i >= length) return key
  }
  return 0
}

/** Bits of the double quotes and backslashes among the 16 bytes at `at`. */
@inline
function quotesAndBackslashes(at: usize): i32 {
  const bytes = v128.load(at)
  return i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))))
}

/** Address of the double quote that ends a string, in [at, end), a backslash taking away the next byte's meaning; 0 where there is none. */
function stringEnd(at: usize, end: usize): usize {
  while (at < end) {
    const bits = quotesAndBackslashes(at)
    if (!bits) {
      at += 16
      continue
    }
    at += <usize>ctz(bits)
    if (at >= end) return 0
    if (load<u8>(at) == QUOTE) return at
    at += 2
  }
  return 0
}

/** Behind the white space of JSON at `at`, at most `end`. */
function skipSpace(at: usize, end: usize): usize {
  for (; at < end; at++) {
    const byte = <u32>load<u8>(at)
    if (byte != SPACE && byte != 10 && byte != 13 && byte != 9) break
  }
  return at
}

/** `at` is inside an object or array and not in a string: the address behind the bracket that ends it, of either shape; 0 where there is none. */
function skipNested(at: usize, end: usize): usize {
  let depth = 1
  while (at < end) {
    const bytes = v128.load(at)
    // The two shapes of brackets differ in one bit.
    const folded = v128.or(bytes, i8x16.splat(0x20))
    const quotes = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(0x22)))
    // Bits before the first quote; all without one.
    const before = (quotes & -quotes) - 1
    const closes = i8x16.bitmask(i8x16.eq(folded, i8x16.splat(0x7d))) & before
    const opens = i8x16.bitmask(i8x16.eq(folded, i8x16.splat(0x7b))) & before
    if (popcnt(closes) < depth) {
      depth += popcnt(opens) - popcnt(closes)
    } else {
      for (let bits = opens | closes; bits; bits &= bits - 1) {
        if (opens & bits & -bits) depth++
        else if (--depth == 0) {
          const place = at + <usize>ctz(bits)
          return place < end ? place + 1 : 0
        }
      }
    }
    if (quotes) {
      at = stringEnd(at + <usize>ctz(quotes) + 1, end)
      if (!at) return 0
      at++
    } else at += 16
  }
  return 0
}

/** The first byte in [at, end) that cannot be in a number or a name of a constant; `end` or behind it where there is none. */
function wordEnd(at: usize, end: usize): usize {
  for (; at < end; at += 16) {
    const bytes = v128.load(at)
    const folded = v128.or(bytes, i8x16.splat(0x20))
    const hits = v128.or(
      v128.or(i8x16.eq(folded, i8x16.splat(0x7b)), i8x16.eq(folded, i8x16.splat(0x7d))),
      v128.or(
        v128.or(i8x16.eq(bytes, i8x16.splat(0x2c)), i8x16.eq(bytes, i8x16.splat(0x22))),
        i8x16.le_u(bytes, i8x16.splat(0x20)),
      ),
    )
    const bits = i8x16.bitmask(hits)
    if (bits) return at + <usize>ctz(bits)
  }
  return end
}

/** Kind of what is neither string nor nested. What JSON does not know is missing. */
function wordKind(at: usize, end: usize): u8 {
  const first = load<u32>(at)
  const length = end - at
  if (length == 4 && first == 0x65757274) return BOOLEAN // true
  if (length == 5 && first == 0x736c6166 && load<u8>(at, 4) == 0x65) return BOOLEAN // false
  return isJsonNumber(at, end) ? NUMBER : MISSING
}

@inline
function isDigit(at: usize, end: usize): bool {
  return at < end && <u32>load<u8>(at) - 0x30 < 10
}

function isJsonNumber(at: usize, end: usize): bool {
  if (load<u8>(at) == MINUS) at++
  if (!isDigit(at, end)) return false
  if (load<u8>(at) == 0x30) at++
  else while (isDigit(at, end)) at++
  if (at < end && load<u8>(at) == 0x2e) {
    at++
    if (!isDigit(at, end)) return false
    while (isDigit(at, end)) at++
  }
  if (at < end && (load<u8>(at) | 0x20) == 0x65) {
    at++
    if (at < end && (load<u8>(at) == 0x2b || load<u8>(at) == MINUS)) at++
    if (!isDigit(at, end)) return false
    while (isDigit(at, end)) at++
  }
  return at == end
}

/**
 * Finds the fields of rows that are JSON objects; see src/engine/records/fields/json.ts for what counts. `starts` and `ends` hold `count` rows.
 * Stores for each of `fields` (at most 64) at `spans` a column of `stride` starts, one of ends and one of kinds. `work`: room of 1 KiB.
 */
export function walkJson(
  base: usize,
  starts: usize,
  ends: usize,
  count: usize,
  node: usize,
  fields: u32,
  spans: usize,
  stride: usize,
  work: usize,
): void {
  begin(base, fields, spans, stride, work)
  for (let row: usize = 0; row < count; row++) {
    const end = base + <usize>load<u32>(ends + 4 * row)
    let at = base + <usize>load<u32>(starts + 4 * row)
    if (load<u8>(at) != BRACE) at = skipSpace(at, end)
    if (at >= end || load<u8>(at) != BRACE) continue
    current = row
    found = 0
    walkObject(at + 1, end, node)
  }
}

/** `at` is behind the brace of an object: the address behind its end; 0 if it has none, or if there is nothing more to be found. */
function walkObject(at: usize, end: usize, node: usize): usize {
  while (true) {
    if (load<u8>(at) != QUOTE) {
      at = skipSpace(at, end)
      if (load<u8>(at) != QUOTE) return skipNested(at, end)
    }
    at++
    // Ends of tokens are compared with that of the row where they are used; until then at most some bytes behind it are looked at.
    let text = at
    let bits = quotesAndBackslashes(at)
    while (!bits) {
      at += 16
      if (at >= end) return 0
      bits = quotesAndBackslashes(at)
    }
    at += <usize>ctz(bits)
    let length = at - text
    if (load<u8>(at) != QUOTE) {
      at = stringEnd(at, end)
      if (!at) return 0
      length = decodeKey(text, at)
      text = decoded
    }
    at++
    if (load<u8>(at) != COLON) {
      at = skipSpace(at, end)
      if (load<u8>(at) != COLON) return skipNested(at, end)
    }
    at++
    const key = findKey(node, text, length)
    let byte = <u32>load<u8>(at)
    if (byte <= SPACE) {
      at = skipSpace(at, end)
      byte = <u32>load<u8>(at)
    }
    const start = at
    if (byte == QUOTE) {
      at++
      bits = quotesAndBackslashes(at)
      while (!bits) {
        at += 16
        if (at >= end) return 0
        bits = quotesAndBackslashes(at)
      }
      at += <usize>ctz(bits)
      let kind = TEXT
      if (load<u8>(at) != QUOTE) {
        at = stringEnd(at, end)
        if (!at) return 0
        kind = ESCAPED
      }
      if (at >= end) return 0
      if (key && <i32>load<u32>(key, 16) >= 0 && take(load<u32>(key, 16), kind, start + 1, at)) return 0
      at++
    } else if ((byte | 0x20) == BRACE) {
      at = walkNested(at, end, key)
      if (!at) return 0
    } else {
      at = wordEnd(at, end)
      if (at >= end) return 0
      if (at == start) return skipNested(at, end)
      if (key && <i32>load<u32>(key, 16) >= 0 && take(load<u32>(key, 16), wordKind(start, at), start, at)) return 0
    }
    if (load<u8>(at) != COMMA) {
      at = skipSpace(at, end)
      if (load<u8>(at) != COMMA) return skipNested(at, end)
    }
    at++
  }
}

/** An object or array at `at`, which is the value of `key` (0: one that is not looked for): the address behind its end, or 0 as walkObject. */
function walkNested(at: usize, end: usize, key: usize): usize {
  if (!key) return skipNested(at + 1, end)
  const inside = <usize>load<u32>(key, 20)
  if (<i32>load<u32>(key, 16) >= 0) {
    const behind = skipNested(at + 1, end)
    if (behind && take(load<u32>(key, 16), JSON, at, behind)) return 0
    if (!inside || load<u8>(at) != BRACE) return behind
  }
  return load<u8>(at) == BRACE ? walkObject(at + 1, end, inside) : skipNested(at + 1, end)
}

/** Decodes the text of a key with escapes in [at, end) to `decoded`. Gives its length; more than MAX_KEY for any that is longer. */
function decodeKey(at: usize, end: usize): usize {
  let to = decoded
  while (at < end) {
    if (to - decoded > MAX_KEY) return MAX_KEY + 1
    const byte = load<u8>(at++)
    if (byte != BACKSLASH || at >= end) {
      store<u8>(to++, byte)
      continue
    }
    const escape = load<u8>(at++)
    if (escape == 0x75) {
      let unit = hexUnit(at, end)
      if (unit >= 0) {
        at += 4
        // Half a pair becomes U+FFFD.
        if ((unit & 0xf800) == 0xd800) {
          const next = unit < 0xdc00 && at + 2 <= end && load<u16>(at) == 0x755c ? hexUnit(at + 2, end) : -1
          if ((next & 0xfc00) == 0xdc00) {
            unit = 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00)
            at += 6
          } else unit = 0xfffd
        }
        to = storeUtf8(to, unit)
        continue
      }
    }
    const plain = unescaped(escape)
    if (plain < 0) store<u8>(to++, <u8>BACKSLASH)
    store<u8>(to++, plain < 0 ? escape : <u8>plain)
  }
  return to - decoded
}

/** What JSON means by a byte behind a backslash; -1: nothing, both bytes stand for themselves. */
function unescaped(byte: u32): i32 {
  switch (byte) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f:
      return <i32>byte
    case 0x62:
      return 8
    case 0x66:
      return 12
    case 0x6e:
      return 10
    case 0x72:
      return 13
    case 0x74:
      return 9
    default:
      return -1
  }
}

/** The number that four hexadecimal digits at `at` are, or -1. */
function hexUnit(at: usize, end: usize): i32 {
  if (at + 4 > end) return -1
  let unit = 0
  for (let i: usize = 0; i < 4; i++) {
    const byte = <u32>load<u8>(at + i)
    const letter = (byte | 0x20) - 0x61
    if (byte - 0x30 < 10) unit = (unit << 4) | (byte - 0x30)
    else if (letter < 6) unit = (unit << 4) | (letter + 10)
    else return -1
  }
  return unit
}

function storeUtf8(to: usize, code: u32): usize {
  if (code < 0x80) {
    store<u8>(to, <u8>code)
    return to + 1
  }
  if (code < 0x800) {
    store<u8>(to, <u8>(0xc0 | (code >> 6)))
    store<u8>(to, <u8>(0x80 | (code & 63)), 1)
    return to + 2
  }
  if (code < 0x10000) {
    store<u8>(to, <u8>(0xe0 | (code >> 12)))
    store<u8>(to, <u8>(0x80 | ((code >> 6) & 63)), 1)
    store<u8>(to, <u8>(0x80 | (code & 63)), 2)
    return to + 3
  }
  store<u8>(to, <u8>(0xf0 | (code >> 18)))
  store<u8>(to, <u8>(0x80 | ((code >> 12) & 63)), 1)
  store<u8>(to, <u8>(0x80 | ((code >> 6) & 63)), 2)
  store<u8>(to, <u8>(0x80 | (code & 63)), 3)
  return to + 4
}
