/** Finding pairs such as `user=ann took=5ms` in a text. All of it is linear in the length of the text. */
import { lazily } from '../../../common/lazily.ts'

export interface PairSeparators {
  /** Between pairs; undefined for blanks, and for a comma or semicolon before blanks or another pair. */
  readonly pair: string | undefined
  /** Between key and value. */
  readonly value: string
}

/** The first value of each key. */
export type Pairs = ReadonlyMap<string, string>

export function findPairs(text: string, { pair, value }: PairSeparators): Pairs {
  return pair === undefined ? amongWords(text, value) : betweenSeparators(text, pair, value)
}

const keyPart = lazily(() => /[\p{L}\p{M}\p{N}_.@-]/u)
const keyBegin = lazily(() => /[\p{L}_@]/u)
const BLANK = /\s/

function amongWords(text: string, separator: string): Pairs {
  const pairs = new Map<string, string>()
  let done = 0
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, Math.max(done, at + 1))) {
    const start = keyStart(text, at, done)
    if (start === at) continue
    const from = at + separator.length
    const quoted = quotedEnd(text, from)
    const end = quoted >= 0 ? quoted : bareEnd(text, from, separator)
    const key = text.slice(start, at)
    if (!pairs.has(key)) pairs.set(key, quoted >= 0 ? unquote(text, from, quoted) : text.slice(from, withoutEndOf(text, from, end)))
    done = end
  }
  return pairs
}

/** Start of the key that ends at `end`; `end` where there is none. */
function keyStart(text: string, end: number, least: number): number {
  const [part, begin] = [keyPart(), keyBegin()]
  let start = end
  while (start > least && part.test(text[start - 1])) start--
  while (start < end && !begin.test(text[start])) start++
  return start
}

/** Behind the quote that ends a value that begins with one; -1 for a value without quotes, or whose quote nothing ends. */
function quotedEnd(text: string, from: number): number {
  const quote = text[from]
  if (quote !== '"' && quote !== "'") return -1
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === quote) return at + 1
    if (text[at] === '\\') at++
  }
  return -1
}

function unquote(text: string, from: number, end: number): string {
  return text.slice(from + 1, end - 1).replace(/\\(.)/gs, (_, char: string) => (char === 'n' ? '\n' : char === 't' ? '\t' : char))
}

function bareEnd(text: string, from: number, separator: string): number {
  let at = from
  for (; at < text.length && !BLANK.test(text[at]); at++) {
    if ((text[at] === ',' || text[at] === ';') && startsPair(text, at + 1, separator)) break
  }
  return at
}

/** Keys in the middle of a value that are longer are part of it: looking for the end of each would take long. */
const LONGEST_KEY = 64

function startsPair(text: string, from: number, separator: string): boolean {
  if (from >= text.length || !keyBegin().test(text[from])) return false
  let at = from
  const part = keyPart()
  while (at < text.length && at - from < LONGEST_KEY && part.test(text[at])) at++
  return text.startsWith(separator, at)
}

const PARTNERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{', '>': '<' }

/** The end of a value without the marks that are those of the sentence around it: commas, and brackets that begin before it. */
function withoutEndOf(text: string, from: number, end: number): number {
  const value = text.slice(from, end)
  const opens: Record<string, boolean> = {}
  let to = value.length
  for (; to > 0; to--) {
    const last = value[to - 1]
    const partner = PARTNERS[last]
    if (last === ',' || last === ';') continue
    // What is left of the value has all the brackets that open in it.
    if (partner === undefined || (opens[partner] ??= value.includes(partner))) break
  }
  return from + to
}

function betweenSeparators(text: string, pair: string, value: string): Pairs {
  const pairs = new Map<string, string>()
  for (let at = 0; at < text.length; ) {
    const equals = text.indexOf(value, at)
    if (equals < 0) break
    const before = text.lastIndexOf(pair, equals - 1)
    // What stands before the last separator has no value.
    const start = before >= at ? before + pair.length : at
    let from = equals + value.length
    while (from < text.length && text[from] === ' ' && !text.startsWith(pair, from)) from++
    const quoted = quotedEnd(text, from)
    const next = text.indexOf(pair, quoted >= 0 ? quoted : from)
    const end = next < 0 ? text.length : next
    const key = text.slice(start, equals).trim()
    if (key !== '' && !pairs.has(key)) pairs.set(key, quoted >= 0 ? unquote(text, from, quoted) : text.slice(from, end).trim())
    at = end + pair.length
  }
  return pairs
}
