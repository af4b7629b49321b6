/** Stages that remember something of each key give on disk what they give in memory, and both what their plain twins do. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import type { FieldValue, RecordBatch } from '../../src/engine/records/batch.ts'
import { TableBatch } from '../../src/engine/records/tableBatch.ts'
import type { SequentialStage } from '../../src/engine/stages/contract.ts'
import { parseOrThrow, stageOf } from '../../src/engine/stages/registry.ts'
import { inlineLanes } from '../support/lanes.ts'
import { plainDedup, plainDelta, plainStreamstats, plainTransactions, type KeyedRow, type KeyOfRow } from '../support/plainKeyed.ts'
import { memoryTools, NotingContext } from '../support/runStages.ts'
import { openSession, rendered, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'

const COLUMNS = ['a', 'b', 'n', 'time', 'level', 'message', 'i']
const START = Date.UTC(2026, 0, 5)

const key = fc.option(fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 15 }).map(String) }, fc.constantFrom('', 'é', '日本', '\ud83d', '\ude00', '["1","2"]')), { nil: undefined, freq: 8 })
const row: fc.Arbitrary<KeyedRow> = fc.record({
  a: key,
  b: fc.option(fc.constantFrom('1', 'x'), { nil: undefined, freq: 8 }),
  n: fc.option(fc.integer({ min: -20, max: 20 }), { nil: undefined }),
  time: fc.option(fc.integer({ min: -3, max: 30 }), { nil: undefined, freq: 8 }),
  level: fc.constantFrom(undefined, 'info' as const, 'warning' as const, 'error' as const),
})
/** Times go up, mostly. */
const batches = fc.array(fc.array(row, { maxLength: 12 }), { maxLength: 10 }).map((all) => {
  let at = 0
  return all.map((rows) => rows.map((each) => ({ ...each, time: each.time === undefined ? undefined : START + 1000 * (at++ + each.time) })))
})
const bounds = fc.constantFrom(0, 0, 250, 600, 2000, Infinity)
const byFields = fc.constantFrom<readonly ('a' | 'b')[]>(['a'], ['a', 'b'], ['b', 'a'])

function keyBy(fields: readonly ('a' | 'b')[]): KeyOfRow {
  return (each) => (fields.some((name) => each[name] === undefined) ? undefined : JSON.stringify(fields.map((name) => each[name])))
}

/** The values of some columns of what a stage gives. */
async function given(query: string, all: readonly (readonly KeyedRow[])[], keyBytes: number, names: readonly string[]): Promise<FieldValue[][]> {
  const { node } = parseOrThrow(`| ${query}`).stages[1]
  let i = 0
  const input = (async function* (): AsyncGenerator<RecordBatch> {
    for (const rows of all) {
      const cells = rows.map(({ a, b, n, time, level }) => [a, b, n, time === undefined ? undefined : new Date(time).toISOString(), level, `m${i}`, i++])
      yield new TableBatch({ columns: COLUMNS, rows: cells })
    }
  })()
  const result: FieldValue[][] = []
  for await (const batch of (stageOf(node) as SequentialStage).create(node, new NotingContext(), { ...memoryTools, keyBytes })(input)) {
    assert.ok(!(Symbol.iterator in batch))
    for (let r = 0; r < batch.length; r++) result.push(names.map((name) => batch.field(name, r)))
  }
  return result
}

