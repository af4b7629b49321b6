import type { StageNode } from '../../query/ast.ts'
import type { OrderedStage, RowSpan } from '../contract.ts'
import { parseRowCount } from './rowCount.ts'

export interface TailNode extends StageNode {
  readonly name: 'tail'
  readonly rows: number
}

export const tail: OrderedStage<TailNode> = {
  kind: 'ordered',
  names: ['tail'],
  summary: 'Keeps the last rows; reads from the end backwards.',
  usage: 'tail [N]',
  examples: [{ query: 'timeout | tail 20', about: 'The last twenty rows with "timeout", in the order of the log.' }],
  template: { text: 'tail 10', select: [5, 7] },
  icon: 'arrow-down',
  parse: (parser, span) => ({ name: 'tail', rows: parseRowCount(parser, 'tail'), span: span() }),
  print: (node) => `tail ${node.rows}`,
  columns: (_node, before) => before,
  reads: () => [],
  create: (node) => ({ direction: 'backward', run: (spans) => lastRows(spans, node.rows) }),
}

async function* lastRows(spans: AsyncIterable<RowSpan>, rows: number): AsyncGenerator<RowSpan> {
  let left = rows
  if (left === 0) return
  for await (const span of spans) {
    const count = Math.min(left, span.count)
    if (count > 0) yield { block: span.block, from: span.from + span.count - count, count }
    left -= count
    if (left === 0) return
  }
}
