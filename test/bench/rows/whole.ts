/** A whole start, and what a second thread gives. */
import { phrases } from '../../support/logs/events.ts'
import type { LogKind } from '../../support/makeLog.ts'
import { measured } from '../duel.ts'
import { run } from '../processes.ts'
import { sluiceSide, type Taken } from '../sides.ts'
import { warm } from '../support.ts'
import type { Bench, Outcome, Row } from './row.ts'

/** Starts are short and vary much. */
const STARTS = 3

async function start({ rounds, log }: Bench): Promise<readonly Outcome[]> {
  const file = log('app', 0)
  const ours = sluiceSide(['-c', '--lines'], 'timeout', (output) => output.toString('utf8').trim())
  const taken: Taken[] = []
  const node: { seconds: number; whole: number }[] = []
  for (let round = -1; round < rounds * STARTS; round++) {
    const turn = await ours.run(file)
    const { seconds } = await run(process.execPath, ['-e', '0'])
    if (ours.answer(turn.output) !== '0') throw new Error(`${ours.answer(turn.output)} rows in an empty file`)
    if (round < 0) continue
    taken.push(turn)
    node.push({ seconds, whole: seconds })
  }
  const us = measured('sluice', taken)
  return [{
    name: 'start',
    title: 'whole start on an empty file',
    judged: { value: us.whole, unit: 's', target: 0.12 },
    ours: us,
    peers: [measured('node -e 0', node)],
    answer: '0 rows',
  }]
}

interface ThreadsRow {
  readonly name: string
  readonly title: string
  readonly kind: LogKind
  readonly args: readonly string[]
  readonly query: string
  readonly target: number
}

const threadsRows: readonly ThreadsRow[] = [
  { name: 'threads-phrase', title: 'phrase', kind: 'app', args: ['-c'], query: `"${phrases.rare}"`, target: 1.4 },
  { name: 'threads-regex', title: 'regex', kind: 'app', args: ['-c'], query: '/user=(\\w+).* latency=(\\d{4,})ms/', target: 1.7 },
  {
    name: 'threads-json',
    title: 'JSON lines',
    kind: 'json',
    args: ['--format', 'jsonl'],
    query: '* | stats count(), p50(took), p95(took), p99(took) by logger',
    target: 1.7,
  },
]

const threadsTitle = (title: string): string => `2 threads instead of 1: ${title}`

async function threads({ name, title, kind, args, query, target }: ThreadsRow, { rounds, log }: Bench): Promise<readonly Outcome[]> {
  const file = log(kind)
  const sides = ['1', '2'].map((count) => sluiceSide([...args, '--lines', '--threads', count], query, (output) => output.toString('utf8')))
  const taken: [Taken[], Taken[]] = [[], []]
  for (let round = -1; round < rounds; round++) {
    warm(file)
    const turn = [await sides[0].run(file), await sides[1].run(file)]
    if (!turn[0].output.equals(turn[1].output)) throw new Error('two threads give another answer than one')
    if (round >= 0) turn.forEach((each, i) => taken[i].push({ ...each, output: Buffer.alloc(0) }))
  }
  const [one, two] = [measured('1 thread', taken[0]), measured('2 threads', taken[1])]
  return [{
    name,
    title: threadsTitle(title),
    judged: { value: one.seconds / two.seconds, unit: 'times as fast', target, atLeast: true },
    ours: two,
    peers: [one],
    wholeRatio: two.whole / one.whole,
    peakRssBytes: Math.max(...taken[1].map(({ peakRssBytes }) => peakRssBytes ?? 0)),
  }]
}

export const wholeRows: readonly Row[] = [
  { name: 'start', title: 'whole start on an empty file', needs: [], run: start },
  ...threadsRows.map((row): Row => ({ name: row.name, title: threadsTitle(row.title), needs: [], run: (bench) => threads(row, bench) })),
]
