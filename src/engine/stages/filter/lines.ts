import type { StageNode } from '../../query/ast.ts'
import type { At, StageParser } from '../../query/stageParser.ts'
import { slice, type RecordBatch } from '../../records/batch.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import type { BlockLocalStage, StageContext } from '../contract.ts'

export interface LinesNode extends StageNode {
  readonly name: 'lines'
  /** Both included, from 1. */
  readonly from: number
  /** Undefined: to the end. */
  readonly to: number | undefined
}

export const lines: BlockLocalStage<LinesNode> = {
  kind: 'blockLocal',
  filters: true,
  ofFiles: true,
  names: ['lines'],
  summary:
    "Keeps the rows whose first line has one of these numbers in its file, both ends included, counted from 1 as in an editor; of several files, those of each. Only that part of a file is read, once its lines are counted. PPL has no such stage.",
  usage: 'lines a..b  or  lines a..  or  lines ..b  or  lines a',
  examples: [
    { query: '| lines 100..200', about: 'A hundred and one lines.' },
    { query: '| lines 1000.. | search error', about: 'From line 1000 on.' },
    { query: 'error | lines ..50', about: 'Those with "error" among the first fifty.' },
    { query: '| lines 7', about: 'One line.' },
  ],
  template: { text: 'lines 1..100', select: [6, 12] },
  icon: 'list-ordered',
  parse(parser, span) {
    const first = takeNumber(parser)
    const range = parser.takePunctuation('..')
    const last = range ? takeNumber(parser) : first
    if (!first && !last) parser.fail(range ? "expected a line number before or after '..'" : "expected line numbers after 'lines', as 100..200")
    if (first && last && last.value < first.value) parser.report(last.span, `expected a last line that is not before line ${first.value}`)
    return { name: 'lines', from: first?.value ?? 1, to: last?.value, span: span() }
  },
  print: ({ from, to }) => (from === to ? `lines ${from}` : `lines ${from}..${to ?? ''}`),
  columns: (_node, before) => before,
  reads: () => [],
  lineStarts: ({ from, to }) => [...(from > 1 ? [from] : []), ...(to === undefined ? [] : [to + 1])],
  create({ from, to }, context) {
    return function* (batches) {
      for (const batch of batches) {
        if (batch instanceof LineBatch) yield within(batch, from, to, context)
      }
    }
  },
  pushDown: () => 'only blocks with these lines are read, once their lines are counted',
}

/** The rows of a batch, which come in the order of their file, or from several of them out of it. */
function within(batch: LineBatch, from: number, to: number | undefined, context: StageContext): RecordBatch {
  const { block } = batch
  if (block.origins) {
    const kept: number[] = []
    for (let row = 0; row < batch.length; row++) {
      const line = batch.lineAbove(row) + 1
      if (line >= from && (to === undefined || line <= to)) kept.push(row)
    }
    return batch.select(Uint32Array.from(kept))
  }
  const start = from > 1 ? context.lineStart(from) : 0
  const end = to === undefined ? Infinity : context.lineStart(to + 1)
  // Blocks in the middle need not be split.
  if (block.sourceOffset(block.first) >= start && block.sourceOffset(block.stop) <= end) return batch
  return slice(batch, rowAt(batch, start), rowAt(batch, end))
}

/** The first row that starts at or after a byte of the source. */
function rowAt(batch: LineBatch, offset: number): number {
  if (offset <= 0) return 0
  let low = 0
  let high = batch.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (batch.block.sourceOffset(batch.start(middle)) < offset) low = middle + 1
    else high = middle
  }
  return low
}

function takeNumber(parser: StageParser): At<number> | undefined {
  const found = parser.takeMatch(/^\d+(?=$|[\s,()]|\.\.)/, 'number')
  if (!found) return undefined
  const value = Number(found.value)
  if (value < 1) parser.report(found.span, 'expected a line number from 1 on')
  if (!Number.isSafeInteger(value)) parser.report(found.span, `expected a line number up to ${Number.MAX_SAFE_INTEGER}`)
  return { value, span: found.span }
}
