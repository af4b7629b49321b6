import { LEVELS, type Level } from '../../../common/page.ts'
import { formatDuration, parseDuration } from '../../query/expression/quantities.ts'
import type { StageNode } from '../../query/ast.ts'
import { printName } from '../../query/printer.ts'
import type { StageParser } from '../../query/stageParser.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import { TableBatch } from '../../records/tableBatch.ts'
import type { SequentialStage } from '../contract.ts'
import { checkKeys, keyOf, timesOf } from './keys.ts'

export interface TransactionNode extends StageNode {
  readonly name: 'transaction'
  readonly by: readonly string[]
  /** In milliseconds. */
  readonly maxPause: number | undefined
  readonly maxSpan: number | undefined
}

const COLUMNS = ['time', 'duration', 'count', 'level', 'first', 'last'] as const
/** Of a message so much is shown. */
const MOST_TEXT = 1000
/** Rows that are given at a time. */
const GIVEN_ROWS = 4096

export const transaction: SequentialStage<TransactionNode> = {
  kind: 'sequential',
  names: ['transaction'],
  summary:
    'Takes rows with the same values of the fields together: when the first was, how long it took to the last, how many there are, the worst level, and the messages of the first and the last. Rows without the field are left out.',
  usage: 'transaction by field, … [maxpause=30s] [maxspan=5m]',
  examples: [
    { query: '| parse "request=* " as request | transaction by request | sort - duration', about: 'The requests that took longest.' },
    { query: '| parse "user=* " as user | transaction by user maxpause=30s', about: 'Sessions: a new one after 30 seconds without a row.' },
    { query: '| parse "user=* " as user | transaction by user maxspan=5m | where level = "error"', about: 'Those of at most five minutes with an error.' },
  ],
  template: { text: 'transaction by request', select: [15, 22] },
  icon: 'group-by-ref-type',
  parse(parser, span) {
    parser.expectKeyword('by', "'transaction'")
    const by = parser.expectNames("a field after 'by'")
    let maxPause: number | undefined
    let maxSpan: number | undefined
    for (let option = parser.takeOption('maxpause', 'maxspan'); option; option = parser.takeOption('maxpause', 'maxspan')) {
      const value = duration(parser, option)
      if (option === 'maxpause') maxPause = value
      else maxSpan = value
    }
    by.forEach(({ value, span: at }, i) => {
      if (by.findIndex((each) => each.value === value) < i) parser.report(at, `expected each field once, found '${value}' again`)
      if ((COLUMNS as readonly string[]).includes(value)) parser.report(at, `expected another field: the result has a column '${value}' of its own`)
    })
    return { name: 'transaction', by: by.map(({ value }) => value), maxPause, maxSpan, span: span() }
  },
  print({ by, maxPause, maxSpan }) {
    const options = [maxPause === undefined ? '' : ` maxpause=${formatDuration(maxPause)}`, maxSpan === undefined ? '' : ` maxspan=${formatDuration(maxSpan)}`]
    return `transaction by ${by.map(printName).join(', ')}${options.join('')}`
  },
  columns: ({ by }) => ({ names: [...by, ...COLUMNS], chosen: true, table: true }),
  reads: ({ by }) => [...new Set([...by, 'time', 'level', 'message'])],
  create({ by, maxPause = Infinity, maxSpan = Infinity }, context) {
    const columns = [...by, ...COLUMNS]
    return async function* (batches) {
      // By when their last row was: the first is the one that has paused longest.
      const open = new Map<string, Open>()
      for await (const batch of batches) {
        const key = keyOf(by, batch, context)
        const times = timesOf(batch)
        const ended: Open[] = []
        for (let row = 0; row < batch.length; row++) {
          const group = key(row)
          if (group === undefined) continue
          const before = open.get(group)
          const time = times[row]
          if (!Number.isNaN(time)) context.sawField('time')
          if (before && !before.takes(time, maxPause, maxSpan)) {
            ended.push(before)
            open.delete(group)
          }
          const values = by.map((name) => batch.field(name, row))
          const taken = before && open.get(group) === before ? before : new Open(values)
          taken.add(batch, row, time)
          for (const name of ['level', 'message']) if (batch.field(name, row) !== undefined) context.sawField(name)
          if (maxPause < Infinity) open.delete(group)
          open.set(group, taken)
          checkKeys(open.size, 'transaction')
        }
        if (maxPause < Infinity) takePaused(open, times, maxPause, ended)
        if (ended.length > 0) yield tableOf(columns, ended)
      }
      const left = [...open.values()]
      for (let from = 0; from < left.length; from += GIVEN_ROWS) yield tableOf(columns, left.slice(from, from + GIVEN_ROWS))
    }
  },
}

function duration(parser: StageParser, option: string): number {
  const written = parser.takeMatch(/^[\d.]+[\w.µ]*/, 'number') ?? parser.fail(`expected a duration after '${option}=', as 30s`)
  const value = parseDuration(written.value)
  if (value === undefined || value <= 0) parser.report(written.span, `expected a duration, as 30s or 5m, found '${written.value}'`)
  return value ?? 0
}

/** Those whose last row was so long ago that no later one can be theirs. Rows of a log may be out of order a little: only what all of a batch leaves behind is ended. */
function takePaused(open: Map<string, Open>, times: Float64Array, maxPause: number, into: Open[]): void {
  const now = times.reduce((least, time) => (Number.isNaN(time) ? least : Math.min(least, time)), Infinity)
  if (now === Infinity) return
  for (const [key, each] of open) {
    if (!(now - each.last > maxPause)) return
    into.push(each)
    open.delete(key)
  }
}

/** Rows that belong together, so far. */
class Open {
  private readonly values: readonly FieldValue[]
  private start = NaN
  private startText: FieldValue
  private count = 0
  private level = 0
  private firstText = ''
  private lastText = ''
  last = NaN

  constructor(values: readonly FieldValue[]) {
    this.values = values
  }

  /** Whether a row of this time is one of them. */
  takes(time: number, maxPause: number, maxSpan: number): boolean {
    if (Number.isNaN(time) || Number.isNaN(this.last)) return true
    return time - this.last <= maxPause && time - this.start <= maxSpan
  }

  add(batch: RecordBatch, row: number, time: number): void {
    const text = String(batch.field('message', row) ?? batch.text(row)).slice(0, MOST_TEXT)
    if (this.count++ === 0) this.firstText = text
    this.lastText = text
    this.level = Math.max(this.level, LEVELS.indexOf((batch.field('level', row) ?? '') as Level))
    if (Number.isNaN(time)) return
    if (!(time >= this.start)) {
      this.start = time
      this.startText = batch.field('time', row)
    }
    if (!(time <= this.last)) this.last = time
  }

  get row(): FieldValue[] {
    const { values, start, startText, last, count, level, firstText, lastText } = this
    return [...values, startText, Number.isNaN(start) ? undefined : formatDuration(last - start), count, level > 0 ? LEVELS[level] : undefined, firstText, lastText]
  }
}

function tableOf(columns: readonly string[], rows: readonly Open[]): RecordBatch {
  return new TableBatch({ columns, rows: rows.map(({ row }) => row) })
}
