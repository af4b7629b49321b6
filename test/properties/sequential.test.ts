import { strict as assert } from 'node:assert'
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import { openSession, rendered, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import { workerPool } from '../support/workers.ts'

interface Row {
  readonly line: number
  readonly source: string
  readonly raw: string
  readonly n?: string
  readonly u?: string
}

const blockSizes = fc.constantFrom(
  { blockBytes: 16, maxLineBytes: 4096, reachBytes: 1024 },
  { blockBytes: 100, maxLineBytes: 4096, reachBytes: 1024 },
  { blockBytes: 4096, maxLineBytes: 8192, reachBytes: 4096 },
)

const record = fc.record({
  seconds: fc.integer({ min: 0, max: 100 }),
  user: fc.option(fc.constantFrom('ann', 'bob', 'zoë', '日本')),
  number: fc.option(fc.oneof(fc.integer({ min: -20, max: 20 }).map(String), fc.constantFrom('x', '1e1', '-', '0.5'))),
  more: fc.constantFrom('', '', '', '\n  at a.b(c)', '\r\n\tat x'),
})

/** Stamps that go up, mostly, since a log is merged by them. */
const log = fc.array(record, { maxLength: 30 }).map((records) =>
  records
    .map(({ seconds, user, number, more }, i) => {
      const stamp = new Date(Date.UTC(2026, 0, 5, 6, 0, 0) + 1000 * (5 * i + seconds)).toISOString().slice(0, 19)
      return `${stamp}Z INFO a:${user === null ? '' : ` u=${user}`}${number === null ? '' : ` n=${number}`}${more}\n`
    })
    .join(''),
)

const PARSED = '| parse /u=(?<u>\\S+)/ | parse /n=(?<n>\\S+)/'

describe('properties: sequential stages', () => {
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  const threads = workerPool(2)
  after(async () => {
    folder.remove()
    await pool.dispose()
    await threads.dispose()
  })

  /** What a query gives, one thread and two, as JSON Lines; both have to be the same. */
  async function rowsOf(logs: readonly string[], query: string, sizes: { blockBytes: number; maxLineBytes: number; reachBytes: number }): Promise<Row[]> {
    const paths = logs.map((text, i) => folder.file(`${i}.log`, text))
    try {
      const results: string[] = []
      for (const each of [pool, threads]) {
        const session = await openSession(paths, { sizes, pool: each, format: 'timestamped', merge: true })
        const run = await runToEnd(session, query)
        const { bytes } = await rendered(session, run, { format: 'jsonl' })
        // Pages show what the export has.
        const page = await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 1000 })
        results.push(bytes.toString())
        assert.equal(page.atStart, true)
        session.close()
      }
      assert.equal(results[1], results[0])
      return results[0].split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Row)
    } finally {
      paths.forEach((path) => rmSync(path))
    }
  }

  const cases = fc.record({ logs: fc.array(log, { minLength: 1, maxLength: 3 }), sizes: blockSizes })
  const same = (row: Row): unknown => [row.line, row.source, row.raw, row.u, row.n]

  it('sort is a stable sort of the rows', async () => {
    const rank = (n: string | undefined): number => (n === undefined ? 2 : /^-?[\d.]+(e\d)?$/.test(n) ? 0 : 1)
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), fc.option(fc.integer({ min: 0, max: 8 })), async ({ logs, sizes }, descending, most) => {
        const before = await rowsOf(logs, PARSED, sizes)
        const sorted = await rowsOf(logs, `${PARSED} | sort ${descending ? '- ' : ''}n${most === null ? '' : ` | head ${most}`}`, sizes)
        const compare = (a: Row, b: Row): number => {
          const [x, y] = [rank(a.n), rank(b.n)]
          if (x === 2 || y === 2) return x - y
          const order = x !== y ? x - y : x === 0 ? Number(a.n) - Number(b.n) : a.n! < b.n! ? -1 : a.n! > b.n! ? 1 : 0
          return descending ? -order : order
        }
        assert.deepEqual(sorted.map(same), [...before].sort(compare).slice(0, most ?? Infinity).map(same))
      }),
      { numRuns: 40 },
    )
  }).timeout(120_000)

  it('dedup keeps the first rows of each value', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 1, max: 3 }), fc.boolean(), fc.boolean(), async ({ logs, sizes }, rows, keepEmpty, consecutive) => {
        const before = await rowsOf(logs, PARSED, sizes)
        const options = `${keepEmpty ? ' keepempty=true' : ''}${consecutive ? ' consecutive=true' : ''}`
        const kept = await rowsOf(logs, `${PARSED} | dedup ${rows} u${options}`, sizes)
        const filled = keepEmpty ? before : before.filter(({ u }) => u !== undefined)
        const expected = filled.filter((row, i) => {
          if (row.u === undefined) return true
          let alike = 0
          for (let at = i - 1; at >= 0 && (!consecutive || filled[at].u === row.u); at--) if (filled[at].u === row.u) alike++
          return alike < rows
        })
        assert.deepEqual(kept.map(same), expected.map(same))
      }),
      { numRuns: 40 },
    )
  }).timeout(120_000)

  it('streamstats adds up what has come so far', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 1, max: 5 }), fc.boolean(), async ({ logs, sizes }, window, current) => {
        const before = await rowsOf(logs, PARSED, sizes)
        const query = `${PARSED} | streamstats ${current ? '' : 'current=false '}window=${window} count() as c, sum(n) as s, max(n) as m by u`
        const rows = (await rowsOf(logs, query, sizes)) as (Row & { c?: number; s?: number; m?: number })[]
        assert.deepEqual(rows.map(same), before.map(same))
        rows.forEach((row, i) => {
          if (row.u === undefined) {
            assert.deepEqual([row.c, row.s, row.m], [undefined, undefined, undefined])
            return
          }
          const own = before.slice(0, current ? i + 1 : i).filter(({ u }) => u === row.u).slice(-window)
          const numbers = own.map(({ n }) => n).filter((n) => n !== undefined && /^-?[\d.]+(e\d)?$/.test(n)).map(Number)
          assert.equal(row.c, own.length)
          assert.equal(row.s, numbers.length === 0 ? undefined : numbers.reduce((a, b) => a + b, 0))
          assert.equal(row.m, numbers.length === 0 ? undefined : Math.max(...numbers))
        })
      }),
      { numRuns: 40 },
    )
  }).timeout(120_000)

  it('delta is the difference to the row before', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ logs, sizes }) => {
        const rows = (await rowsOf(logs, `${PARSED} | delta n as d | streamstats count() as i`, sizes)) as (Row & { d?: number; i: number })[]
        let last: number | undefined
        rows.forEach((row, i) => {
          assert.equal(row.i, i + 1)
          const value = row.n !== undefined && /^-?[\d.]+(e\d)?$/.test(row.n) ? Number(row.n) : undefined
          assert.equal(row.d, value === undefined || last === undefined ? undefined : value - last)
          last = value ?? last
        })
      }),
      { numRuns: 30 },
    )
  }).timeout(120_000)

  it('sample takes so many rows, in their order, and others with another seed', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 0, max: 20 }), async ({ logs, sizes }, most) => {
        const before = (await rowsOf(logs, PARSED, sizes)).map((row) => JSON.stringify(same(row)))
        const taken = (await rowsOf(logs, `${PARSED} | sample ${most}`, sizes)).map((row) => JSON.stringify(same(row)))
        assert.equal(taken.length, Math.min(most, before.length))
        let at = -1
        for (const row of taken) assert.ok((at = before.indexOf(row, at + 1)) >= 0)
      }),
      { numRuns: 30 },
    )
  }).timeout(120_000)
})
