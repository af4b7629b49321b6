import type { StageNode } from '../../query/ast.ts'
import type { At, StageParser } from '../../query/stageParser.ts'
import { MATCH_FIELD, type ContextStage } from '../contract.ts'

/** More cannot be asked for: twice as many are still counted exactly everywhere. */
const MOST_ROWS = 1_000_000_000

export interface ContextNode extends StageNode {
  readonly name: 'context'
  readonly before: number
  readonly after: number
}

export const context: ContextStage<ContextNode> = {
  kind: 'context',
  names: ['context'],
  summary:
    "Goes back to the log for the rows around each row: so many before and after it, of its own file, each row once. `match` is true for the rows that came here and false for those around them. What the stages before it make of rows is made of all of these; what they leave out is left out no more. It stands behind stages that work row by row only. PPL has no such stage; it is grep's `-B`, `-A` and `-C`, without lines between the groups.",
  usage: 'context N  or  context [before=N] [after=N]',
  examples: [
    { query: 'error | context 2', about: 'Each row with "error", two rows before and two after it.' },
    { query: 'timeout | context before=5', about: 'What led to it: none after it.' },
    { query: 'error | parse "user=* " as user | context after=3 | where match = false | stats count() by user', about: 'Whose rows come after an error.' },
  ],
  template: { text: 'context 3', select: [8, 9] },
  icon: 'unfold',
  parse(parser, span) {
    const { before, after } = parseRows(parser)
    return { name: 'context', before, after, span: span() }
  },
  print: ({ before, after }) => (before === after ? `context ${before}` : `context before=${before} after=${after}`),
  columns: (_node, columns) => (columns.names.includes(MATCH_FIELD) ? columns : { ...columns, names: [...columns.names, MATCH_FIELD] }),
  reads: () => [],
  around: ({ before, after }) => ({ before, after }),
}

function parseRows(parser: StageParser): { before: number; after: number } {
  const both = parser.takeInteger()
  if (both) {
    const rows = checked(parser, both)
    return { before: rows, after: rows }
  }
  const given = new Map<'before' | 'after', number>()
  for (;;) {
    const option = parser.takeOption('before', 'after')
    if (!option) break
    const rows = parser.takeInteger() ?? parser.fail(`expected a number of rows after '${option}='`)
    if (given.has(option)) parser.report(rows.span, `expected '${option}=' once`)
    given.set(option, checked(parser, rows))
  }
  if (given.size === 0) parser.failWord("expected a number of rows after 'context', or before= and after=", ['before', 'after'])
  return { before: given.get('before') ?? 0, after: given.get('after') ?? 0 }
}

function checked(parser: StageParser, { value, span }: At<number>): number {
  if (value > MOST_ROWS) parser.report(span, `expected a number of rows up to ${MOST_ROWS}`)
  return value
}
