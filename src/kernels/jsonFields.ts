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
  BRACE,
  BRACE_END,
  begin,
  readOn,
  beginRow,
  take,
  findKey,
  quotesAndBackslashes,
  stringEnd,
  isDigit,
} from './shared/fields'
import { decodeKey } from './shared/jsonKey'
import { beginLines, keepRow, lineEnd, nextRecord, NONE, LINES_AT } from './shared/lines'

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
  // All ones inside a string.
  let carried: i32 = 0
  for (; at < end; at += 32) {
    const low = v128.load(at)
    const high = v128.load(at, 16)
    if (v128.any_true(v128.or(i8x16.eq(low, i8x16.splat(0x5c)), i8x16.eq(high, i8x16.splat(0x5c))))) {
      if (carried) {
        at = stringEnd(at, end)
        if (!at) return 0
        at++
      }
      return skipTokens(at, end, depth)
    }
    const quotes = bitsOf(i8x16.eq(low, i8x16.splat(0x22)), i8x16.eq(high, i8x16.splat(0x22)))
    // Each bit becomes the parity of the quotes up to it: set inside a string.
    let inside = quotes ^ (quotes << 1)
    inside ^= inside << 2
    inside ^= inside << 4
    inside ^= inside << 8
    inside ^= inside << 16
    inside ^= carried
    carried = inside >> 31
    // The two shapes of brackets differ in one bit.
    const lowFolded = v128.or(low, i8x16.splat(0x20))
    const highFolded = v128.or(high, i8x16.splat(0x20))
    const closes = bitsOf(i8x16.eq(lowFolded, i8x16.splat(0x7d)), i8x16.eq(highFolded, i8x16.splat(0x7d))) & ~inside
    const opens = bitsOf(i8x16.eq(lowFolded, i8x16.splat(0x7b)), i8x16.eq(highFolded, i8x16.splat(0x7b))) & ~inside
    if (popcnt(closes) < depth) {
      depth += popcnt(opens) - popcnt(closes)
      continue
    }
    for (let bits = opens | closes; bits; bits &= bits - 1) {
      if (opens & bits & -bits) depth++
      else if (--depth == 0) {
        const place = at + <usize>ctz(bits)
        return place < end ? place + 1 : 0
      }
    }
  }
  return 0
}

@inline
function bitsOf(low: v128, high: v128): i32 {
  return i8x16.bitmask(low) | (i8x16.bitmask(high) << 16)
}

/** The same, `depth` brackets deep, from string to string. */
function skipTokens(at: usize, end: usize, depth: i32): usize {
  for (; at < end; at++) {
    const byte = <u32>load<u8>(at)
    if (byte == QUOTE) {
      at = stringEnd(at + 1, end)
      if (!at) return 0
    } else if ((byte | 0x20) == BRACE) depth++
    else if ((byte | 0x20) == BRACE_END && --depth == 0) return at + 1
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

/*
 * Lines of a log mostly have the same keys in the same order. So for each place among the keys of a row (the last for all behind it) the key that was
 * there in the row before is kept, with its closing quote and colon: where it is there again, its end is known without being looked for, and the
 * processor need not wait for it. A guess is 16 bytes of text, a mask of those that count, and 32 bits each for the node, the key
 * (or 0) and the length.
 */
const GUESSES_AT: usize = 1024
const GUESSES: usize = 32
const GUESS_BYTES: usize = 48

/** Room for a decoded key, and behind it for the guesses. */
let work: usize = 0
/** The next guess, and the last one. */
let guess: usize = 0
let lastGuess: usize = 0

function setGuess(at: usize, text: usize, length: usize, node: usize, key: usize): void {
  const counts = i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>length))
  v128.store(at, v128.load(text))
  v128.store(at, counts, 16)
  store<u32>(at, <u32>node, 32)
  store<u32>(at, <u32>key, 36)
  store<u32>(at, <u32>length, 40)
}

@inline
function isGuess(at: usize, text: usize, node: usize): bool {
  if (<usize>load<u32>(at, 32) != node) return false
  return !v128.any_true(v128.and(v128.xor(v128.load(text), v128.load(at)), v128.load(at, 16)))
}

/** Where a mark of a byte for each row goes whose values are not all looked for, or 0; and whether this is one. */
let marks: usize = 0
let strange: bool = false

/**
 * From now on rows are marked at `at` (a byte each, 0 or 1) that have a value under a name that is not looked for, or an object with keys under one that is; 0: no more. Of
 * fewer than 64 fields.
 */
export function markStrange(at: usize): void {
  marks = at
}

