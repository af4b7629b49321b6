/** What the kernels that find fields in the bytes of records have in common. Loads may reach up to 16 bytes behind a row, which is inside the memory. */

export const MISSING: u8 = 0
export const TEXT: u8 = 1
export const ESCAPED: u8 = 2
export const NUMBER: u8 = 3
export const BOOLEAN: u8 = 4
export const JSON: u8 = 5

export const SPACE: u32 = 0x20
export const QUOTE: u32 = 0x22
export const COMMA: u32 = 0x2c
export const PLUS: u32 = 0x2b
export const MINUS: u32 = 0x2d
export const POINT: u32 = 0x2e
export const COLON: u32 = 0x3a
export const EQUALS: u32 = 0x3d
export const BRACKET: u32 = 0x5b
export const BACKSLASH: u32 = 0x5c
export const BRACE: u32 = 0x7b
export const BRACE_END: u32 = 0x7d

/*
 * What is looked for: a node is a number of keys (32 bits) and, 8 bytes on, a set of their lengths (64 bits, the last for all longer ones); behind
 * these 16 bytes stand the keys, 32 bytes each: the first 8 bytes of its text (the rest zero), and 32 bits each for its length, its address,
 * the field that it is (or -1) and the node of what is looked for inside its value (or 0).
 */
const KEYS: usize = 16
const KEY_BYTES: usize = 32

/** Keys are decoded up to this length; none that is looked for is longer. */
export const MAX_KEY: usize = 512

/** Of the call under way: where spans are counted from, where the columns of spans are, and how many rows each of them has. */
let origin: usize = 0
let columns: usize = 0
let rows: usize = 0
/** Of the row under way: its number, the fields that were found, and those that are looked for. */
let current: usize = 0
let found: u64 = 0
let wanted: u64 = 0

@inline
export function begin(base: usize, fields: u32, spans: usize, stride: usize): void {
  origin = base
  columns = spans
  rows = stride
  wanted = fields == 64 ? u64.MAX_VALUE : ((<u64>1) << fields) - 1
  memory.fill(spans, 0, 9 * stride * <usize>fields)
}

/** Rows are read to their ends, also where all fields are found; of fewer than 64 fields. */
export function readOn(): void {
  wanted = u64.MAX_VALUE
}

@inline
export function beginRow(row: usize): void {
  current = row
  found = 0
}

/** Notes the value of a field, unless an earlier one was found. True if all fields of the row are found. */
export function take(field: u32, kind: u8, from: usize, to: usize): bool {
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
export function findKey(node: usize, text: usize, length: usize): usize {
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
export function quotesAndBackslashes(at: usize): i32 {
  const bytes = v128.load(at)
  return i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))))
}

/** Address of the double quote that ends a string, in [at, end), a backslash taking away the next byte's meaning; 0 where there is none. */
export function stringEnd(at: usize, end: usize): usize {
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

@inline
export function isDigit(at: usize, end: usize): bool {
  return at < end && <u32>load<u8>(at) - 0x30 < 10
}
