/** What there is to say of the word at a place of a query. */
import type { FieldInfo } from '../../common/protocol.ts'
import type { Span } from '../query/ast.ts'
import { EXPRESSION_STAGES } from '../query/segments.ts'
import { parse } from '../stages/registry.ts'
import { fieldsBefore } from './fields.ts'
import { aggregateCall, functionHelp, functionNamed, stageHelp, stageNamed, type Help } from './help.ts'

export interface Hover extends Span {
  readonly help: Help
}

export function hover(text: string, offset: number, fields: readonly FieldInfo[] = []): Hover | undefined {
  const { query, tokens } = parse(text)
  const token = tokens.find(({ start, end }) => start <= offset && offset < end)
  if (!token) return undefined
  const word = text.slice(token.start, token.end)
  const at = query.stages.findIndex(({ span }) => span.start <= token.start && token.end <= span.end)
  const help =
    token.kind === 'stage' ? helpOfStage(word)
    : token.kind === 'function' ? helpOfFunction(word, stageWordOf(text, query.stages[at]?.span))
    : token.kind === 'field' ? helpOfField(word, fieldsBefore(query, Math.max(0, at), fields))
    : undefined
  return help && { start: token.start, end: token.end, help }
}

function helpOfStage(word: string): Help | undefined {
  const stage = stageNamed(word)
  return stage && stageHelp(stage)
}

function stageWordOf(text: string, span: Span | undefined): string {
  return /^[\w-]*/.exec(span ? text.slice(span.start, span.end) : '')![0].toLowerCase()
}

/** A function of an expression, or of an aggregate: of these the stage tells. */
function helpOfFunction(word: string, stageWord: string): Help | undefined {
  const found = functionNamed(word)
  const stage = stageNamed(stageWord)
  if (found && (EXPRESSION_STAGES.includes(stageWord) || !stage)) return functionHelp(found)
  if (!stage) return undefined
  const help = stageHelp(stage)
  const told = help.examples.filter(({ code }) => new RegExp(`\\b${word.replace(/[^\w]/g, '\\$&')}\\(`, 'i').test(code))
  return { usage: aggregateCall(word) ?? `${word}(…)`, summary: `${stage.names[0]}: ${help.summary}`, examples: told.length > 0 ? told : help.examples }
}

function helpOfField(written: string, known: ReturnType<typeof fieldsBefore>): Help | undefined {
  const name = written.startsWith('`') ? written.slice(1, -1).replaceAll('``', '`') : written
  const field = known.find((each) => each.name === name)
  if (!field) return undefined
  const { from, example } = field
  const summary = from !== undefined ? `A field that '${from}' makes.` : (BUILT_IN[name] ?? 'A field of the log.')
  return { usage: name, summary, examples: example === undefined ? [] : [{ code: example, about: 'a value of it' }] }
}

const BUILT_IN: Readonly<Record<string, string>> = {
  raw: "The row's text.",
  line: 'The number of its line, from 1.',
  source: 'The name of its file.',
  time: 'The time of the record, as the log writes it; compared as a time.',
  level: 'The level of the record: trace, debug, info, warning, error or fatal, however the log writes it; compared in this order.',
  message: 'The message of the record.',
}