/**
 * Finds the fields of rows that are JSON objects; see src/engine/records/fields/json.ts for what counts. `starts` and `ends` hold `count` rows.
 * Stores for each of `fields` (at most 64) at `spans` a column of `stride` starts, one of ends and one of kinds. `room`: 4 KiB to work in.
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
  room: usize,
): void {
  begin(base, fields, spans, stride)
  if (marks) readOn()
  beginGuesses(room)
  for (let row: usize = 0; row < count; row++) {
    beginRow(row)
    strange = false
    walkRow(base + <usize>load<u32>(starts + 4 * row), base + <usize>load<u32>(ends + 4 * row), node)
    if (marks) store<u8>(marks + row, <u8>strange)
  }
}

/**
 * The same for the records that start in the lines of [from, to), `stride` at most; their number. `heads`: tables that tell which lines start one
 * (see shared/lines.ts), or -1: all. `seen`: there was a head above. restOfRecords tells where to go on.
 */
export function walkJsonLines(
  base: usize,
  from: usize,
  to: usize,
  heads: usize,
  seen: bool,
  node: usize,
  fields: u32,
  spans: usize,
  stride: usize,
  room: usize,
): usize {
  begin(base, fields, spans, stride)
  if (marks) readOn()
  beginGuesses(room)
  beginLines(from, to, heads, seen, room + LINES_AT)
  for (let row: usize = 0; row < stride; row++) {
    const start = nextRecord(stride - row)
    if (start == NONE) return row
    keepRow(base, start, lineEnd, row)
    beginRow(row)
    strange = false
    walkRow(start, lineEnd, node)
    if (marks) store<u8>(marks + row, <u8>strange)
  }
  return stride
}

function beginGuesses(room: usize): void {
  work = room
  lastGuess = room + GUESSES_AT + (GUESSES - 1) * GUESS_BYTES
  // No node is there.
  memory.fill(room + GUESSES_AT, 0xff, GUESSES * GUESS_BYTES)
}

@inline
function walkRow(start: usize, end: usize, node: usize): void {
  let at = start
  if (load<u8>(at) != BRACE) at = skipSpace(at, end)
  if (at >= end || load<u8>(at) != BRACE) return
  guess = work + GUESSES_AT
  walkObject(at + 1, end, node)
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
    const before = guess
    guess = min(before + GUESS_BYTES, lastGuess)
    let key: usize
    if (isGuess(before, at, node)) {
      key = <usize>load<u32>(before, 36)
      at += <usize>load<u32>(before, 40)
    } else {
      let text = at
      let bits = quotesAndBackslashes(at)
      while (!bits) {
        at += 16
        if (at >= end) return 0
        bits = quotesAndBackslashes(at)
      }
      at += <usize>ctz(bits)
      let length = at - text
      const plain = load<u8>(at) == QUOTE
      if (!plain) {
        at = stringEnd(at, end)
        if (!at) return 0
        length = decodeKey(text, at, work)
        text = work
      }
      at++
      if (load<u8>(at) != COLON) {
        at = skipSpace(at, end)
        if (load<u8>(at) != COLON) return skipNested(at, end)
      }
      at++
      key = findKey(node, text, length)
      if (plain && at - text <= 16) setGuess(before, text, at - text, node, key)
    }
    if (!key) strange = true
    let byte = <u32>load<u8>(at)
    if (byte <= SPACE) {
      at = skipSpace(at, end)
      byte = <u32>load<u8>(at)
    }
    const start = at
    if (byte == QUOTE) {
      at++
      let bits = quotesAndBackslashes(at)
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
      if (key) {
        if (<i32>load<u32>(key, 16) < 0) strange = true
        else if (take(load<u32>(key, 16), kind, start + 1, at)) return 0
      }
      at++
    } else if ((byte | 0x20) == BRACE) {
      at = walkNested(at, end, key)
      if (!at) return 0
    } else {
      at = wordEnd(at, end)
      if (at >= end) return 0
      if (at == start) return skipNested(at, end)
      if (key) {
        if (<i32>load<u32>(key, 16) < 0) strange = true
        else if (take(load<u32>(key, 16), wordKind(start, at), start, at)) return 0
      }
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
  const isWanted = <i32>load<u32>(key, 16) >= 0
  if (marks) {
    const hasKeys = load<u8>(at) == BRACE && load<u8>(skipSpace(at + 1, end)) != BRACE_END
    if (hasKeys ? !inside || isWanted : !isWanted) strange = true
  }
  if (isWanted) {
    const behind = skipNested(at + 1, end)
    if (behind && take(load<u32>(key, 16), JSON, at, behind)) return 0
    if (!inside || load<u8>(at) != BRACE) return behind
  }
  return load<u8>(at) == BRACE ? walkObject(at + 1, end, inside) : skipNested(at + 1, end)
}
