/** Fields of JSON lines, found in their bytes. */
import {
  MISSING,
  TEXT,
  ESCAPED,
  NUMBER,
  BOOLEAN,
  JSON,
  SPACE,
  QUOTE,
  COMMA,
  PLUS,
  MINUS,
  POINT,
  COLON,
  BACKSLASH,
  BRACE,
  MAX_KEY,
  decoded,
  begin,
  beginRow,
  take,
  findKey,
  quotesAndBackslashes,
  stringEnd,
  isDigit,
} from './shared/fields'

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

function isJsonNumber(at: usize, end: usize): bool {
  if (load<u8>(at) == MINUS) at++
  if (!isDigit(at, end)) return false
  if (load<u8>(at) == 0x30) at++
  else while (isDigit(at, end)) at++
  if (at < end && load<u8>(at) == POINT) {
    at++
    if (!isDigit(at, end)) return false
    while (isDigit(at, end)) at++
  }
  if (at < end && (load<u8>(at) | 0x20) == 0x65) {
    at++
    if (at < end && (load<u8>(at) == PLUS || load<u8>(at) == MINUS)) at++
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
    beginRow(row)
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