describe('properties: keys on disk', function () {
  this.timeout(120_000)
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('dedup keeps the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(batches, bounds, byFields, fc.integer({ min: 1, max: 3 }), fc.boolean(), async (all, bytes, fields, most, keepEmpty) => {
        const kept = await given(`dedup ${most} ${fields.join(', ')} keepempty=${keepEmpty}`, all, bytes, ['i'])
        assert.deepEqual(kept.flat(), plainDedup(all.flat(), keyBy(fields), most, keepEmpty))
      }),
    )
  })

  it('streamstats adds the same', async () => {
    await fc.assert(
      fc.asyncProperty(batches, bounds, byFields, fc.boolean(), fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }), async (all, bytes, fields, current, window) => {
        const options = `current=${current}${window === undefined ? '' : ` window=${window}`}`
        const rows = await given(`streamstats ${options} count() as c, sum(n) as s by ${fields.join(', ')}`, all, bytes, ['i', 'c', 's'])
        assert.deepEqual(rows, plainStreamstats(all.flat(), keyBy(fields), current, window).map((added, i) => [i, ...(added ?? [undefined, undefined])]))
      }),
    )
  })

  it('delta adds the same', async () => {
    await fc.assert(
      fc.asyncProperty(batches, bounds, byFields, fc.boolean(), async (all, bytes, fields, sinceFirst) => {
        const rows = await given(`delta n ${sinceFirst ? 'since first ' : ''}as d by ${fields.join(', ')}`, all, bytes, ['i', 'd'])
        assert.deepEqual(rows, plainDelta(all.flat(), keyBy(fields), sinceFirst).map((added, i) => [i, added]))
      }),
    )
  })

  it('transaction gives the same, in the same order', async () => {
    const limit = fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined })
    await fc.assert(
      fc.asyncProperty(batches, bounds, byFields, limit, limit, async (all, bytes, fields, pause, span) => {
        const options = `${pause === undefined ? '' : ` maxpause=${pause}s`}${span === undefined ? '' : ` maxspan=${span}s`}`
        const rows = await given(`transaction by ${fields.join(', ')}${options}`, all, bytes, [...fields, 'duration', 'count', 'level', 'first', 'last'])
        const found = rows.map((cells) => [JSON.stringify(cells.slice(0, fields.length)), ...cells.slice(fields.length, -2)])
        const ms = (seconds: number | undefined): number | undefined => seconds && 1000 * seconds
        assert.deepEqual(found, plainTransactions(all, keyBy(fields), ms(pause), ms(span)))
        const texts = rows.map((cells) => cells.slice(-2).map((text) => Number(String(text).slice(1))))
        for (const [i, [first, last]] of texts.entries()) assert.ok(rows[i].at(-4) === 1 ? first === last : first < last)
      }),
      { numRuns: 200 },
    )
  })

  const line = fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('x', 'y', 'é', '日本'), fc.integer({ min: 0, max: 999 }), fc.constantFrom('', '', '\n  more'))
    .map(([user, kind, ms, more]) => `2024-05-01T12:00:${String(user % 60).padStart(2, '0')}Z user=${kind}${user} kind=${kind} took ${ms}ms${more}`)
  const parse = '| parse "user=* kind=* took *ms" as user, kind, ms'
  const queries = [
    '| dedup user', '| dedup 2 user, kind keepempty=true', '| streamstats count() as c, max(ms) as m by user', '| streamstats current=false window=2 avg(ms) by user, kind',
    '| delta by user', '| delta ms since first as d by user | where d > 10', '| transaction by user', '| transaction by kind, user maxpause=5s', '| transaction by user maxspan=3s | sort - duration | head 3',
    '| dedup user | head 2', '| eval ms = ms + 0.5 | redact /user=x/ | streamstats sum(ms) as s by user | where s > 100 | dedup kind', '| stats count() as n by user | streamstats sum(n) as all by n | dedup all',
  ]

  it('are shown, read on and saved as in memory', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 120 }), fc.constantFrom(...queries), fc.integer({ min: 1, max: 3 }), fc.constantFrom(0, 500, 3000), async (lines, query, lanes, spillBytes) => {
        const path = folder.file('keys.log', lines.join('\n'))
        const sizes = { blockBytes: 256, maxLineBytes: 1024, reachBytes: 300 }
        const results: { text: string; rows: number }[] = []
        for (const options of [{ sizes }, { sizes: { ...sizes, spillBytes }, pool: inlineLanes(lanes) }]) {
          const session = await openSession([path], { ...options, format: 'timestamped' })
          const run = await runToEnd(session, parse + query)
          const { bytes, rows } = await rendered(session, run, { format: 'jsonl' })
          assert.equal(run.counts?.total, rows)
          results.push({ text: bytes.toString(), rows })
          session.close()
        }
        assert.deepEqual(results[1], results[0])
      }),
      { numRuns: 60 },
    )
  })
})
