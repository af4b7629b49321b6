import type { StageNode } from '../../query/ast.ts'
import type { OrderedStage, RowSpan } from '../contract.ts'
import { parseRowCount } from './rowCount.ts'

export interface HeadNode extends StageNode {
  readonly name: 'head'
  readonly rows: number
}

export const head: OrderedStage<HeadNode> = {
  kind: 'ordered',
  names: ['head', 'limit'],
  summary: 'Keeps the first rows, and stops reading when it has them.',
  usage: 'head [N]',
  examples: [
    { query: 'error | head 10', about: 'The first ten rows with "error".' },
    { query: '| head', about: 'The first ten rows.' },
  ],
  template: { text: 'head 10', select: [5, 7] },
  icon: 'arrow-up',
  parse: (parser, span) => ({ name: 'head', rows: parseRowCount(parser, 'head'), span: span() }),
  print: (node) => `head ${node.rows}`,
  columns: (_node, before) => before,
  reads: () => [],
  create: (node) => ({ direction: 'forward', run: (spans) => firstRows(spans, node.rows) }),
}

async function* firstRows(spans: AsyncIterable<RowSpan>, rows: number): AsyncGenerator<RowSpan> {
  let left = rows
  if (left === 0) return
  for await (const span of spans) {
    const count = Math.min(left, span.count)
    if (count > 0) yield { block: span.block, from: span.from, count }
    left -= count
    if (left === 0) return
  }
}
