/**
 * What may be written at a place of a query. The parsers say themselves what could come there: they read the text up to that place, and tell what they
 * look for at its end. So what a new stage takes is offered as soon as it is registered.
 */
import type { FieldInfo } from '../../common/protocol.ts'
import type { Expectation, Token } from '../query/ast.ts'
import { printExprName } from '../query/expression/printer.ts'
import { bareNameEnd } from '../query/lexer.ts'
import { expectedAtEnd } from '../query/parser.ts'
import { printName } from '../query/printer.ts'
import { commentsOf, EXPRESSION_STAGES, splitSegments, type Segment } from '../query/segments.ts'
import { FUNCTIONS } from '../stages/expression/functions/functions.ts'
import { parse, registry, stages } from '../stages/registry.ts'
import { fieldsBefore, LEVEL_NAMES, type KnownField } from './fields.ts'
import { functionHelp, stageHelp, stageNamed, type Help } from './help.ts'

export interface CompletionItem {
  readonly label: string
  readonly kind: 'stage' | 'function' | 'keyword' | 'field' | 'value'
  /** A few words beside the label. */
  readonly detail?: string
  readonly help?: Help
  /** What is put in the place of what has been typed. */
  readonly insert: string
  /** The part of `insert` to select then, or where the caret goes; default: behind it. */
  readonly select?: readonly [number, number]
}

export interface Completions {
  /** What has been typed of the word at the place, to be replaced: to `end`. */
  readonly start: number
  readonly end: number
  /** The best first; those that do not go with what has been typed are among them. */
  readonly items: readonly CompletionItem[]
}

