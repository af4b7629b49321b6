/** `stats` gives what its slow twin gives, however the values are read and however the rows are shared out. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { plainKernels } from '../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import type { FieldValue, RecordBatch } from '../../src/engine/records/batch.ts'
import { createExtractor } from '../../src/engine/records/fields/createExtractor.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import { TableBatch, type TableData } from '../../src/engine/records/tableBatch.ts'
import type { AggregateRun, AggregateStage } from '../../src/engine/stages/contract.ts'
import type { GroupKey } from '../../src/engine/stages/aggregate/groupKey.ts'
import { RELATIVE_ERROR } from '../../src/engine/stages/aggregate/buckets.ts'
import { EXACT_NUMBERS } from '../../src/engine/stages/aggregate/sketches.ts'
import { Sums } from '../../src/engine/stages/aggregate/sums.ts'
import type { Aggregate, StatsNode } from '../../src/engine/stages/aggregate/stats.ts'
import { parseOrThrow, stageOf } from '../../src/engine/stages/registry.ts'
import { blockOf } from '../support/blocks.ts'
import { exactPercentile, plainPercentile, plainStats, plainSum, plainVariance, to15Digits, type ValueOf } from '../support/plainStats.ts'
import { NotingContext } from '../support/runStages.ts'

const FIELDS = ['a', 'b', 'c', 'x', 'y', 'time']

const aggregate: fc.Arbitrary<Aggregate> = fc.oneof(
  fc.record({ function: fc.constant('count'), field: fc.constantFrom(undefined, 'x', 'y', 'a'), as: fc.constant(undefined) }),
  fc.record({
    function: fc.constantFrom('sum', 'avg', 'min', 'max', 'median', 'p0', 'p1', 'p50', 'p95', 'perc99', 'p99.9', 'p100'),
    field: fc.constantFrom('x', 'x', 'y', 'a'),
    as: fc.constant(undefined),
  }),
  fc.record({ function: fc.constant('percentile'), field: fc.constantFrom('x', 'y'), second: fc.constantFrom(0, 0.1, 33.333333, 50, 99, 100), as: fc.constant(undefined) }),
  fc.record({ function: fc.constantFrom('dc', 'distinct_count', 'first', 'last', 'earliest', 'latest', 'list', 'values', 'take'), field: fc.constantFrom('x', 'y', 'a'), as: fc.constant(undefined) }),
  fc.record({ function: fc.constant('take'), field: fc.constantFrom('x', 'a'), second: fc.constantFrom(1, 3), as: fc.constant(undefined) }),
  fc.record({ function: fc.constant('rate'), field: fc.constantFrom(undefined, 'x'), as: fc.constant(undefined) }),
)

const key: fc.Arbitrary<GroupKey> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'c', 'x', 'none').map((field) => ({ field })) },
  { weight: 1, arbitrary: fc.constantFrom({ field: 'x', span: { digits: '10', unit: '' } }, { field: 'a', span: { digits: '3', unit: '' } }) },
  { weight: 2, arbitrary: fc.constantFrom({ field: 'time', span: { digits: '1', unit: 'm' } }, { field: 'time', span: { digits: '7', unit: 's' } }) },
)

const node: fc.Arbitrary<StatsNode> = fc
  .record({
    aggregates: fc.uniqueArray(aggregate, { minLength: 1, maxLength: 5, selector: (each) => JSON.stringify(each) }),
    by: fc.oneof(fc.constant([]), fc.constant([{ field: 'a' }]), fc.uniqueArray(key, { maxLength: 4, selector: (each) => JSON.stringify(each) })),
  })
  .map((rest) => ({ name: 'stats', ...rest, span: { start: 0, end: 0 } }))

const number = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -20, max: 2000 }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 10_000_000 }).map((n) => n / 1000) },
  { weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 5e-324, -5e-324, 2 ** -1022, Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** 53, 511.5, 1.001953125, 0.1, 1e300) },
)

function runOf(stage: StatsNode): AggregateRun {
  return (stageOf(stage) as AggregateStage).create(stage, new NotingContext())
}

/** The table of rows that several runs took in parts; `order` says which run takes each batch, and in which order they are merged. */
function shared(stage: StatsNode, batches: Iterable<RecordBatch>, order: readonly number[]): TableData {
  const runs = Array.from({ length: 3 }, () => runOf(stage))
  const merged = runOf(stage)
  let i = 0
  for (const batch of batches) {
    const at = order[i++ % order.length]
    runs[at % 3].add(batch, i)
    // Partial tables are shown, too.
    if (at > 200) merged.merge(structuredClone(runs[at % 3].take()))
  }
  for (const at of new Set([...order.map((each) => each % 3), 0, 1, 2])) merged.merge(structuredClone(runs[at].take()))
  return merged.table()
}

