/** How many messages a second one thread groups into patterns: the whole way, from the file to the table. */
import { measured } from '../duel.ts'
import { sluiceSide, type Taken } from '../sides.ts'
import { warm } from '../support.ts'
import type { Bench, Outcome, Row } from './row.ts'

const MILLION = 1e6
/** Messages a second, in millions. */
const LEAST_MESSAGES = 1

interface PatternRow {
  readonly name: string
  readonly title: string
  readonly query: string
  /** Column with the numbers of messages. */
  readonly count: string
  /** Undefined: shown for comparison. */
  readonly target?: number
}

interface Answer {
  readonly messages: number
  readonly patterns: number
}

const rows: readonly PatternRow[] = [
  { name: 'patterns', title: 'app log, 1 thread: messages grouped into patterns', query: '* | patterns', count: 'pattern_count', target: LEAST_MESSAGES },
  { name: 'patterns-label', title: 'app log, 1 thread: each message labelled, and counted by label', query: '* | patterns mode=label | stats count() as n by patterns_field', count: 'n' },
]

function answerOf(output: Buffer, count: string): Answer {
  const table = output.toString('utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, number>)
  return { messages: table.reduce((sum, row) => sum + row[count], 0), patterns: table.length }
}

async function speed({ name, title, query, count, target }: PatternRow, { rounds, log }: Bench): Promise<readonly Outcome[]> {
  const file = log('app')
  const ours = sluiceSide(['--threads', '1', '--format', 'jsonl'], query, (output) => answerOf(output, count))
  const taken: Taken[] = []
  let answer: Answer = { messages: 0, patterns: 0 }
  for (let round = -1; round < rounds; round++) {
    warm(file)
    const turn = await ours.run(file)
    answer = ours.answer(turn.output)
    if (round >= 0) taken.push(turn)
  }
  const us = measured('sluice', taken)
  return [{
    name,
    title,
    judged: { value: answer.messages / us.seconds / MILLION, unit: 'M/s', target, atLeast: true },
    ours: us,
    peers: [],
    peakRssBytes: Math.max(...taken.map(({ peakRssBytes }) => peakRssBytes ?? 0)) || undefined,
    answer: `${answer.messages} messages, ${answer.patterns} patterns`,
  }]
}

export const patternRows: readonly Row[] = rows.map((row) => ({ name: row.name, title: row.title, needs: [], run: (bench) => speed(row, bench) }))
