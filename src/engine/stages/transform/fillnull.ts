import { RAW_COLUMN } from '../../../common/page.ts'
import type { StageNode } from '../../query/ast.ts'
import type { Expr } from '../../query/expression/ast.ts'
import { printExpression, printExprName } from '../../query/expression/printer.ts'
import type { StageParser } from '../../query/stageParser.ts'
import type { BlockLocalStage } from '../contract.ts'
import { readValue } from '../expression/read.ts'
import { evalStage, type Assignment } from './eval.ts'

export interface FillnullNode extends StageNode {
  readonly name: 'fillnull'
  readonly fills: readonly Assignment[]
}

export const fillnull: BlockLocalStage<FillnullNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['fillnull'],
  summary: 'Puts values in place of fields that rows do not have.',
  usage: 'fillnull with value in field, …   or   fillnull using field = value, …',
  examples: [
    { query: '| parse /took (?<ms>\\d+)ms/ | fillnull with 0 in ms', about: 'Rows without the field ms get 0.' },
    { query: '| parse /user=(?<user>\\w+)/ | parse /took (?<ms>\\d+)ms/ | fillnull using user = "nobody", ms = 0', about: 'A value for each field.' },
  ],
  template: { text: 'fillnull using level = "none"', select: [15, 29] },
  icon: 'symbol-null',
  parse(parser, span) {
    const fills = parser.takeKeyword('using') ? readEach(parser) : readAll(parser)
    return { name: 'fillnull', fills, span: span() }
  },
  print({ fills }) {
    return `fillnull using ${fills.map(({ field, expr }) => `${printExprName(field)} = ${printExpression(expr)}`).join(', ')}`
  },
  columns: (_node, before) => before,
  reads: (node) => node.fills.map(({ field }) => field),
  writes: (node) => node.fills.map(({ field }) => field),
  create({ fills, span }, context) {
    const assignments = fills.map(({ field, expr }): Assignment => {
      return { field, expr: { type: 'call', name: 'coalesce', args: [{ type: 'field', field, span }, expr], span } }
    })
    return evalStage.create({ name: 'eval', assignments, span }, context)
  },
}

function readAll(parser: StageParser): Assignment[] {
  parser.expectKeyword('with', "'fillnull'")
  const expr = readConstant(parser)
  parser.expectKeyword('in', 'the value')
  const fills: Assignment[] = []
  do fills.push({ field: readField(parser, fills), expr })
  while (parser.takePunctuation(','))
  return fills
}

function readEach(parser: StageParser): Assignment[] {
  const fills: Assignment[] = []
  do {
    const field = readField(parser, fills)
    if (!parser.takePunctuation('=')) parser.fail(`expected '=' after ${field}`)
    fills.push({ field, expr: readConstant(parser) })
  } while (parser.takePunctuation(','))
  return fills
}

function readConstant(parser: StageParser): Expr {
  const expr = readValue(parser)
  const isValue = expr.type === 'literal' || (expr.type === 'negative' && expr.item.type === 'literal')
  if (!isValue) parser.report(expr.span, 'expected a number, a "text" or another value')
  return expr
}

function readField(parser: StageParser, before: readonly Assignment[]): string {
  const { value: field, span } = parser.expectExprName('the name of a field')
  if (field === RAW_COLUMN) parser.report(span, `expected a field: '${RAW_COLUMN}' is the row's text`)
  if (before.some((each) => each.field === field)) parser.report(span, `expected each field once, found '${field}' again`)
  return field
}
