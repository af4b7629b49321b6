/** DuckDB gives the same answers to the same questions about random JSON logs. */
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import type { Session } from '../../src/engine/session.ts'
import { RELATIVE_ERROR } from '../../src/engine/stages/aggregate/buckets.ts'
import { loadDuckDB, type Connection } from '../support/duckdb.ts'
import { cellOf, chartQuestions, filterQuestions, errorQuestion, sortQuestions, statsQuestions, topQuestions, type Cell, type Question } from '../support/duckdbQuestions.ts'
import { logRows, logText, tableOf, type LogRow } from '../support/duckdbRows.ts'
import { openSession, rendered, runToEnd, writeFiles } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'

describe('properties: DuckDB', function () {
  this.timeout(120_000)
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  let connection: Connection

  before(async function () {
    const duckdb = loadDuckDB()
    if (typeof duckdb === 'string') {
      console.log(`    ${duckdb}`)
      return this.skip()
    }
    const instance = await duckdb.DuckDBInstance.create(':memory:', { threads: '1' })
    connection = await instance.connect()
  })
  after(async () => {
    connection?.closeSync()
    folder.remove()
    await pool.dispose()
  })

  const theirs = async (statement: string): Promise<Cell[][]> => (await connection.runAndReadAll(statement)).getRowsJson().map((row) => row.map(cellOf))

  async function oursOf(session: Session, query: string): Promise<Cell[][]> {
    const { bytes } = await rendered(session, await runToEnd(session, query, false), { format: 'jsonl' })
    const rows = bytes.toString().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>)
    return rows.map((row) => Object.entries(row).filter(([name]) => name !== 'line').map(([, value]) => cellOf(value)))
  }

  async function check(rows: readonly LogRow[], blockBytes: number, asked: readonly Question[]): Promise<void> {
    const { paths } = writeFiles(folder, [Buffer.from(logText(rows))])
    await connection.run(tableOf(paths[0]))
    const session = await openSession(paths, { pool, format: 'json', sizes: { blockBytes, maxLineBytes: Math.max(blockBytes, 1024) } })
    try {
      for (const question of asked) {
        try {
          await question.check({ theirs, ours: (query) => oursOf(session, query) })
        } catch (error) {
          throw new Error(`${question.text}\n${error instanceof Error ? error.message : String(error)}`, { cause: error })
        }
      }
    } finally {
      session.close()
      paths.forEach((path) => rmSync(path))
    }
  }

  const kinds: readonly (readonly [string, fc.Arbitrary<Question>])[] = [
    ['filters', filterQuestions],
    ['group-bys', statsQuestions],
    ['time buckets', chartQuestions],
    ['top and rare', topQuestions],
    ['sort and head', sortQuestions],
  ]
  for (const [name, kind] of kinds) {
    it(`answers ${name} as we do`, async () => {
      await fc.assert(
        fc.asyncProperty(logRows(120), fc.integer({ min: 1, max: 4000 }), fc.array(kind, { minLength: 6, maxLength: 6 }), check),
        { numRuns: 40 },
      )
    })
  }

  /** So many that percentiles are rounded and different values are estimated. */
  it('answers percentiles and numbers of different values within the stated errors, where they are not exact', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i): LogRow => {
      const spread = (i * 7919) % 30_011
      return { id: i + 1, time: new Date(Date.UTC(2024, 0, 1) + 1000 * i).toISOString(), level: 'info', host: `h${i % 3}`, user: `u${spread}`, status: 200, took: Math.exp(spread / 2500) - 20, size: i % 5000 }
    })
    await check(rows, 65_536, [
      errorQuestion('stats p1(took), p25(took), median(took), p95(took), p99(took), p99.9(took) by host', [0.01, 0.25, 0.5, 0.95, 0.99, 0.999].map((part) => `quantile_disc(took, ${part})`), RELATIVE_ERROR),
      // Four times the standard error that the documentation states.
      errorQuestion('stats dc(user), dc(took) by host', ['count(DISTINCT "user")', 'count(DISTINCT took)'], 4 * 0.008),
      errorQuestion('stats dc(status), dc(level) by host', ['count(DISTINCT status)', 'count(DISTINCT level)'], 0),
    ])
  })
})
