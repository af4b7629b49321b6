/** Rows with the same key that belong together, in memory, and on disk where there are too many keys. */
import { LEVELS, type Level } from '../../../common/page.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { TableBatch } from '../../records/tableBatch.ts'
import type { AsideRecord, SequentialRun, SequentialTools, StageContext } from '../contract.ts'
import { inPlace, KeyParts, type Give } from './keyParts.ts'
import { keyOf, timesOf } from './keys.ts'
import { OpenTransactions, type BatchClock, type TransactionLimits } from './openTransactions.ts'

export interface TransactionQuery extends TransactionLimits {
  readonly by: readonly string[]
  readonly columns: readonly string[]
}

/** Of a message so much is shown. */
const MOST_TEXT = 1000
/** Rows that are given at a time. */
const GIVEN_ROWS = 4096

export function transactions({ by, columns, ...limits }: TransactionQuery, context: StageContext, tools: SequentialTools): SequentialRun {
  return async function* (batches) {
    const clock: BatchClock = { times: [] }
    const newTable = (): OpenTransactions => new OpenTransactions(limits, clock)
    let table: OpenTransactions | undefined = newTable()
    let ended: AsideRecord[] = []
    let give: Give = (record) => void ended.push(record)
    let parts: KeyParts | undefined
    const decided = tools.aside(1)
    let rows = 0
    for await (const batch of batches) {
      if (!parts && table.bytes > tools.keyBytes) {
        parts = new KeyParts(tools)
        give = (record) => decided.add(0, record)
      }
      const read = readerOf(batch, by, context)
      const major = clock.times.length
      for (let row = 0; row < batch.length; row++) {
        const values = read(row)
        if (values === undefined) continue
        const record = { major, minor: rows++, values }
        if (parts && !table.has(values[0] as string)) parts.add(record)
        else table.take(record, give)
      }
      clock.times.push(leastOf(timesOf(batch)))
      table.endBatches(give)
      if (ended.length > 0) yield tableOf(columns, ended)
      ended = []
    }
    if (!parts) return yield* portions(columns, table.rest())
    table.end(give)
    table = undefined
    yield* portions(columns, inPlace([decided.read(0), ...parts.settled(newTable, tools)]))
  }
}

/** Reads what is needed of rows: see `OpenTransactions.take`. */
function readerOf(batch: RecordBatch, by: readonly string[], context: StageContext): (row: number) => AsideRecord['values'] | undefined {
  const readKey = keyOf(by, batch, context)
  const times = timesOf(batch)
  return (row) => {
    const key = readKey(row)
    if (key === undefined) return undefined
    const time = times[row]
    if (!Number.isNaN(time)) context.sawField('time')
    const level = batch.field('level', row)
    if (level !== undefined) context.sawField('level')
    const message = batch.field('message', row)
    if (message !== undefined) context.sawField('message')
    const text = startOf(String(message ?? batch.text(row)))
    return [key, time, LEVELS.indexOf((level ?? '') as Level), text, batch.field('time', row), ...by.map((name) => batch.field(name, row))]
  }
}

function startOf(text: string): string {
  // Not a part of the text, which would keep all of it in memory.
  return text.length <= MOST_TEXT ? text : (JSON.parse(JSON.stringify(text.slice(0, MOST_TEXT))) as string)
}

/** NaN where no row has a time. */
function leastOf(times: Float64Array): number {
  let least = NaN
  for (const time of times) if (!(time >= least)) least = Number.isNaN(time) ? least : time
  return least
}

function tableOf(columns: readonly string[], records: readonly AsideRecord[]): RecordBatch {
  return new TableBatch({ columns, rows: records.map(({ values }) => values) })
}

function* portions(columns: readonly string[], records: Iterable<AsideRecord>): Generator<RecordBatch> {
  let held: AsideRecord[] = []
  for (const record of records) {
    if (held.push(record) < GIVEN_ROWS) continue
    yield tableOf(columns, held)
    held = []
  }
  if (held.length > 0) yield tableOf(columns, held)
}
