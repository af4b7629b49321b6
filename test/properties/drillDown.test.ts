/** The rows behind a row of a table are as many as were counted in it, whatever the values of its keys are. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { FACET_COLUMNS } from '../../src/engine/stages/aggregate/facets/facetTable.ts'
import { drillDown } from '../../src/engine/stages/drillDown.ts'
import { openSession, rendered, runToEnd, writeFiles } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'

const FIELDS = ['user', 'a.b', 'odd name', 'tick`s', 'n', 'level']
const TIMES = 60

const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('bob', 'Bob', 'bobby', '', ' ', '7', '7.0', '/x/', '*', '"', '\\', 'a "b" | head 1', 'x // y', '/* z */', '-a', 'AND', '\t', "'", '`') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)) },
)
const record = fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 6 })

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``

describe('drill-down', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('gives the rows of facets', async () => {
    const number = fc.oneof(fc.integer({ min: 0, max: 600 }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat(90_000).map((n) => `${n / 10}ms`))
    const cases = fc.record({
      records: fc.array(fc.tuple(record, fc.array(number, { minLength: 3, maxLength: 3 })).map(([each, [n, b, c]]) => ({ ...each, n, b: Number.parseFloat(String(b)), c: `${Math.abs(Number.parseFloat(String(c)))}s` })), { minLength: 1, maxLength: 30 }),
      limit: fc.constantFrom(1, 2, 10),
      behind: fc.constantFrom('', ' | sort - count', ' | where kind != "value"'),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ records, limit, behind }) => {
        const { paths } = writeFiles(folder, [Buffer.from(records.map((each) => `${JSON.stringify(each)}\n`).join(''))])
        const session = await openSession(paths, { format: 'json' })
        try {
          const query = `| facets limit=${limit}${behind}`
          const run = await runToEnd(session, query)
          const { bytes } = await rendered(session, run, { format: 'jsonl' })
          for (const line of bytes.toString().split('\n').slice(0, -1)) {
            const row = JSON.parse(line) as Record<string, unknown>
            const value = (column: string): string | undefined => (row[column] === undefined || row[column] === null ? undefined : String(row[column]))
            const back = drillDown(query, { has: (column) => FACET_COLUMNS.includes(column), value })
            assert.ok(back !== undefined, line)
            const found = await runToEnd(session, back)
            assert.equal(found.counts?.total, row.count, `${back} of ${line}`)
          }
        } finally {
          session.close()
        }
      }),
      { numRuns: TIMES },
    )
  })

  it('gives the rows that were counted', async () => {
    const cases = fc.record({
      records: fc.array(record, { minLength: 1, maxLength: 30 }),
      by: fc.uniqueArray(fc.constantFrom(...FIELDS), { maxLength: 3 }),
      search: fc.constantFrom('', 'bob', 'NOT 7'),
      behind: fc.constantFrom('', ' | head 5', ' | search n:*', ' | fields - n', ' | eval z = n', ' | /* rename n as m */', ' | where n is not null | tail 3'),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ records, by, search, behind }) => {
        const { paths } = writeFiles(folder, [Buffer.from(records.map((each) => `${JSON.stringify(each)}\n`).join(''))])
        const session = await openSession(paths, { format: 'json' })
        try {
          const query = `${search} | stats count() as counted${by.length > 0 ? ` by ${by.map(quoted).join(', ')}` : ''}${behind}`
          const run = await runToEnd(session, query)
          const { bytes } = await rendered(session, run, { format: 'jsonl' })
          for (const line of bytes.toString().split('\n').slice(0, -1)) {
            const row = JSON.parse(line) as Record<string, unknown>
            const back = drillDown(query, {
              has: (column) => column in row,
              value: (column) => (row[column] === null ? undefined : String(row[column])),
            })
            if (by.includes('n') && behind.includes('- n')) assert.equal(back, undefined)
            else {
              assert.ok(back !== undefined, query)
              const found = await runToEnd(session, back)
              assert.equal(found.counts?.total, row.counted, back)
            }
          }
        } finally {
          session.close()
        }
      }),
      { numRuns: TIMES },
    )
  })
})
