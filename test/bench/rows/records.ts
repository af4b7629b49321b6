/** What records cost: how many are found, dated and levelled in a second by one thread, and searches against the same with `--lines`. */
import type { LogKind } from '../../support/makeLog.ts'
import { measured } from '../duel.ts'
import { sluiceSide, type Taken } from '../sides.ts'
import { warm } from '../support.ts'
import type { Bench, Outcome, Row } from './row.ts'

const kinds: readonly LogKind[] = ['app', 'json', 'access']
const MILLION = 1e6
/** Records a second, in millions. */
const LEAST_RECORDS = 5
/** Times of the same with --lines. */
const MOST_TIMES = 1.5

const recordsTitle = (kind: LogKind): string => `${kind} log, 1 thread: format, borders, time and level of each record`

/** A count of all records gathers the statistics of all blocks, since nothing is known of the file. */
async function speed(kind: LogKind, { rounds, log }: Bench): Promise<readonly Outcome[]> {
  const file = log(kind)
  const ours = sluiceSide(['-c', '--threads', '1'], '*', (output) => Number(output.toString('utf8').trim()))
  const taken: Taken[] = []
  let records = 0
  for (let round = -1; round < rounds; round++) {
    warm(file)
    const turn = await ours.run(file)
    records = ours.answer(turn.output)
    if (round >= 0) taken.push(turn)
  }
  const us = measured('sluice', taken)
  return [{
    name: `records-${kind}`,
    title: recordsTitle(kind),
    judged: { value: records / us.seconds / MILLION, unit: 'M/s', target: LEAST_RECORDS, atLeast: true },
    ours: us,
    peers: [],
    answer: `${records} records`,
  }]
}

interface RatioRow {
  readonly name: string
  readonly title: string
  readonly kind: LogKind
  readonly args: readonly string[]
  readonly query: string
}

const ratioRows: readonly RatioRow[] = [
  { name: 'ratio-phrase', title: 'phrase', kind: 'app', args: ['-c'], query: '"connection reset by peer"' },
  { name: 'ratio-word', title: 'word, JSON lines', kind: 'json', args: ['-c'], query: 'timeout' },
  { name: 'ratio-access', title: 'access log, count by status', kind: 'access', args: ['--format', 'jsonl'], query: '* | stats count() by status' },
  { name: 'ratio-json', title: 'JSON lines, count by logger', kind: 'json', args: ['--format', 'jsonl'], query: '* | stats count() by logger' },
]

const ratioTitle = (title: string): string => `records against --lines: ${title}`

async function ratio({ name, title, kind, args, query }: RatioRow, { rounds, log }: Bench): Promise<readonly Outcome[]> {
  const file = log(kind)
  const sides = [[], ['--lines']].map((more) => sluiceSide([...args, ...more], query, (output) => output.toString('utf8')))
  const taken: [Taken[], Taken[]] = [[], []]
  for (let round = -1; round < rounds; round++) {
    warm(file)
    const turn = [await sides[0].run(file), await sides[1].run(file)]
    if (round >= 0) turn.forEach((each, i) => taken[i].push({ ...each, output: Buffer.alloc(0) }))
  }
  const [records, lines] = [measured('records', taken[0]), measured('--lines', taken[1])]
  return [{
    name,
    title: ratioTitle(title),
    judged: { value: records.seconds / lines.seconds, unit: '×', target: MOST_TIMES },
    ours: records,
    peers: [lines],
    wholeRatio: records.whole / lines.whole,
  }]
}

export const recordRows: readonly Row[] = [
  ...kinds.map((kind): Row => ({ name: `records-${kind}`, title: recordsTitle(kind), needs: [], run: (bench) => speed(kind, bench) })),
  ...ratioRows.map((row): Row => ({ name: row.name, title: ratioTitle(row.title), needs: [], run: (bench) => ratio(row, bench) })),
]
