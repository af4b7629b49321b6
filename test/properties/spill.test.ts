/** Groups that go to disk give the table that they give in memory. */
import { strict as assert } from 'node:assert'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { TableBatch } from '../../src/engine/records/tableBatch.ts'
import { chooseGroups, GroupSpill, joinParts, mergePart, partsOf, type SpillTo } from '../../src/engine/results/spool/groupSpill.ts'
import { joinSorted } from '../../src/engine/results/spool/joinSorted.ts'
import { readTable } from '../../src/engine/results/spool/rowReader.ts'
import { SpoolReader } from '../../src/engine/results/spool/spoolFile.ts'
import { TemporaryRows } from '../../src/engine/results/spool/temporaryRows.ts'
import type { FieldValue } from '../../src/engine/records/batch.ts'
import type { AggregateRun, AggregateStage, GroupOrder } from '../../src/engine/stages/contract.ts'
import { parseOrThrow, stageOf } from '../../src/engine/stages/registry.ts'
import { inlineLanes } from '../support/lanes.ts'
import { NotingContext } from '../support/runStages.ts'
import { openSession, rendered, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'

const COLUMNS = ['a', 'b', 'x', 't', 'time']

const aggregates = fc.subarray(
  [
    'count()', 'count(b)', 'sum(x)', 'avg(x)', 'min(x)', 'max(x)', 'p50(x)', 'p95(x)', 'stddev(x)', 'dc(b)', 'first(b)', 'last(x)', 'list(b)', 'take(x, 2)', 'values(x)',
    'count() as n', 'sum(a)',
  ],
  { minLength: 1, maxLength: 6 },
)
const by = fc.constantFrom(' by a', ' by b, a', ' by x', ' by span(x, 10)', ' by span(x, 10), a', ' by span(t, 1m) as m, b')
const stage = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(aggregates, by).map(([functions, keys]) => `stats ${functions.join(', ')}${keys}`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('top', 'rare'), fc.integer({ min: 1, max: 4 }), fc.constantFrom('', 'showcount=false ', 'usenull=false '), fc.constantFrom('a', 'a, b', 'a by b', 'x by b'))
      .map(([name, rows, option, fields]) => `${name} ${rows} ${option}${fields}`),
  },
  { weight: 2, arbitrary: fc.constantFrom('10', '0.1', '1', '20000', '100ms', '1KB').map((width) => `histogram(x) span=${width}`) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom('1s', '1m', '1d'), fc.integer({ min: 0, max: 3 }), fc.subarray(['useother=false ', 'usenull=false ', 'nullstr="a" ']), aggregates, fc.constantFrom('', ' by a', ' by b', ' by span(x, 10)'))
      .map(([span, limit, options, functions, by]) => `timechart span=${span} limit=${limit} ${options.join('')}${functions.join(', ')}${by}`),
  },
)
/** Of few words, so that there are patterns. */
const patternsStage = fc.tuple(fc.constantFrom('', ' max_sample_count=1'), fc.constantFrom('a', 'x', 'a, t')).map(([option, keys]) => `patterns b by ${keys}${option}`)
const text = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'b', '1', '10', '9', '') },
  fc.constantFrom('a\0', '1.0', '1e999', '-1e999', 'common-prefix-1', 'common-prefix-2', 'common-prefix', '\u{1f600}', 'x\u{1f600}', '\uff5e', 'x\uff5e', 'é'), { weight: 1, arbitrary: fc.string({ maxLength: 3 }) }, fc.integer({ min: 0, max: 300 }).map(String))
const row = fc.tuple(
  fc.option(text, { nil: undefined }),
  fc.option(text, { nil: undefined }),
  fc.option(fc.oneof(fc.integer({ min: -50, max: 200 }), fc.double({ noNaN: true }), fc.constantFrom('1.5s', '10ms', '3KB', '7', 'no')), { nil: undefined }),
  fc.option(fc.constantFrom('2024-05-01T12:00:00Z', '2024-05-01T12:01:30Z', '1.5m'), { nil: undefined }),
  fc.option(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constant(86_400 * 40)).map((second) => new Date(1714560000000 + 1000 * second).toISOString()), { nil: undefined, freq: 8 }),
)

