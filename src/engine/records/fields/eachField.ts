/** All fields of one record in turn, for layouts that do not name them: the same names and values as the walks find that look for names. */
import type { FieldValue } from '../batch.ts'
import { ValueKind } from '../spans.ts'
import { decodeEscapes } from './escapes.ts'
import type { TakeField } from './extractor.ts'
import { hasBackslash, skipNested, skipSpace, stringEnd, wordEnd, wordKind } from './plainJson.ts'
import { numberOrDigits } from './spanColumn.ts'

const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const EQUALS = 0x3d
const OPEN_ARRAY = 0x5b
const OPEN = 0x7b
const CLOSE = 0x7d

/** What lies deeper is given as JSON. */
const MAX_DEPTH = 16

/** The values of a JSON object: those of objects in it by names with dots, arrays and empty objects as their JSON. */
export function eachJsonField(bytes: Buffer, start: number, end: number, take: TakeField): void {
  const at = skipSpace(bytes, start, end)
  if (at < end && bytes[at] === OPEN) eachOfObject(bytes, at + 1, end, '', 1, take)
}

/** `from` is behind the brace of an object. Behind a syntax error nothing of it is looked at. */
function eachOfObject(bytes: Buffer, from: number, end: number, prefix: string, depth: number, take: TakeField): void {
  for (let at = from; ; at++) {
    at = skipSpace(bytes, at, end)
    if (at >= end || bytes[at] !== QUOTE) return
    const keyStart = at + 1
    const keyEnd = stringEnd(bytes, keyStart, end)
    if (keyEnd < 0) return
    at = skipSpace(bytes, keyEnd + 1, end)
    if (at >= end || bytes[at] !== COLON) return
    at = skipSpace(bytes, at + 1, end)
    if (at >= end) return
    const name = prefix + textOf(bytes, keyStart, keyEnd)
    const valueStart = at
    const first = bytes[at]
    if (first === QUOTE) {
      at = stringEnd(bytes, valueStart + 1, end)
      if (at < 0) return
      take(name, textOf(bytes, valueStart + 1, at))
      at++
    } else if (first === OPEN || first === OPEN_ARRAY) {
      at = skipNested(bytes, valueStart + 1, end)
      const inner = skipSpace(bytes, valueStart + 1, end)
      if (first === OPEN && depth < MAX_DEPTH && (inner >= end || bytes[inner] !== CLOSE)) {
        // What comes again under its name does not count.
        take(name, undefined)
        eachOfObject(bytes, valueStart + 1, end, `${name}.`, depth + 1, take)
      } else if (at >= 0) take(name, bytes.toString('utf8', valueStart, at))
      if (at < 0) return
    } else {
      at = wordEnd(bytes, valueStart, end)
      if (at >= end || at === valueStart) return
      take(name, wordOf(bytes.toString('latin1', valueStart, at)))
    }
    at = skipSpace(bytes, at, end)
    if (at >= end || bytes[at] !== COMMA) return
  }
}

function wordOf(word: string): FieldValue {
  const kind = wordKind(word)
  if (kind === ValueKind.Missing) return undefined
  return kind === ValueKind.Number ? numberOrDigits(word) : word
}

function textOf(bytes: Buffer, start: number, end: number): string {
  return hasBackslash(bytes, start, end) ? decodeEscapes(bytes, start, end, 'json') : bytes.toString('utf8', start, end)
}

/** The pairs of logfmt; see logfmt.ts. */
export function eachPair(bytes: Buffer, start: number, end: number, take: TakeField): void {
  for (let at = start; at < end; ) {
    if (bytes[at] <= SPACE) {
      at++
      continue
    }
    if (bytes[at] === QUOTE) {
      at = stringEnd(bytes, at + 1, end)
      if (at < 0) return
      at++
      continue
    }
    const keyStart = at
    while (at < end && bytes[at] > SPACE && bytes[at] !== EQUALS && bytes[at] !== QUOTE) at++
    if (at >= end) return
    if (at === keyStart || bytes[at] !== EQUALS) {
      while (at < end && bytes[at] > SPACE) at++
      continue
    }
    const name = bytes.toString('utf8', keyStart, at)
    const quoted = at + 1 < end && bytes[at + 1] === QUOTE
    const from = at + (quoted ? 2 : 1)
    if (quoted) at = stringEnd(bytes, from, end)
    else for (at = from; at < end && bytes[at] > SPACE; ) at++
    if (at < 0) return
    take(name, quoted && hasBackslash(bytes, from, at) ? decodeEscapes(bytes, from, at, 'c') : bytes.toString('utf8', from, at))
    if (quoted) at++
  }
}
