import { strict as assert } from 'node:assert'
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { Page } from '../../src/common/page.ts'
import type { RowRange } from '../../src/common/protocol.ts'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import type { Session } from '../../src/engine/session.ts'
import { openSession, runToEnd, writeFiles } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'

interface Row {
  readonly block: number
  readonly row: number
  readonly time: number
  readonly value: string | undefined
}

const value = fc.oneof(fc.integer({ min: -1e12, max: 1e12 }).map(String), fc.integer({ min: 0, max: 99 }).map(String), fc.constantFrom('-', 'soon'))
const line = fc.tuple(fc.integer({ min: -1, max: 59 }), value, fc.constantFrom('', ' more', ' less of it'))
const file = fc.array(line, { minLength: 1, maxLength: 40 }).map((lines) =>
  Buffer.from(lines.map(([second, n, rest]) => `${second < 0 ? '' : `2026-01-05 06:00:${String(second).padStart(2, '0')} `}n=${n};${rest}`).join('\n')),
)
const queries = fc.constantFrom('', 'less OR more', '| sort n', '| head 30', '-more | tail 20', '| stats sum(n) as n, count() by raw')

/** All rows, as pages give them. */
async function rowsOf(session: Session, run: number, count: number): Promise<Row[]> {
  const rows: Row[] = []
  while (rows.length < count) {
    const { page } = await session.fetch({ run, from: { at: 'start' }, skip: rows.length, count: 100, columns: ['n'] })
    const { rows: found, block, row, time, ...rest } = new Page(page)
    const decoded = new Page(page)
    assert.ok(found > 0, JSON.stringify(rest))
    for (let i = 0; i < found; i++) rows.push({ block: block[i], row: row[i], time: time[i], value: decoded.cell(i, 0) })
  }
  return rows
}

/** The plain twin. */
function plainFigures(rows: readonly Row[]): { rows: number; from?: number; to?: number; sum?: string; min?: string; max?: string } {
  const times = rows.map(({ time }) => time).filter((time) => !Number.isNaN(time))
  const numbers = rows.flatMap(({ value: text }) => (text !== undefined && /^-?\d+$/.test(text) ? [BigInt(text)] : [])).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return {
    rows: rows.length,
    ...(times.length > 0 ? { from: Math.min(...times), to: Math.max(...times) } : {}),
    ...(numbers.length > 0 ? { sum: String(numbers.reduce((sum, n) => sum + n, 0n)), min: String(numbers[0]), max: String(numbers.at(-1)) } : {}),
  }
}

describe('properties: figures of selected rows', () => {
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  after(async () => {
    folder.remove()
    await pool.dispose()
  })

  it('are those of the rows that pages show, of one file or several, in any parts', async () => {
    const cases = fc.record({ contents: fc.array(file, { minLength: 1, maxLength: 3 }), query: queries, blockBytes: fc.integer({ min: 30, max: 400 }), cuts: fc.array(fc.nat(), { minLength: 2, maxLength: 6 }) })
    await fc.assert(
      fc.asyncProperty(cases, async ({ contents, query, blockBytes, cuts }) => {
        const { paths } = writeFiles(folder, contents)
        const sizes = { blockBytes, reachBytes: blockBytes + 200, maxLineBytes: blockBytes + 400 }
        const session = await openSession(paths, { sizes, pool, format: 'timestamped', listener: { progress: () => undefined, sourceChange: () => undefined } })
        try {
          // Files are merged once all of their times are known.
          await runToEnd(session, '')
          const stages = `${query.startsWith('|') ? '' : query} | parse "n=*;" as n ${query.startsWith('|') ? query : ''}`
          const run = await runToEnd(session, stages)
          const rows = await rowsOf(session, run.id, run.counts!.total)
          if (rows.length === 0) return
          const places = [...new Set(cuts.map((cut) => cut % rows.length))].sort((a, b) => a - b)
          const parts = places.flatMap((from, i) => (i % 2 === 0 ? [[from, places[i + 1] ?? from]] : []))
          const ranges = parts.map(([from, to]): RowRange => ({ first: rows[from], last: rows[to] }))
          const { avg, ...figures } = await session.figures(run.id, ranges, 'n')
          const chosen = parts.flatMap(([from, to]) => rows.slice(from, to + 1))
          const plain = plainFigures(chosen)
          assert.deepEqual(figures, plain)
          const count = chosen.filter(({ value: text }) => text !== undefined && /^-?\d+$/.test(text)).length
          if (plain.sum === undefined) assert.equal(avg, undefined)
          else assert.ok(Math.abs(Number(avg) - Number(plain.sum) / count) <= Math.abs(Number(avg)) * 1e-13 + 1e-9, `${avg} of ${plain.sum} / ${count}`)
          assert.deepEqual(await session.figures(run.id, ranges), { rows: plain.rows, ...(plain.from === undefined ? {} : { from: plain.from, to: plain.to }) })
        } finally {
          session.close()
          paths.forEach((path) => rmSync(path))
        }
      }),
      { numRuns: 200 },
    )
  }).timeout(60_000)
})