function runOf(text: string): AggregateRun {
  const { node } = parseOrThrow(`| ${text}`).stages[1]
  return (stageOf(node) as AggregateStage).create(node, new NotingContext())
}

describe('properties: groups on disk', function () {
  this.timeout(120_000)
  const folder = new TemporaryFolder()
  const temporary = new TemporaryRows()
  const check = (): void => undefined
  after(() => {
    temporary.dispose()
    folder.remove()
  })

  /** The rows, shared out over states of which some go to disk in between. */
  function fromDisk(text: string, rows: readonly (readonly FieldValue[])[], order: readonly number[], seed: number, mergedBytes?: number): FieldValue[][] {
    const path = temporary.path()
    const to: SpillTo = { path, seed, bytes: 0 }
    const runs = [0, 1, 2].map(() => ({ run: runOf(text), spill: new GroupSpill() }))
    rows.forEach((each, i) => {
      const at = order[i % order.length]
      const { run, spill } = runs[at % 3]
      run.add(new TableBatch({ columns: COLUMNS, rows: [each] }), i)
      if (at > 230) spill.add(run.spilling!, to)
    })
    for (const { run, spill } of runs) spill.add(run.spilling!, to)
    const spilled = runs.map(({ spill }) => spill.take()!)
    const chosen = chooseGroups(() => runOf(text), partsOf(spilled), to, { check, mergedBytes })
    const all = chosen?.spilled ? [chosen.spilled] : spilled
    const numeric = all.map((each) => each.order).reduce((a: GroupOrder, b) => a.map((is, i) => is && b[i]))
    const options = { order: numeric, path, check, choice: chosen?.choice, mergedBytes }
    const parts = partsOf(all).flatMap((pieces) => mergePart(runOf(text), pieces, options))
    const joined = joinParts(runOf(text).spilling!, parts, options)
    const reader = new SpoolReader(joined.path)
    const table = [...joined.offsets].flatMap((offset, i) => readTable(reader.read(offset, joined.lengths[i])).rows.map((cells) => [...cells]))
    reader.close()
    assert.equal(table.length, joined.rows.reduce((sum, count) => sum + count, 0))
    return table
  }

  it('are those of one state in memory, however they are shared out', () => {
    fc.assert(
      fc.property(
        fc.oneof({ weight: 14, arbitrary: stage }, { weight: 3, arbitrary: patternsStage }),
        fc.array(row, { maxLength: 60 }),
        fc.array(fc.nat(255), { minLength: 1, maxLength: 20 }),
        fc.nat(),
        fc.constantFrom(undefined, 0, 600),
        (query, rows, order, seed, mergedBytes) => {
          const whole = runOf(query)
          rows.forEach((each, i) => whole.add(new TableBatch({ columns: COLUMNS, rows: [each] }), i))
          const expected = whole.table().rows.map((cells) => cells.map((value) => (typeof value === 'string' ? value.toWellFormed() : value)))
          assert.deepEqual(fromDisk(query, rows, order, seed, mergedBytes), expected)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('keep a group with more numbers and values than are kept as they are', () => {
    const rows = Array.from({ length: 9000 }, (_, i) => ['g', String(i), i % 500, undefined, undefined] as const)
    const query = 'stats count(), p50(x), p99(x), dc(b), values(b), list(b) by a'
    const whole = runOf(query)
    rows.forEach((each, i) => whole.add(new TableBatch({ columns: COLUMNS, rows: [each] }), i))
    const order = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 231].flatMap((at) => Array.from({ length: at > 230 ? 1 : 300 }, () => at))
    for (const mergedBytes of [undefined, 0]) assert.deepEqual(fromDisk(query, rows, order, 7, mergedBytes), whole.table().rows)
  })

  it('keep patterns where there are more kinds and more groups than are shown', () => {
    const word = (number: number): string => Array.from(String(number), (digit) => 'abcdefghij'[Number(digit)]).join('')
    const rows = Array.from({ length: 12_000 }, (_, i) => {
      const message = i % 3 === 0 ? `${word(i)} went ${word(i * 7)}` : `user ${word(i % 97)} took ${word(i % 5)} of ${i}`
      return [`g${(i * 31) % 11_000}`, message, undefined, undefined, i % 4 === 0 ? undefined : new Date(1714560000000 + 1000 * (i % 500)).toISOString()] as const
    })
    for (const [query, all] of [['patterns b by a', rows], ['patterns b by a max_sample_count=1', rows.map(([a, b, x, t, time], i) => [a, i < 9500 ? `${word(i)}x${word(7 * i)} is` : b, x, t, time] as const)]] as const) {
      const whole = runOf(query)
      whole.add(new TableBatch({ columns: COLUMNS, rows: all }), 0)
      const expected = whole.table().rows
      assert.equal(expected.length, 10_001)
      const order = Array.from({ length: 1000 }, (_, i) => (i % 500 === 499 ? 231 : i % 3))
      assert.deepEqual(fromDisk(query, all, order, 7, query === 'patterns b by a' ? undefined : 20_000), expected)
    }
  })

  const line = fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('x', 'y', '10', '9'), fc.integer({ min: 0, max: 999 }))
    .map(([user, kind, ms]) => `2024-05-01T12:00:${String(user % 60).padStart(2, '0')}Z user=u${user} kind=${kind} took ${ms}ms`)
  const parse = '| parse "user=* kind=* took *ms" as user, kind, ms'
  const queries = [
    '| stats count() by user', '| stats p95(ms), count() by user, kind', '| stats dc(user), list(ms) by kind', '| top 3 user by kind', '| rare 2 kind', '| stats count() by span(time, 7s), kind',
    '| stats count() as n by user | where n > 1 | sort - user', '| stats count() as n by user, kind | stats sum(n), dc(user) by kind', '| stats count() by user | head 3', '| timechart span=5s count() by user', '| timechart span=20s limit=2 count(), p50(ms), dc(user) by user', '| timechart span=1m limit=1 useother=false avg(ms) by kind', '| timechart span=10ms limit=3 max(ms) by user',
    '| timechart span=1s limit=1 count() by span(ms, 300)', '| timechart span=1s count()', '| patterns by user', '| patterns kind by user, ms | head 5', '| histogram(ms) span=1', '| histogram(ms) span=0.01 | where count > 1', '| eval t = concat(ms, "ms") | histogram(t) span=50ms',
  ]

  it('are shown, read on and saved as tables in memory are', async () => {
    const before = new Set(readdirSync(tmpdir()).filter((name) => name.startsWith(`sluice-rows-${process.pid}-`)))
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 150 }), fc.constantFrom(...queries), fc.integer({ min: 1, max: 3 }), fc.constantFrom(0, 500, 5000), async (lines, query, lanes, spillBytes) => {
        const path = folder.file('spill.log', lines.join('\n'))
        const sizes = { blockBytes: 256, maxLineBytes: 1024, reachBytes: 300 }
        const results: { csv: string; rows: number }[] = []
        for (const options of [{ sizes }, { sizes: { ...sizes, spillBytes }, pool: inlineLanes(lanes) }]) {
          const session = await openSession([path], options)
          const run = await runToEnd(session, parse + query)
          const { bytes, rows } = await rendered(session, run, { format: 'csv' })
          assert.equal(run.counts?.total, rows)
          results.push({ csv: bytes.toString(), rows })
          session.close()
        }
        assert.deepEqual(results[1], results[0])
      }),
      { numRuns: 40 },
    )
    // Nothing stays behind.
    const own = readdirSync(tmpdir()).filter((name) => name.startsWith(`sluice-rows-${process.pid}-`) && !before.has(name))
    assert.deepEqual(own.filter((name) => readdirSync(join(tmpdir(), name)).length > 0 && !temporary.path().includes(name)), [])
  })

  it('are joined as if all were sorted', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(20))), (lists) => {
        const compare = (a: number, b: number): number => a - b
        assert.deepEqual([...joinSorted(lists.map((list) => [...list].sort(compare)), compare)], lists.flat().sort(compare))
      }),
    )
  })
})
