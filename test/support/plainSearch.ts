/** What a search finds, by the simplest means: decode the line, evaluate the tree on it. */
import type { SearchExpr } from '../../src/engine/query/ast.ts'
import { plainLines, type PlainLine } from './plainLines.ts'

/** The lines of a file that an expression holds for. The only field is `raw`. */
export function plainSearch(file: Uint8Array, expr: SearchExpr, maxLineBytes: number): PlainLine[] {
  return plainLines(file).filter((line) => {
    const bytes = file.subarray(line.start, line.end)
    const ended = line.next > 0 && file[line.next - 1] === 10
    const raw = file.subarray(line.start, ended ? line.next - 1 : line.next)
    if (raw.length <= maxLineBytes) return holds(expr, [decode(bytes)], decode(bytes), decode(bytes))
    return holds(expr, windows(raw, maxLineBytes, ended), decode(bytes), decode(raw.subarray(0, maxLineBytes)))
  })
}

/** `texts`: where a regex may match; `whole`: where words are found; `kept`: what fields are made of. */
function holds(expr: SearchExpr, texts: readonly string[], whole: string, kept: string): boolean {
  switch (expr.type) {
    case 'all':
      return true
    case 'phrase':
      return hasPhrase(whole, expr.text)
    case 'regex':
      return texts.some((text) => new RegExp(expr.source, expr.flags.replace(/[gyd]/g, '')).test(text))
    case 'not':
      return !holds(expr.item, texts, whole, kept)
    case 'and':
      return !expr.items.some((item) => !holds(item, texts, whole, kept))
    case 'or':
      return expr.items.some((item) => holds(item, texts, whole, kept))
    case 'compare':
      return expr.field === 'raw' && comparison(expr, kept)
  }
}

function hasPhrase(text: string, phrase: string): boolean {
  const escaped = phrase.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  return new RegExp(escaped, /\p{Uppercase}/u.test(phrase) ? 'u' : 'iu').test(text)
}

function comparison(expr: Extract<SearchExpr, { type: 'compare' }>, text: string): boolean {
  const { op, value } = expr
  if (value.type === 'any') return true
  if (value.type === 'regex') return new RegExp(value.source, value.flags.replace(/[gyd]/g, '')).test(text) !== (op === '!=')
  if (op === ':') return hasPhrase(text, value.text)
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
  const numeric = !value.quoted && number.test(text) && number.test(value.text)
  const [a, b] = numeric ? [Number(text), Number(value.text)] : [text, value.text]
  return op === '=' ? a === b : op === '!=' ? a !== b : op === '>' ? a > b : op === '>=' ? a >= b : op === '<' ? a < b : a <= b
}

/** The windows in which a regex sees a long line: without characters that are cut at their ends. */
function windows(bytes: Uint8Array, length: number, ended: boolean): string[] {
  const step = length - Math.floor(length / 16)
  const texts: string[] = []
  for (let from = 0; ; from += step) {
    // The window that holds the newline is the last.
    const last = from + length > bytes.length || (!ended && from + length === bytes.length)
    let to = Math.min(bytes.length, from + length)
    if (last && ended && to > from && bytes[to - 1] === 13) to--
    let start = from
    while (from > 0 && start < to && start < from + 3 && bytes[start] >> 6 === 2) start++
    texts.push(decodeWhole(bytes.subarray(start, to)))
    if (last) return texts
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

/** Without the beginning of a character that the bytes do not end. */
function decodeWhole(bytes: Uint8Array): string {
  const lead = Math.max(...[1, 2, 3].map((back) => (bytes.length >= back && bytes[bytes.length - back] >= 0xc0 ? bytes.length - back : -1)))
  if (lead < 0) return decode(bytes)
  const needed = bytes[lead] >= 0xf0 ? 4 : bytes[lead] >= 0xe0 ? 3 : 2
  const rest = bytes.subarray(lead + 1)
  const cut = rest.length + 1 < needed && rest.every((byte) => byte >> 6 === 2)
  return decode(cut ? bytes.subarray(0, lead) : bytes)
}
