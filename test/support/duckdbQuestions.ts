/** Random questions about a log that both Sluice and DuckDB are asked, and how the answers are compared. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { RELATIVE_ERROR } from '../../src/engine/stages/aggregate/buckets.ts'
import { conditions, searches, type Filter } from './duckdbFilters.ts'
import { sqlText } from './duckdbRows.ts'
import { statsTables, timeSpans, timeText } from './duckdbTables.ts'

export type Cell = number | string | null

/** What is written as a number is one: DuckDB's large whole numbers come as texts, ours are texts where they are groups. */
export function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return value + 0
  const text = String(value)
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) + 0 : text
}

const ROUNDING = 1e-9

/** `error`: relative. Sums of floating-point numbers depend on their order, ours do not. */
function assertCell(ours: Cell, theirs: Cell, error: number, about: string): void {
  if (typeof ours !== 'number' || typeof theirs !== 'number') return assert.equal(ours, theirs, about)
  const allowed = error * Math.abs(theirs) + ROUNDING * Math.max(1, Math.abs(theirs))
  assert.ok(Math.abs(ours - theirs) <= allowed, `${about}: ours is ${ours}, theirs ${theirs}`)
}

const byKeys = (keys: number) => (a: readonly Cell[], b: readonly Cell[]): number => {
  const [x, y] = [a, b].map((row) => JSON.stringify(row.slice(0, keys)))
  return x < y ? -1 : x > y ? 1 : 0
}

export interface Question {
  readonly text: string
  check(ask: Asked): Promise<void>
}

/** Shown as its text where it fails. */
function question(text: string, check: Question['check']): Question {
  return { text, check, [fc.toStringMethod]: () => text } as Question
}

export interface Asked {
  ours(query: string): Promise<Cell[][]>
  theirs(statement: string): Promise<Cell[][]>
}

const filters: fc.Arbitrary<Filter> = fc.oneof(
  searches.map(({ text, sql }) => ({ text, sql })),
  conditions.map(({ text, sql }) => ({ text: `| where ${text}`, sql })),
)
const maybeFilter = fc.oneof({ weight: 2, arbitrary: fc.constant<Filter>({ text: '*', sql: 'true' }) }, { weight: 1, arbitrary: filters })

export const filterQuestions: fc.Arbitrary<Question> = filters.map(({ text, sql }) =>
  question(text, async ({ ours, theirs }) => {
    assert.deepEqual(await ours(`${text} | fields id`), await theirs(`SELECT id FROM log WHERE ${sql} ORDER BY id`))
  }),
)

export const statsQuestions: fc.Arbitrary<Question> = fc.tuple(maybeFilter, statsTables).map(([filter, { text, sql, keys, percentiles }]) =>
  question(`${filter.text} | ${text}`, async ({ ours, theirs }) => {
    const [a, b] = [await ours(`${filter.text} | ${text}`), await theirs(sql.replace('$filter', () => filter.sql))].map((rows) => rows.sort(byKeys(keys)))
    assert.equal(a.length, b.length, 'groups')
    a.forEach((row, i) => {
      assert.deepEqual(row.slice(0, keys), b[i].slice(0, keys))
      row.slice(keys).forEach((cell, at) => assertCell(cell, b[i][keys + at], percentiles.has(at) ? RELATIVE_ERROR : 0, `column ${at} of ${JSON.stringify(row)}`))
    })
  }),
)

/** A table by host whose numbers may be off by a relative error. */
export function errorQuestion(text: string, results: readonly string[], error: number): Question {
  return question(text, async ({ ours, theirs }) => {
    const [a, b] = [await ours(`* | ${text}`), await theirs(`SELECT host, ${results.join(', ')} FROM log GROUP BY host`)].map((rows) => rows.sort(byKeys(1)))
    assert.ok(b.length > 0)
    assert.deepEqual(a.map(([host]) => host), b.map(([host]) => host))
    a.forEach((row, i) => row.forEach((cell, at) => assertCell(cell, b[i][at], error, `column ${at} of ${JSON.stringify(row)}`)))
  })
}

const charts = fc.record({ filter: maybeFilter, span: timeSpans, by: fc.constantFrom(undefined, 'host', 'user', 'level'), limit: fc.constantFrom(0, 1, 2, 10) })

