/** The walk over JSON lines for bytes that the kernels do not reach; src/kernels/fields.ts does the same, faster. */
import { ValueKind } from '../spans.ts'
import { unescapeBytes } from './escapes.ts'
import type { KeyNode } from './keys.ts'
import type { Take } from './walk.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const OPEN = 0x7b
const CLOSE = 0x7d
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Nothing follows: the row ended, or all fields are found. */
const NOWHERE = -1

export function walkJsonPlain(bytes: Buffer, start: number, end: number, root: KeyNode, take: Take): void {
  const at = skipSpace(bytes, start, end)
  if (at < end && bytes[at] === OPEN) walkObject(bytes, at + 1, end, root, take)
}

/** `at` is behind the brace of an object; gives the place behind its end. Behind a syntax error nothing of the object is looked at. */
function walkObject(bytes: Buffer, from: number, end: number, node: KeyNode, take: Take): number {
  for (let at = from; ; at++) {
    at = skipSpace(bytes, at, end)
    if (at >= end || bytes[at] !== QUOTE) return skipNested(bytes, at, end)
    const keyStart = at + 1
    const keyEnd = stringEnd(bytes, keyStart, end)
    if (keyEnd < 0) return NOWHERE
    at = skipSpace(bytes, keyEnd + 1, end)
    if (at >= end || bytes[at] !== COLON) return skipNested(bytes, at, end)
    at = skipSpace(bytes, at + 1, end)
    const key = node.keys.get(keyText(bytes, keyStart, keyEnd))
    const field = key?.field ?? -1
    const first = at < end ? bytes[at] : -1
    const valueStart = at
    if (first === QUOTE) {
      at = stringEnd(bytes, valueStart + 1, end)
      if (at < 0) return NOWHERE
      const kind = hasBackslash(bytes, valueStart + 1, at) ? ValueKind.Escaped : ValueKind.Text
      if (field >= 0 && take(field, kind, valueStart + 1, at)) return NOWHERE
      at++
    } else if ((first | 0x20) === OPEN) {
      const behind = skipNested(bytes, valueStart + 1, end)
      if (behind >= 0 && field >= 0 && take(field, ValueKind.Json, valueStart, behind)) return NOWHERE
      if (first === OPEN && key?.inside) walkObject(bytes, valueStart + 1, end, key.inside, take)
      at = behind
      if (at < 0) return NOWHERE
    } else {
      at = wordEnd(bytes, valueStart, end)
      if (at >= end) return NOWHERE
      if (at === valueStart) return skipNested(bytes, at, end)
      if (field >= 0 && take(field, wordKind(bytes.toString('latin1', valueStart, at)), valueStart, at)) return NOWHERE
    }
    at = skipSpace(bytes, at, end)
    if (at >= end || bytes[at] !== COMMA) return skipNested(bytes, at, end)
  }
}

export function wordKind(word: string): number {
  if (word === 'true' || word === 'false') return ValueKind.Boolean
  return NUMBER.test(word) ? ValueKind.Number : ValueKind.Missing
}

function keyText(bytes: Buffer, start: number, end: number): string {
  if (!hasBackslash(bytes, start, end)) return bytes.toString('latin1', start, end)
  return unescapeBytes(bytes, start, end, 'json').toString('latin1')
}

export function hasBackslash(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === BACKSLASH) return true
  return false
}

/** Index of the double quote that ends a string, or -1. */
export function stringEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] === QUOTE) return at
    if (bytes[at] === BACKSLASH) at++
  }
  return -1
}

export function skipSpace(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 10 || bytes[at] === 13 || bytes[at] === 9)) at++
  return at
}

/** `start` is inside an object or array: the index behind the bracket that ends it, or NOWHERE. */
export function skipNested(bytes: Buffer, start: number, end: number): number {
  let depth = 1
  for (let at = start; at < end; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) {
      at = stringEnd(bytes, at + 1, end)
      if (at < 0) return NOWHERE
    } else if ((byte | 0x20) === OPEN) depth++
    else if ((byte | 0x20) === CLOSE && --depth === 0) return at + 1
  }
  return NOWHERE
}

export function wordEnd(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at] > 0x20 && bytes[at] !== QUOTE && bytes[at] !== COMMA && !isBracket(bytes[at])) at++
  return at
}

function isBracket(byte: number): boolean {
  return (byte | 0x20) === OPEN || (byte | 0x20) === CLOSE
}
