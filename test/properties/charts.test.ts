/** Charts, tops and histograms are those of their plain twins, however the rows are shared out and merged. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import type { FieldValue } from '../../src/engine/records/batch.ts'
import { TableBatch, type TableData } from '../../src/engine/records/tableBatch.ts'
import { DecimalSteps } from '../../src/engine/stages/aggregate/decimalSteps.ts'
import type { AggregateRun, AggregateStage } from '../../src/engine/stages/contract.ts'
import { parseOrThrow, stageOf } from '../../src/engine/stages/registry.ts'
import { NotingContext } from '../support/runStages.ts'

type Row = readonly FieldValue[]

function runOf(query: string): AggregateRun {
  const { node } = parseOrThrow(`| ${query}`).stages[1]
  return (stageOf(node) as AggregateStage).create(node, new NotingContext())
}

/** Held to be the same for all rows at once, and in parts that three runs take and that are merged in some order. */
function tableOf(query: string, columns: readonly string[], parts: readonly (readonly Row[])[], order: readonly number[]): TableData {
  const single = runOf(query)
  single.add(new TableBatch({ columns, rows: parts.flat() }))
  const runs = [runOf(query), runOf(query), runOf(query)]
  const merged = runOf(query)
  parts.forEach((rows, i) => {
    const at = order[i % order.length]
    runs[at % 3].add(new TableBatch({ columns, rows }), i)
    if (at > 200) merged.merge(structuredClone(runs[at % 3].take()))
  })
  for (const at of new Set([...order.map((each) => each % 3), 0, 1, 2])) merged.merge(structuredClone(runs[at].take()))
  const table = single.table()
  assert.deepEqual(merged.table(), table)
  return table
}

const orders = fc.array(fc.nat(255), { minLength: 1, maxLength: 20 })
const users = fc.constantFrom('ann', 'bob', 'cid', 'dan', '5', undefined)

describe('properties: charts', () => {
  it('over time are those of the twin', () => {
    const time = fc.option(fc.integer({ min: 0, max: 1500 }).map((s) => new Date(Date.UTC(2024, 0) + 1000 * s).toISOString()), { nil: undefined, freq: 8 })
    const parts = fc.array(fc.array(fc.tuple(time, users), { maxLength: 20 }), { maxLength: 6 })
    fc.assert(
      fc.property(parts, orders, fc.nat(5), fc.boolean(), fc.boolean(), (rows, order, limit, useOther, useNull) => {
        const { rows: found } = tableOf(`timechart span=2m limit=${limit} useother=${useOther} usenull=${useNull} count() by user`, ['time', 'user'], rows, order)
        const all = rows.flat().filter(([at, user]) => at !== undefined && (useNull || user !== undefined)) as [string, string | undefined][]
        const names = [...new Set(all.flatMap(([, user]) => user ?? []))]
        const count = (user: string): number => all.filter((row) => row[1] === user).length
        names.sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1))
        const shown = limit === 0 ? names : names.slice(0, limit)
        const nameOf = (user: string | undefined): string | undefined => (user === undefined ? 'NULL' : shown.includes(user) ? user : useOther ? 'OTHER' : undefined)
        const expected = new Map<string, number>()
        for (const [at, user] of all) {
          const name = nameOf(user)
          const key = `${new Date(Math.floor(Date.parse(at) / 120_000) * 120_000).toISOString()} ${name}`
          if (name !== undefined) expected.set(key, (expected.get(key) ?? 0) + 1)
        }
        assert.deepEqual(new Map(found.filter((row) => row[2] !== 0).map(([at, name, n]) => [`${at} ${name}`, n])), expected)
        const starts = [...new Set(found.map(([at]) => Date.parse(at as string)))]
        starts.forEach((start, i) => assert.equal(start, starts[0] + i * 120_000, 'without a gap'))
        assert.equal(found.length, starts.length * new Set(found.map(([, name]) => name)).size, 'every name in every span')
      }),
      { numRuns: 200 },
    )
  }).timeout(60_000)

  it('of the most and the least frequent values are those of the twin', () => {
    const parts = fc.array(fc.array(fc.tuple(users, users), { maxLength: 20 }), { maxLength: 6 })
    fc.assert(
      fc.property(parts, orders, fc.integer({ min: 1, max: 4 }), fc.boolean(), fc.boolean(), (rows, order, limit, rarest, useNull) => {
        const { rows: found } = tableOf(`${rarest ? 'rare' : 'top'} ${limit} usenull=${useNull} b by a`, ['a', 'b'], rows, order)
        const all = rows.flat().filter((row) => useNull || row[1] !== undefined)
        const last = (a: string | undefined, b: string | undefined): number => (a === b ? 0 : a === undefined ? 1 : b === undefined || a > b ? (b === undefined ? -1 : 1) : -1)
        const expected = [...new Set(all.map(([a]) => a))].sort(last).flatMap((a) => {
          const of = all.filter((row) => row[0] === a).map(([, b]) => b)
          const counts = [...new Set(of)].map((b): [string | undefined, string | undefined, number] => [a, b, of.filter((each) => each === b).length])
          return counts.sort((x, y) => (rarest ? x[2] - y[2] : y[2] - x[2]) || last(x[1], y[1])).slice(0, limit)
        })
        assert.deepEqual(found, expected)
      }),
      { numRuns: 200 },
    )
  }).timeout(60_000)

  it('of numbers have every number in its bucket, and no more buckets than are asked for', () => {
    const number = fc.oneof(
      fc.integer({ min: -50, max: 5000 }),
      fc.double({ noNaN: true, min: -10, max: 10 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: 1, max: 3000 }).map((n) => n / 10),
    )
    const many = fc.tuple(fc.integer({ min: -3, max: 6 }), fc.nat(3000)).map(([power, count]) => Array.from({ length: count }, (_, i) => Number(`${i * 7}e${power}`)))
    const parts = fc.array(fc.oneof(fc.array(number, { maxLength: 30 }), many, many), { maxLength: 5 })
    fc.assert(
      fc.property(parts, orders, fc.integer({ min: 2, max: 100 }), (numbers, order, bins) => {
        const { rows } = tableOf(`histogram(x) bins=${bins}`, ['x'], numbers.map((part) => part.map((x) => [x])), order)
        const all = numbers.flat()
        if (all.length === 0) return assert.deepEqual(rows, [])
        assert.ok(rows.length <= bins)
        rows.forEach(([from, to, count], i) => {
          assert.equal(all.filter((x) => x >= (from as number) && x < (to as number)).length, count)
          if (i > 0) assert.equal(from, rows[i - 1][1])
        })
        assert.equal(rows.reduce((sum, [, , count]) => sum + (count as number), 0), all.length)
      }),
      { numRuns: 60 },
    )
  }).timeout(120_000)

  it('of a width have the steps of this width', () => {
    const parts = fc.array(fc.array(fc.integer({ min: -500, max: 500 }).map((n) => n / 100), { maxLength: 30 }), { maxLength: 5 })
    fc.assert(
      fc.property(parts, orders, fc.constantFrom('0.1', '0.25', '1', '3'), (numbers, order, width) => {
        const { rows } = tableOf(`histogram(x) span=${width}`, ['x'], numbers.map((part) => part.map((x) => [x])), order)
        const steps = DecimalSteps.of(width)
        const expected = new Map<number, number>()
        for (const x of numbers.flat()) expected.set(steps.start(steps.indexOf(x)), (expected.get(steps.start(steps.indexOf(x))) ?? 0) + 1)
        assert.deepEqual(new Map(rows.filter((row) => row[2] !== 0).map(([from, , count]) => [from, count])), expected)
      }),
    )
  })
})
