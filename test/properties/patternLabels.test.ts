/** The labels of rows are the patterns of the table, as often as it says, for any blocks and threads; and so are the rows behind each of its rows. */
import { strict as assert } from 'node:assert'
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import type { ScannerPool } from '../../src/engine/results/pool.ts'
import type { Session } from '../../src/engine/session.ts'
import { drillDown } from '../../src/engine/stages/drillDown.ts'
import { blockSizes, files } from '../support/pipelineArbitrary.ts'
import { openSession, rendered, runToEnd, writeFiles } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import { workerPool } from '../support/workers.ts'

type Row = Readonly<Record<string, unknown>>

const cases = fc.record({
  contents: files(40),
  sizes: blockSizes,
  before: fc.constantFrom('', 'user', '| parse "user=* " as user', '| head 20', '| replace /ms/ with "1"', 'NOT ok | tail 15', '| patterns raw mode=label new_field=kind'),
  field: fc.constantFrom('', ' raw', ' user'),
})
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

async function rowsOf(session: Session, query: string): Promise<Row[]> {
  const run = await runToEnd(session, query)
  const { bytes } = await rendered(session, run, { format: 'jsonl' })
  const rows = bytes.toString().split('\n').slice(0, -1).map((line) => JSON.parse(line) as Row)
  assert.equal(run.counts?.total, rows.length, query)
  return rows
}

const has = (row: Row): boolean => row.patterns_field !== undefined && row.patterns_field !== null

describe('properties: labels of rows', () => {
  const folder = new TemporaryFolder()
  const inline = inlinePool()
  after(async () => {
    folder.remove()
    await inline.dispose()
  })

  async function check({ contents, sizes, before, field }: Case, pool: ScannerPool): Promise<void> {
    const { paths } = writeFiles(folder, contents)
    const session = await openSession(paths, { sizes, pool })
    try {
      const [all, table, labelled] = [await rowsOf(session, before), await rowsOf(session, `${before} | patterns${field}`), await rowsOf(session, `${before} | patterns${field} mode=label`)]
      assert.deepEqual(labelled.map(({ patterns_field: _, ...row }) => row), all, 'the rows stay as they are')
      const found = Map.groupBy(labelled.filter(has), (row) => row.patterns_field)
      assert.deepEqual(new Map([...found].map(([pattern, rows]) => [pattern, rows.length])), new Map(table.map((row) => [row.patterns_field, row.pattern_count])))
      const counted = await rowsOf(session, `${before} | patterns${field} mode=label | stats count() as n by patterns_field`)
      assert.deepEqual(new Map(counted.filter(has).map((row) => [row.patterns_field, row.n])), new Map(table.map((row) => [row.patterns_field, row.pattern_count])))
      for (const row of table.slice(0, 3)) {
        const back = drillDown(`${before} | patterns${field}`, { has: (name) => name in row, value: (name) => (row[name] === null ? undefined : String(row[name])) })
        assert.equal((await rowsOf(session, back!)).length, row.pattern_count, back)
      }
    } finally {
      session.close()
      for (const path of paths) rmSync(path)
    }
  }

  it('agree with the table, for any blocks', async () => {
    await fc.assert(
      fc.asyncProperty(cases, (each) => check(each, inline)),
      { numRuns: 60 },
    )
  }).timeout(60_000)

  it('agree with the table, on several threads', async () => {
    const threads = workerPool(2)
    try {
      await fc.assert(
        fc.asyncProperty(cases, (each) => check(each, threads)),
        { numRuns: 15 },
      )
    } finally {
      await threads.dispose()
    }
  }).timeout(60_000)
})
