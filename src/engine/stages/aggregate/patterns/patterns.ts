import type { StageNode } from '../../../query/ast.ts'
import { printName } from '../../../query/printer.ts'
import type { AggregateStage } from '../../contract.ts'
import { COLUMNS, PatternsRun } from './patternsRun.ts'

export interface PatternsNode extends StageNode {
  readonly name: 'patterns'
  /** Undefined: the message, or the text of rows without one. */
  readonly field: string | undefined
}

const MESSAGE = 'message'
const MODE = 'mode'

export const patterns: AggregateStage<PatternsNode> = {
  kind: 'aggregate',
  names: ['patterns'],
  summary: 'Groups messages that differ only in their variable parts, and counts them. The most frequent pattern comes first.',
  usage: 'patterns [field] [mode=aggregation]',
  examples: [
    { query: '| patterns', about: 'Which kinds of messages there are, with level, first and last time, and an example of each.' },
    { query: 'error | patterns | head 10', about: 'The ten most frequent kinds of messages with "error".' },
    { query: '| parse "user=* took *" as user, rest | patterns rest', about: 'Of another field.' },
  ],
  template: { text: 'patterns' },
  icon: 'group-by-ref-type',
  parse(parser, span) {
    let field = parser.takeName()?.value
    // `mode=…` is PPL's; a field may be called mode, too.
    if (field === MODE && parser.takePunctuation('=')) {
      parser.expectKeyword('aggregation', "'mode='")
      field = undefined
    } else if (parser.takeKeyword(MODE)) {
      if (!parser.takePunctuation('=')) parser.fail("expected '=' after 'mode'")
      parser.expectKeyword('aggregation', "'mode='")
    }
    return { name: 'patterns', field, span: span() }
  },
  print: ({ field }) => (field === undefined ? 'patterns' : `patterns ${printName(field)}`),
  columns: () => ({ names: COLUMNS, chosen: true, table: true }),
  reads: ({ field }) => [field ?? MESSAGE],
  create: ({ field }, context) => new PatternsRun(field ?? MESSAGE, field === undefined, context),
}