/** Few minutes, so that some rows are at the same time. */
const times = fc.option(fc.integer({ min: 0, max: 300 }).map((seconds) => new Date(Date.UTC(2024, 1, 28, 23, 58) + 1000 * seconds).toISOString().replace('Z', '+00:00')), { nil: undefined })

/** The sum of numbers of which `split` are added up apart from the others. */
function sumOfParts(numbers: readonly number[], split: number): number {
  const parts = [numbers.slice(0, split), numbers.slice(split)].map((part) => {
    const sums = new Sums()
    sums.grow(1)
    sums.addRows(new Uint32Array(part.length), Float64Array.from(part), part.length)
    return sums
  })
  parts[0].merge(structuredClone(parts[1].save(1)), new Uint32Array(1))
  return parts[0].sum(0)
}

const orders = fc.array(fc.nat(255), { minLength: 1, maxLength: 20 })

/** The rows as the twin takes them; the batches need not stay valid. */
function valuesOf(batches: Iterable<RecordBatch>): ValueOf[] {
  const rows: ValueOf[] = []
  for (const batch of batches) {
    for (let row = 0; row < batch.length; row++) {
      const values = new Map(FIELDS.map((name) => [name, batch.field(name, row)]))
      rows.push((name) => values.get(name))
    }
  }
  return rows
}

/** The same rows without the bytes of their values. */
function decoded(batch: RecordBatch): RecordBatch {
  const { length } = batch
  return { kind: 'lines', length, field: (name: string, row: number) => batch.field(name, row) } as unknown as RecordBatch
}

