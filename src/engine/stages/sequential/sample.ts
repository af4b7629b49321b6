import type { StageNode } from '../../query/ast.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import type { SequentialStage } from '../contract.ts'
import { lotOf } from './lots.ts'
import { MOST_SAMPLED, smallestLots, smallestOfEach } from './smallestLots.ts'

export interface SampleNode extends StageNode {
  readonly name: 'sample'
  /** So many rows, or one in so many. */
  readonly rows: number
  readonly isPart: boolean
  readonly seed: number
}

export const sample: SequentialStage<SampleNode> = {
  kind: 'sequential',
  names: ['sample'],
  summary: 'Rows taken by chance, in their order: N of all, or one in N. The same log gives the same rows; another seed gives others.',
  usage: 'sample N   or   sample 1/N   [seed=S]',
  examples: [
    { query: '| sample 100', about: 'A hundred rows of all, each as likely as any other.' },
    { query: 'error | sample 1/1000', about: 'About one in a thousand.' },
    { query: '| sample 3 seed=7', about: 'Three others.' },
  ],
  template: { text: 'sample 1000', select: [7, 11] },
  icon: 'beaker',
  parse(parser, span) {
    const rows = parser.takeMatch(/^\d+(?:\s*\/\s*\d+)?(?![^\s|])/, 'number') ?? parser.fail("expected a number of rows, or 1/N, after 'sample'")
    const [first, second] = rows.value.split('/').map(Number)
    if (second !== undefined && (first !== 1 || second < 1 || !Number.isSafeInteger(second))) parser.report(rows.span, 'expected 1/N, where N is at least 1')
    if (second === undefined && first > MOST_SAMPLED) parser.report(rows.span, `expected at most ${MOST_SAMPLED.toLocaleString('en')} rows; 1/N takes any number`)
    let seed = 0
    if (parser.takeOption('seed')) {
      const given = parser.takeInteger() ?? parser.fail("expected a whole number after 'seed='")
      if (given.value > 0xffffffff) parser.report(given.span, 'expected a number below 4294967296')
      seed = given.value
    }
    return { name: 'sample', rows: second ?? first, isPart: second !== undefined, seed, span: span() }
  },
  print: ({ rows, isPart, seed }) => `sample ${isPart ? '1/' : ''}${rows}${seed === 0 ? '' : ` seed=${seed}`}`,
  columns: (_node, before) => before,
  reads: () => [],
  create({ rows, isPart, seed }, _context, tools) {
    const lots = drawn(seed)
    if (!isPart) return (batches) => smallestLots(batches, rows, lots, tools)
    return async function* (batches) {
      for await (const batch of batches) yield oneIn(batch, rows, lots(batch))
    }
  },
  preselect({ rows, isPart, seed }) {
    const lots = drawn(seed)
    const selected = isPart ? undefined : smallestOfEach(rows)
    // Rows of a table have their lots by their order, which only who sees all of them knows.
    return (batch) => (!(batch instanceof LineBatch) ? batch : selected ? selected(batch, lots(batch)) : oneIn(batch, rows, lots(batch)))
  },
}

/** Draws a lot, 0 to 1, for each row: by where it is in its file, so that it does not matter who draws it. */
function drawn(seed: number): (batch: RecordBatch) => (row: number) => number {
  let rowsBefore = 0
  return (batch) => {
    if (batch instanceof LineBatch) return (row) => lotOf(batch.block.sourceOffset(batch.start(row)), seed)
    const first = rowsBefore
    rowsBefore += batch.length
    return (row) => lotOf(first + row, seed)
  }
}

function oneIn(batch: RecordBatch, parts: number, lot: (row: number) => number): RecordBatch {
  const rows = new Uint32Array(batch.length)
  let count = 0
  for (let row = 0; row < batch.length; row++) if (lot(row) * parts < 1) rows[count++] = row
  return batch.select(rows.subarray(0, count))
}