const NONE = (at: number): Completions => ({ start: at, end: at, items: [] })
const WORD = /[\p{L}_@][\p{L}\p{M}\p{N}_.@-]*$/u
const EXPR_WORD = /[\p{L}_@][\p{L}\p{M}\p{N}_.@]*$/u
const WORD_REST = /^[\p{L}\p{M}\p{N}_@]*/u
const COMPARISON = /(?:^|[\s(-])(\p{L}[\p{L}\p{M}\p{N}_.@-]*)(?:!=|>=|<=|==|[=:<>])$/u
const LEVEL_COMPARED = /(?:^|[\s(,])level\s*(?:!=|>=|<=|==|[=<>])\s*$/i

/** `fields`: those of the log that the query is for, as far as one is known. */
export function complete(text: string, offset: number, fields: readonly FieldInfo[] = []): Completions {
  const { query, tokens } = parse(text)
  const inside = tokens.find((token) => token.start < offset && (offset < token.end || (offset === token.end && isOpen(text, token))))
  if (inside && ['string', 'regex', 'comment'].includes(inside.kind)) return NONE(offset)
  if (commentsOf(text).some(({ start, end }) => start < offset && offset <= end)) return NONE(offset)
  const quoted = inside?.kind === 'field' && text[inside.start] === '`' ? inside.start : undefined
  const segments = splitSegments(text.slice(0, offset))
  const segment = segments[segments.length - 1]
  if (!segment.on && segment.closed) return NONE(offset)
  const start = quoted ?? offset - (wordPattern(text, segment).exec(text.slice(segment.inner.start, offset))?.[0].length ?? 0)
  const end = offset + (quoted === undefined ? WORD_REST.exec(text.slice(offset))![0].length : (inside?.end ?? offset) - offset)
  const before = text.slice(0, start)
  // Right behind a number, a text or a parenthesis no other word begins.
  if (/[^\s|(,=<>!:+\-*/%]$/.test(before)) return NONE(offset)
  const expected = expectedAtEnd(before, registry)
  if (!expected) return { start, end, items: stageItems() }
  const known = fieldsBefore(query, segments.length - 1, fields)
  return { start, end, items: distinct([...levelsAt(before, segment), ...itemsOf(withArguments(expected, before, segment), known, text, segment, start)]) }
}

/** A string or name that is not closed goes on behind its last character. */
function isOpen(text: string, { kind, start, end }: Token): boolean {
  if (kind !== 'string' && text[start] !== '`') return false
  return end - start < 2 || text[end - 1] !== text[start]
}

function wordPattern(text: string, segment: Segment): RegExp {
  return isExpression(text, segment) ? EXPR_WORD : WORD
}

function nameOf(text: string, { inner, pipe }: Segment): string {
  return pipe < 0 ? 'search' : text.slice(inner.start, Math.max(inner.start, bareNameEnd(text, inner.start))).toLowerCase()
}

function isExpression(text: string, segment: Segment): boolean {
  return EXPRESSION_STAGES.includes(nameOf(text, segment))
}

/** Stages that say themselves that nothing follows them have not come to read anything. */
function withArguments(expected: readonly Expectation[], before: string, segment: Segment): readonly Expectation[] {
  if (expected.length > 0) return expected
  const written = nameOf(before, segment)
  const { names: [name] = [''] } = stageNamed(written) ?? {}
  if (before.slice(segment.inner.start).trimEnd().length > written.length || segment.pipe < 0) return []
  return name === 'search' ? [{ type: 'term' }] : EXPRESSION_STAGES.includes(name) ? [{ type: 'value' }, { type: 'keyword', word: 'not' }] : []
}

function itemsOf(expected: readonly Expectation[], fields: readonly KnownField[], text: string, segment: Segment, start: number): CompletionItem[] {
  const ofExpression = isExpression(text, segment)
  const keywords = expected.flatMap((each) => (each.type === 'keyword' ? [keyword(each.word)] : []))
  const has = (type: Expectation['type']): boolean => expected.some((each) => each.type === type)
  if (has('term')) return termItems(fields, text, segment, start)
  const calls = expected.flatMap((each) => (each.type === 'calls' ? each.calls.map(callItem) : []))
  const asNumbers = expected.some((each) => 'numbers' in each)
  const names = has('field') || has('value') ? (asNumbers ? numbersFirst(fields) : fields).map((field) => fieldItem(field, ofExpression ? printExprName(field.name) : printName(field.name))) : []
  const functions = has('value') ? FUNCTIONS.map(functionItem) : []
  const constants = has('value') ? ['true', 'false', 'null'].map(keyword) : []
  return [...calls, ...names, ...keywords, ...functions, ...constants]
}

/** Fields that hold numbers as far as samples tell, then those of which nothing is known. */
function numbersFirst(fields: readonly KnownField[]): readonly KnownField[] {
  const rank = ({ name, example }: KnownField): number => (name === 'raw' ? 2 : example === undefined ? 1 : /^[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?\s?(?:[a-zµ]{1,3}|%)?$/i.test(example) ? 0 : 2)
  return fields.toSorted((a, b) => rank(a) - rank(b))
}

/** A search: fields to compare, and what joins its terms. Of a word that is none of these nothing is known. */
function termItems(fields: readonly KnownField[], text: string, { inner }: Segment, start: number): CompletionItem[] {
  const before = text.slice(inner.start, start)
  if (COMPARISON.test(before) || !/(?:^|[\s(-])$/.test(before)) return []
  const names = fields.filter(({ name }) => name !== 'raw').map((field) => {
    const { name } = field
    const insert = `${bareNameEnd(name, 0) === name.length ? name : `\`${name.replaceAll('`', '``')}\``}=`
    return { ...fieldItem(field, insert), label: name }
  })
  return [...names, ...['AND', 'OR', 'NOT'].map(keyword)]
}

/** Names of levels behind a comparison of `level`. */
function levelsAt(before: string, segment: Segment): CompletionItem[] {
  const text = before.slice(segment.inner.start)
  if (isExpression(before, segment)) return LEVEL_COMPARED.test(text) ? LEVEL_NAMES.map((name) => ({ label: `'${name}'`, kind: 'value', insert: `'${name}'` })) : []
  const isSearch = nameOf(before, segment) === 'search' || stageNamed(nameOf(before, segment))?.names[0] === 'search'
  return isSearch && COMPARISON.exec(text)?.[1].toLowerCase() === 'level' ? LEVEL_NAMES.map((name) => ({ label: name, kind: 'value', insert: name })) : []
}

/** What is asked for most, in this order; the others as the registry has them. */
const COMMON = ['where', 'stats', 'top', 'timechart', 'parse', 'fields', 'eval', 'sort', 'dedup', 'head', 'tail', 'patterns']

function stageItems(): CompletionItem[] {
  const first = stages.filter(({ names: [name] }) => COMMON.includes(name)).toSorted((a, b) => COMMON.indexOf(a.names[0]) - COMMON.indexOf(b.names[0]))
  return [...new Set([...first, ...stages])].map((stage) => {
    const { text, select } = stage.template
    return { label: stage.names[0], kind: 'stage', detail: stage.usage, help: stageHelp(stage), insert: text, select }
  })
}

function keyword(word: string): CompletionItem {
  return { label: word, kind: 'keyword', insert: word }
}

function fieldItem({ name, example, from }: KnownField, insert: string): CompletionItem {
  const detail = from ?? (example === undefined ? undefined : `e.g. ${example}`)
  return { label: name, kind: 'field', ...(detail === undefined ? {} : { detail }), insert }
}

/** `sum(x)`: its arguments are selected, to be typed over. */
function callItem(call: string): CompletionItem {
  const open = call.indexOf('(')
  const select = [open + 1, call.length - 1] as const
  return { label: call.slice(0, open), kind: 'function', detail: call, insert: call, ...(select[1] > select[0] ? { select } : {}) }
}

function functionItem(syntax: (typeof FUNCTIONS)[number]): CompletionItem {
  const help = functionHelp(syntax)
  const insert = `${syntax.name}()`
  const at = syntax.params.length > 0 ? insert.length - 1 : insert.length
  return { label: syntax.name, kind: 'function', detail: help.usage, help, insert, select: [at, at] }
}

function distinct(items: readonly CompletionItem[]): CompletionItem[] {
  const seen = new Set<string>()
  return items.filter(({ label, kind }) => {
    const key = `${kind === 'field' ? 'field' : ''}\0${label}`
    return !seen.has(key) && seen.add(key)
  })
}

/** Those of the items that go with what has been typed: first those that begin with it. */
export function matching(items: readonly CompletionItem[], typed: string): readonly CompletionItem[] {
  const word = typed.replace(/^`/, '').toLowerCase()
  if (word === '') return items
  const labels = items.map(({ label }) => label.replace(/^'/, '').toLowerCase())
  const begins = items.filter((_, i) => labels[i].startsWith(word))
  return [...begins, ...items.filter((_, i) => !labels[i].startsWith(word) && labels[i].includes(word))]
}
