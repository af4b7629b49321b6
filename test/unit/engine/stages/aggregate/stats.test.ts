import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { TableBatch, type TableData } from '../../../../../src/engine/records/tableBatch.ts'
import type { FieldValue } from '../../../../../src/engine/records/batch.ts'
import type { AggregateRun, AggregateStage } from '../../../../../src/engine/stages/contract.ts'
import { parseOrThrow, printStage, stageOf } from '../../../../../src/engine/stages/registry.ts'
import { linesOf } from '../../../../support/blocks.ts'
import { NotingContext } from '../../../../support/runStages.ts'

function create(stage: string, context = new NotingContext()): AggregateRun {
  const { node } = parseOrThrow(`| ${stage}`).stages[1]
  return (stageOf(node) as AggregateStage).create(node, context)
}

function rows(stage: string, columns: readonly string[], ...data: readonly (readonly FieldValue[])[]): TableData {
  const run = create(stage)
  run.add(new TableBatch({ columns, rows: data }))
  return run.table()
}

describe('stats', () => {
  it('counts rows', () => {
    assert.deepEqual(rows('stats count()', ['a'], ['x'], ['y']), { columns: ['count()'], rows: [[2]] })
    assert.deepEqual(rows('stats count() as n', ['a']), { columns: ['n'], rows: [[0]] })
    assert.deepEqual(rows('stats count() by a', ['a']), { columns: ['a', 'count()'], rows: [] })
  })

  it('counts lines without splitting them', () => {
    const run = create('stats count()')
    const lines = linesOf('a\nb\nc')
    run.add(lines)
    assert.deepEqual(run.table().rows, [[3]])
  })

  it('counts rows that have a field', () => {
    assert.deepEqual(rows('stats count() as all, count(a) as some', ['a'], ['x'], [undefined], ['']).rows, [[3, 2]])
  })

  it('groups, the largest group first, then by value', () => {
    const data = [['b'], ['a'], ['c'], ['c'], [undefined]]
    assert.deepEqual(rows('stats count() by a', ['a'], ...data).rows, [['c', 2], ['a', 1], ['b', 1], [undefined, 1]])
    assert.deepEqual(rows('stats count() by a', ['a'], ['10'], ['9'], ['1e1']).rows, [['9', 1], ['10', 1], ['1e1', 1]])
    assert.deepEqual(rows('stats count() by a', ['a'], ['10'], ['9'], ['x']).rows, [['10', 1], ['9', 1], ['x', 1]])
    assert.deepEqual(rows('stats count() by a', ['a'], [5], ['5'], ['5.0']).rows, [['5', 2], ['5.0', 1]])
  })

  it('never mixes groups up, whatever the values are', () => {
    const values = fc.option(fc.string({ unit: fc.constantFrom('1', ':', '-', ',', 'a', '\0') }), { nil: undefined })
    fc.assert(
      fc.property(fc.array(fc.tuple(values, values, values)), (data) => {
        const table = rows('stats count() by a, b, c', ['a', 'b', 'c'], ...data)
        const expected = new Map<string, number>()
        const key = (row: readonly FieldValue[]): string => JSON.stringify(row.map((value) => value ?? null))
        for (const row of data) expected.set(key(row), (expected.get(key(row)) ?? 0) + 1)
        assert.deepEqual(new Map(table.rows.map((row) => [key(row.slice(0, 3)), row[3]])), expected)
      }),
    )
  })

  it('gives the same however the rows were shared out', () => {
    const values = fc.constantFrom('a', 'b', '1', '2', '10', '', undefined)
    fc.assert(
      fc.property(fc.array(fc.tuple(values, fc.nat(3))), fc.array(fc.nat(3)), (data, order) => {
        const whole = rows('stats count(), count(a) by a', ['a'], ...data.map(([value]) => [value]))
        const parts = [0, 1, 2, 3].map((part) => {
          const run = create('stats count(), count(a) by a')
          run.add(new TableBatch({ columns: ['a'], rows: data.filter(([, to]) => to === part).map(([value]) => [value]) }))
          return run
        })
        const merged = create('stats count(), count(a) by a')
        for (const part of [...new Set([...order, 0, 1, 2, 3])]) {
          merged.merge(structuredClone(parts[part].take()))
          // What was taken does not come again.
          merged.merge(structuredClone(parts[part].take()))
        }
        assert.deepEqual(merged.table(), whole)
      }),
    )
  })

  it('tells of the fields it has seen', () => {
    const context = new NotingContext()
    const run = create('stats count(b) by a, c', context)
    run.add(new TableBatch({ columns: ['a', 'b'], rows: [['x', undefined], ['y', 'z']] }))
    assert.deepEqual(context.seen.sort(), ['a', 'b'])
  })

  it('computes over numbers, and leaves out what is none', () => {
    const data = [['1'], [2.5], ['x'], [undefined], [''], ['1e999'], ['-4'], [Infinity]]
    assert.deepEqual(rows('stats count(a), sum(a), avg(a), min(a), max(a), median(a), p0(a), p99(a)', ['a'], ...data).rows, [
      [7, -0.5, -0.166666666666667, -4, 2.5, 1, -4, 2.5],
    ])
    assert.deepEqual(rows('stats sum(a), avg(a), min(a), max(a), p50(a)', ['a'], ['x'], [undefined]).rows, [
      [undefined, undefined, undefined, undefined, undefined],
    ])
  })

  it('sorts by the first result, what has none last', () => {
    const data = [['a', 'x'], ['b', '5'], ['c', '-5'], ['d', '5']]
    assert.deepEqual(rows('stats max(x) by a', ['a', 'x'], ...data).rows, [['b', 5], ['d', 5], ['c', -5], ['a', undefined]])
  })

  it('has percentiles by nearest rank, exact for a few numbers', () => {
    const few = Array.from({ length: 64 }, (_, i) => [1000.001 + i])
    assert.deepEqual(rows('stats p50(x), p51(x), percentile(x, 98.4375), p98.4376(x)', ['x'], ...few).rows, [[1031.001, 1032.001, 1062.001, 1063.001]])
    const many = Array.from({ length: 1000 }, (_, i) => [1000.001 + i])
    assert.deepEqual(rows('stats p0(x), p50(x), p99(x), p99.9(x), p100(x)', ['x'], ...many).rows, [[1000.001, 1500, 1988, 1999.001, 1999.001]])
  })

  it('says how it works', () => {
    const lines = (query: string): readonly string[] | undefined => {
      const { node } = parseOrThrow(query).stages[1]
      return (stageOf(node) as AggregateStage).explain?.(node, (name) => name !== 'made')
    }
    assert.deepEqual(lines('| stats count()'), ['rows are counted, nothing of them is read'])
    assert.deepEqual(lines('| stats count(z), p50(x), p95(x), avg(made), sum(y) by a, made, b'), [
      'group keys interned from bytes: a, b',
      'group keys decoded: made',
      'numbers parsed from bytes: x, y',
      'numbers decoded: made',
      'looked for in bytes: z',
      'percentiles (x): exact up to 64 numbers a group, then a histogram for each field, error at most 1/512',
    ])
  })

  it('names its columns', () => {
    const { node } = parseOrThrow('| stats count(a), count( `b c` ), count() as n by x').stages[1]
    const before = { names: ['raw'], chosen: false, table: false }
    assert.deepEqual(stageOf(node).columns(node, before), { names: ['x', 'count(a)', 'count(b c)', 'n'], chosen: true, table: true })
    assert.deepEqual(stageOf(node).reads(node), ['x', 'a', 'b c'])
    const other = parseOrThrow('| STATS P99.9(a), Percentile( `b c` , 95.50), median(a)').stages[1].node
    assert.deepEqual(stageOf(other).columns(other, before).names, ['p99.9(a)', 'percentile(b c, 95.5)', 'median(a)'])
    assert.equal(printStage(other), 'stats p99.9(a), percentile( `b c`, 95.5), median(a)')
  })
})
