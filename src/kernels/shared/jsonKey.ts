/** Keys of JSON with escapes, as the UTF-8 that they stand for. */
import { BACKSLASH, MAX_KEY, QUOTE } from './fields'

/** Decodes the text of a key with escapes in [at, end) to `decoded`. Gives its length; more than MAX_KEY for any that is longer. */
export function decodeKey(at: usize, end: usize, decoded: usize): usize {
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
