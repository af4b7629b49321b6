/** Fields of access logs and logfmt in the slowest way, by expressions over the line as Latin-1 text. */
import type { DelimitedPart } from '../../src/engine/records/formats/format.ts'
import type { PlainValue } from './plainFields.ts'

const MISSING: PlainValue = { kind: 'missing', start: 0, end: 0 }

const SHAPES: Record<DelimitedPart['shape'], RegExp> = {
  space: /([^ ]+)/y,
  quotes: /"((?:[^"\\]|\\[^])*)"/y,
  brackets: /\[([^\]]*)\]/y,
  rest: /([^]*)/y,
}

/** The first part of this name. */
export function plainPart(line: Uint8Array, parts: readonly DelimitedPart[], name: string): PlainValue {
  const text = Buffer.from(line).toString('latin1')
  let at = 0
  for (const [i, part] of parts.entries()) {
    if (i > 0 && text[at++] !== ' ') return MISSING
    const shape = SHAPES[part.shape]
    shape.lastIndex = at
    const match = shape.exec(text)
    if (!match) return MISSING
    const start = at + match[0].indexOf(match[1], match[0] === match[1] ? 0 : 1)
    at += match[0].length
    if (part.name !== name) continue
    if (match[1] === '-') return MISSING
    return { kind: part.shape === 'quotes' && match[1].includes('\\') ? 'escaped' : 'text', start, end: start + match[1].length }
  }
  return MISSING
}

const TOKEN = new RegExp(
  [
    '"(?:[^"\\\\]|\\\\[^])*(?<close>"|\\\\?$)',
    '(?<key>[^\\x00-\\x20="]+)=(?:"(?<quoted>(?:[^"\\\\]|\\\\[^])*)(?<end>"|\\\\?$)|(?<bare>(?!")[^\\x00-\\x20]*))',
    '[^\\x00-\\x20"][^\\x00-\\x20]*',
  ].join('|'),
  'g',
)

export function plainLogfmt(line: Uint8Array, name: string): PlainValue {
  const text = Buffer.from(line).toString('latin1')
  const wanted = Buffer.from(name).toString('latin1')
  for (const { index, groups = {} } of text.matchAll(TOKEN)) {
    const { close, key, quoted, end, bare } = groups as Record<string, string | undefined>
    if ((close ?? end ?? '"') !== '"') return MISSING
    if (key !== wanted) continue
    const value = quoted ?? bare ?? ''
    const start = index + wanted.length + (quoted === undefined ? 1 : 2)
    return { kind: quoted?.includes('\\') === true ? 'escaped' : 'text', start, end: start + value.length }
  }
  return MISSING
}