describe('properties: stats', () => {
  it('are those of the twin, in any order of rows and merges', () => {
    const cell: fc.Arbitrary<FieldValue> = fc.oneof(
      { weight: 6, arbitrary: number },
      { weight: 4, arbitrary: number.map(String) },
      { weight: 1, arbitrary: fc.constantFrom(undefined, '', 'x', '+5', '.5', '5.', '1e999', '0x10', ' 5', '-0', Infinity, -Infinity, 'NaN') },
      { weight: 1, arbitrary: fc.constantFrom('5ms', '1.5s', '-2m', '1h30m', '.5s', '10KB', '1 MiB', '-3B', '1e2kb', '5 s', 's', '5x') },
    )
    const few = fc.constantFrom<FieldValue>('a', 'b', '', '5', 5, '5.0', undefined)
    const row = fc.tuple(few, few, few, cell, fc.constantFrom<FieldValue>(1, 10, 1000.5, '5ms', '7s', 'n', undefined), times)
    const tables = fc.array(fc.array(row, { maxLength: 120 }), { maxLength: 8, size: 'max' })
    fc.assert(
      fc.property(node, tables, orders, (stage, parts, order) => {
        const all = new TableBatch({ columns: FIELDS, rows: parts.flat() })
        const expected = plainStats(stage, valuesOf([all]))
        const single = runOf(stage)
        single.add(all)
        assert.deepEqual(single.table(), expected)
        const batches = parts.map((rows) => new TableBatch({ columns: FIELDS, rows }))
        assert.deepEqual(shared(stage, batches, order), expected)
      }),
      { numRuns: 300 },
    )
  }).timeout(60_000)

  it('are the same from the bytes of JSON lines as from decoded values', () => {
    const json = fc.oneof(
      { weight: 4, arbitrary: number.map((x) => (Object.is(x, -0) ? '-0' : String(x))) },
      { weight: 3, arbitrary: fc.constantFrom('5', '5.0', '5e0', '0.50', '-0', '-0.0', '50E-1', '1E+2', '1e400', '12345678901234567890', '1e-400', '007', '+5', '.5') },
      { weight: 4, arbitrary: fc.constantFrom('"5"', '"5.0"', '"a"', '"A"', '"Z"', '"\\u0061"', '"\\n"', '"\\ud800"', '"\\ufffd"', '"é"', '"\\u00e9"', '"e\\u0301"', '""', '"null"', '"true"', '"1e3"', '"a very long value that goes on"', '"5ms"', '"1.5s"', '"\\u0031s"', '"10KB"', '"2kib"', '"5m/s"') },
      { weight: 1, arbitrary: fc.constantFrom('null', 'true', 'false', '{}', '[1]', '[1, 2]', '{"x":5}') },
      { weight: 1, arbitrary: fc.string().map((text) => JSON.stringify(text)) },
    )
    const line = fc.oneof(
      { weight: 12, arbitrary: fc.tuple(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'x', 'y'), json, { noNullPrototype: true }), times).map(([row, time]) => ({ ...row, ...(time === undefined ? {} : { time: `"${time}"` }) })).map((row) => `{${Object.entries(row).map(([name, value]) => `"${name}":${value}`).join(',')}}`) },
      { weight: 1, arbitrary: fc.constantFrom('', 'no json', '{"a":', '{"a":"open') },
    )
    const wasm = createWasmKernels(4 * 1024 * 1024)
    const blocks = fc.array(fc.array(line, { maxLength: 100 }), { maxLength: 4, size: 'max' })
    fc.assert(
      fc.property(node, blocks, orders, fc.constantFrom(wasm, plainKernels), fc.boolean(), (stage, parts, order, kernels, select) => {
        const extractor = createExtractor({ kind: 'json' }, kernels)
        // All blocks share one buffer, so each is read when it is its turn.
        function* batches(): Generator<RecordBatch> {
          for (const lines of parts) {
            const batch = LineBatch.of(blockOf(Buffer.concat(lines.map(bytesOf)), 0, { kernels }), extractor)
            yield select ? batch.select(Uint32Array.from({ length: batch.length >> 1 }, (_, i) => 2 * i)) : batch
          }
        }
        const expected = plainStats(stage, valuesOf(batches()))
        const slow = runOf(stage)
        for (const batch of batches()) slow.add(decoded(batch))
        assert.deepEqual(slow.table(), expected, 'decoded')
        assert.deepEqual(shared(stage, batches(), order), expected, 'from bytes')
      }),
      { numRuns: 300 },
    )
  }).timeout(60_000)

  it('have percentiles at most 1/512 off the exact ones, the same for any parts of the rows', () => {
    const dense = fc.oneof(fc.integer({ min: -3000, max: 3000 }), fc.double({ min: -1000, max: 1000, noNaN: true }), number)
    const row = fc.tuple(fc.constantFrom('many', 'many', 'some', 'few'), dense)
    const parts = fc.array(fc.array(row, { maxLength: 300, size: 'max' }), { minLength: 1, maxLength: 4, size: 'max' })
    const percents = ['0', '0.5', '10', '50', '90', '99', '99.9', '100']
    const stage = parseOrThrow(`| stats ${percents.map((percent) => `p${percent}(x)`).join(', ')} by a`).stages[1].node as StatsNode
    fc.assert(
      fc.property(parts, orders, (rows, order) => {
        const batches = rows.map((part) => new TableBatch({ columns: ['a', 'x'], rows: part }))
        for (const [group, ...found] of shared(stage, batches, order).rows) {
          const numbers = rows.flat().flatMap(([each, x]) => (each === group ? [x] : []))
          const sorted = [...Float64Array.from(numbers).sort()]
          percents.forEach((percent, i) => {
            assert.equal(found[i], plainPercentile(sorted, Number(percent)))
            const exact = exactPercentile(sorted, Number(percent))
            const allowed = sorted.length <= EXACT_NUMBERS ? 0 : Math.max(Math.abs(exact), 2 ** -1022) * RELATIVE_ERROR
            assert.ok(Math.abs((found[i] as number) - exact) <= allowed, `${found[i]} for ${exact}`)
          })
        }
      }),
      { numRuns: 200 },
    )
  }).timeout(60_000)

  it('have exact sums, whatever cancels out', () => {
    const stage = parseOrThrow('| stats sum(x), avg(x)').stages[1].node as StatsNode
    // Numbers that come with their opposites: what is left in the end is what rounding would have lost.
    const some = fc.array(fc.oneof(number, fc.double({ noNaN: true, noDefaultInfinity: true })), { maxLength: 30 })
    const rows = fc.tuple(some, some).chain(([both, once]) => fc.shuffledSubarray([...both, ...both.map((x) => -x), ...once], { minLength: 2 * both.length + once.length }))
    fc.assert(
      fc.property(rows, orders, (numbers, order) => {
        const batches = numbers.map((x) => new TableBatch({ columns: ['x'], rows: [[x]] }))
        const sum = numbers.length === 0 ? undefined : plainSum(numbers)
        assert.deepEqual(shared(stage, batches, order).rows, [[sum, sum === undefined ? undefined : sum / numbers.length].map((x) => (x === undefined ? x : to15Digits(x)))])
        // What is shown is rounded, what is added up is not.
        assert.equal(sumOfParts(numbers, order[0] % (numbers.length + 1)), sum ?? 0)
      }),
      { numRuns: 500 },
    )
  }).timeout(60_000)

  it('have the spread that an exact computation gives, the same for any parts of the rows', () => {
    const stage = parseOrThrow('| stats var(x), var_pop(x), stddev(x), stddev_pop(x)').stages[1].node as StatsNode
    const close = fc.tuple(fc.constantFrom(0, 1e9, -1e12), fc.double({ min: -1, max: 1, noNaN: true })).map(([base, x]) => base + x)
    const some = fc.array(fc.oneof(close, fc.integer(), fc.double({ min: -1e100, max: 1e100, noNaN: true })), { maxLength: 40 })
    fc.assert(
      fc.property(fc.oneof(some, fc.array(close)), orders, (numbers, order) => {
        const single = runOf(stage)
        single.add(new TableBatch({ columns: ['x'], rows: numbers.map((x) => [x]) }))
        const { rows: [found] } = single.table()
        assert.deepEqual(shared(stage, numbers.map((x) => new TableBatch({ columns: ['x'], rows: [[x]] })), order).rows, [found])
        const expected = [plainVariance(numbers, 1), plainVariance(numbers, 0)]
        ;[...expected, ...expected.map((each) => (each === undefined ? each : Math.sqrt(each)))].forEach((each, i) => {
          if (each === undefined) assert.equal(found[i], undefined)
          else assert.ok(Math.abs((found[i] as number) - each) <= Math.max(1e-14 * each, 1e-290), `${found[i]} for ${each}`)
        })
      }),
      { numRuns: 300 },
    )
    const large = runOf(stage)
    large.add(new TableBatch({ columns: ['x'], rows: [[1e200], [2e200]] }))
    assert.deepEqual(large.table().rows, [[undefined, undefined, undefined, undefined]])
  }).timeout(60_000)
})

/** A line in which some letters are bytes that are no UTF-8: values that differ only in these are the same. */
function bytesOf(line: string): Buffer {
  const bytes = Buffer.from(`${line}\n`)
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0x41 || bytes[i] === 0x5a) bytes[i] += 0xa0
  return bytes
}
