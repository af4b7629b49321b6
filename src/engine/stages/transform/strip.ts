import type { StageNode } from '../../query/ast.ts'
import type { BlockLocalStage } from '../contract.ts'
import { withoutAnsi } from './ansi.ts'

export interface StripNode extends StageNode {
  readonly name: 'strip'
}

export const strip: BlockLocalStage<StripNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['strip'],
  summary: "Takes colours and other sequences of terminals out of the row's text and its fields, so that stages behind it see what is left.",
  usage: 'strip ansi',
  examples: [
    { query: '| strip ansi', about: 'Without colours.' },
    { query: '| strip ansi | parse "user=* " as user', about: 'Parses what is left.' },
  ],
  template: { text: 'strip ansi' },
  icon: 'clear-all',
  parse(parser, span) {
    if (!parser.takeKeyword('ansi')) parser.failWord("expected 'ansi' after 'strip'", ['ansi'])
    return { name: 'strip', span: span() }
  },
  print: () => 'strip ansi',
  columns: (_node, before) => before,
  reads: () => ['raw'],
  create: () =>
    function* (batches) {
      for (const batch of batches) {
        yield batch.withText(withoutAnsi).withChangedValues((value) => (typeof value === 'string' ? withoutAnsi(value) : value))
      }
    },
}