export const chartQuestions: fc.Arbitrary<Question> = charts.map(({ filter, span, by, limit }) => {
  const text = `${filter.text} | timechart span=${span.text} limit=${limit} count(), sum(took)${by ? ` by ${by}` : ''}`
  return question(text, async ({ ours, theirs }) => {
    const rows = await ours(text)
    const from = `FROM log WHERE ${filter.sql}`
    // Spans without rows are there too.
    const found = rows.filter((row) => row[by ? 2 : 1] !== 0).sort(byKeys(by ? 2 : 1))
    if (by === undefined) {
      assertRows(found, await theirs(`SELECT ${timeText(span.sql)}, count(*), sum(took) ${from} GROUP BY 1`), 1)
      return
    }
    const shown = new Set(rows.map((row) => row[1]).filter((name) => name !== 'OTHER' && name !== 'NULL'))
    const counts = await theirs(`SELECT "${by}", count(*) ${from} AND "${by}" IS NOT NULL GROUP BY 1 ORDER BY 2 DESC`)
    assert.equal(shown.size, limit === 0 ? counts.length : Math.min(limit, counts.length))
    const least = counts[shown.size - 1]?.[1]
    for (const [name, count] of counts) if (shown.has(name)) assert.ok(count! >= least!, `${name} is one of those with most`)
    const name = `CASE WHEN "${by}" IS NULL THEN 'NULL' WHEN "${by}" IN (${[...shown].map((each) => sqlText(String(each))).join(', ') || 'NULL'}) THEN "${by}" ELSE 'OTHER' END`
    assertRows(found, await theirs(`SELECT ${timeText(span.sql)}, ${name}, count(*), sum(took) ${from} GROUP BY 1, 2`), 2)
  })
})

function assertRows(ours: readonly Cell[][], theirs: readonly Cell[][], keys: number): void {
  const sorted = [...theirs].sort(byKeys(keys))
  assert.deepEqual(ours.map((row) => row.slice(0, keys)), sorted.map((row) => row.slice(0, keys)))
  ours.forEach((row, i) => row.forEach((cell, at) => assertCell(cell, sorted[i][at], 0, JSON.stringify(row))))
}

export const topQuestions: fc.Arbitrary<Question> = fc
  .record({ filter: maybeFilter, name: fc.constantFrom('top', 'rare'), rows: fc.integer({ min: 1, max: 5 }), field: fc.constantFrom('user', 'status', 'level'), by: fc.constantFrom(undefined, 'host'), useNull: fc.boolean() })
  .map(({ filter, name, rows, field, by, useNull }) => {
    const text = `${filter.text} | ${name} ${rows} usenull=${useNull} ${field}${by ? ` by ${by}` : ''}`
    return question(text, async ({ ours, theirs }) => {
      const keys = by ? `"${by}", "${field}"` : `"${field}"`
      const all = await theirs(`SELECT ${keys}, count(*) FROM log WHERE ${filter.sql}${useNull ? '' : ` AND "${field}" IS NOT NULL`} GROUP BY ${keys}`)
      const known = new Map(all.map((row) => [JSON.stringify(row.slice(0, -1)), row[row.length - 1]]))
      const groupOf = (row: readonly Cell[]): Cell => (by ? row[0] : null)
      const given = await ours(text)
      for (const row of given) assert.equal(row[row.length - 1], known.get(JSON.stringify(row.slice(0, -1))), JSON.stringify(row))
      assert.equal(new Set(given.map((row) => JSON.stringify(row.slice(0, -1)))).size, given.length)
      for (const group of new Set(all.map(groupOf))) {
        const countsOf = (list: readonly Cell[][]): number[] => list.filter((row) => groupOf(row) === group).map((row) => row[row.length - 1] as number)
        const order = countsOf(all).sort((a, b) => (name === 'top' ? b - a : a - b))
        assert.deepEqual(countsOf(given), order.slice(0, rows), `the counts of ${group}`)
      }
    })
  })

const sortKey = fc.record({ field: fc.constantFrom('took', 'size', 'status', 'host', 'user', 'level', 'time'), descending: fc.boolean() })
export const sortQuestions: fc.Arbitrary<Question> = fc
  .record({ filter: maybeFilter, keys: fc.uniqueArray(sortKey, { minLength: 1, maxLength: 3, selector: ({ field }) => field }), rows: fc.constantFrom(1, 3, 10, 1000), inSort: fc.boolean() })
  .map(({ filter, keys, rows, inSort }) => {
    const list = keys.map(({ field, descending }) => `${descending ? '- ' : ''}${field}`).join(', ')
    const text = `${filter.text} | sort ${inSort ? `${rows} ` : ''}${list}${inSort ? '' : ` | head ${rows}`} | fields id`
    const order = keys.map(({ field, descending }) => {
      const by = field === 'level' ? `list_position(['debug', 'info', 'warning', 'error', 'fatal'], level)` : `"${field}"`
      return `${by} ${descending ? 'DESC' : 'ASC'} NULLS LAST`
    })
    return question(text, async ({ ours, theirs }) => {
      assert.deepEqual(await ours(text), await theirs(`SELECT id FROM log WHERE ${filter.sql} ORDER BY ${order.join(', ')}, id LIMIT ${rows}`))
    })
  })
