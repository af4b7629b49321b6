import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { Page } from '../../src/common/page.ts'
import type { Place } from '../../src/common/protocol.ts'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import { LEVEL_COUNT } from '../../src/engine/records/statistics.ts'
import type { Run } from '../../src/engine/run.ts'
import type { Session } from '../../src/engine/session.ts'
import { BlockGroups } from '../../src/engine/timeline/blockGroups.ts'
import { timelineOf } from '../../src/engine/timeline/timeline.ts'
import { figures, statisticsOf, type BlockFigures } from '../support/knownStatistics.ts'
import { hasTimes, plainCounts } from '../support/plainTimeline.ts'
import { openSession, runToEnd, writeFiles } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'

const frame = { canHaveTimes: true, least: NaN, greatest: NaN }
const base = 1_700_000_000_000

/** Blocks in order, or not, with times that are near each other or far apart; and such as no log has. */
const likely: fc.Arbitrary<BlockFigures> = fc
  .record({ start: fc.integer({ min: 0, max: 100_000 }), length: fc.oneof(fc.constant(0), fc.nat(300), fc.nat(90_000)), levels: fc.array(fc.nat(50), { minLength: LEVEL_COUNT, maxLength: LEVEL_COUNT }), gone: fc.nat(20) })
  .map(({ start, length, levels, gone }) => {
    const records = levels.reduce((sum, count) => sum + count, 0)
    return { lines: records, records, untimed: Math.min(gone, records), minTime: base + start, maxTime: base + start + length, levels }
  })
/** Next to nothing there are numbers that no sum can keep apart. */
const strange = figures(1000).filter(({ minTime, maxTime }) => !(Math.abs(minTime) < 1 || Math.abs(maxTime) < 1))
const blocksArbitrary = fc.array(fc.option(fc.oneof({ weight: 9, arbitrary: likely }, { weight: 1, arbitrary: strange }), { nil: undefined, freq: 8 }), { maxLength: 300 })

function near(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length)
  const most = expected.reduce((a, b) => Math.max(a, b), 1)
  actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) <= 0.002 + 1e-6 * most, `${i}: ${value} is not ${expected[i]}`))
}

describe('properties: timelines', () => {
  it('are what spreading each block over its time gives', () => {
    fc.assert(
      fc.property(blocksArbitrary, fc.integer({ min: 1, max: 150 }), fc.option(fc.tuple(fc.nat(190_000), fc.nat(50_000)), { nil: undefined }), (blocks, buckets, part) => {
        const statistics = statisticsOf(blocks)
        const groups = new BlockGroups(blocks.length)
        blocks.forEach((figures, block) => figures && groups.touch(block))
        const bounds = part ? { from: base + part[0] - 45_000, to: base + part[0] - 45_000 + part[1] } : {}
        const timeline = timelineOf({ statistics, groups }, frame, undefined, { buckets, ...bounds })
        const dated = blocks.filter(hasTimes)
        assert.equal(timeline.timed, dated.reduce((sum, { records, untimed }) => sum + records - untimed, 0))
        assert.equal(timeline.timed + timeline.untimed, blocks.reduce((sum, figures) => sum + (figures?.records ?? 0), 0))
        if (dated.length === 0) return assert.deepEqual(timeline.counts, [])
        near(timeline.counts, plainCounts(blocks, timeline.from, timeline.width, timeline.counts.length / LEVEL_COUNT))
        assert.deepEqual([timeline.least, timeline.greatest], [Math.min(...dated.map((each) => each.minTime)), Math.max(...dated.map((each) => each.maxTime))])
      }),
    )
  })

  it('add up what has changed since they were asked for', () => {
    fc.assert(
      fc.property(blocksArbitrary, fc.nat(), (blocks, cut) => {
        const groups = new BlockGroups(blocks.length)
        const some = blocks.map((figures, block) => (block % 7 < cut % 7 ? figures : undefined))
        some.forEach((figures, block) => figures && groups.touch(block))
        timelineOf({ statistics: statisticsOf(some), groups }, frame, undefined, { buckets: 50 })
        blocks.forEach((figures, block) => figures && !some[block] && groups.touch(block))
        const fresh = new BlockGroups(blocks.length)
        blocks.forEach((_, block) => fresh.touch(block))
        const statistics = statisticsOf(blocks)
        assert.deepEqual(timelineOf({ statistics, groups }, frame, undefined, { buckets: 50 }), timelineOf({ statistics, groups: fresh }, frame, undefined, { buckets: 50 }))
      }),
    )
  })
})

/** Lines of a log: milliseconds behind the first, and whether there is a word in it; -1: without a time. */
const log = fc.array(fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.nat(50_000) }, { weight: 1, arbitrary: fc.constant(-1) }), fc.boolean()), { minLength: 1, maxLength: 120 })
const inOrder = log.map((lines) => lines.toSorted(([a], [b]) => (a < 0 || b < 0 ? 0 : a - b)))
const logs = fc.array(fc.oneof(log, inOrder), { minLength: 1, maxLength: 3 })
const textOf = (lines: readonly (readonly [number, boolean])[]): string =>
  lines.map(([ms, word]) => `${ms < 0 ? 'no time here' : new Date(base + ms).toISOString()} ${word ? 'ERROR needle' : 'INFO hay'}\n`).join('')

interface Row {
  readonly anchor: string
  readonly time: number
  readonly place: string
}

describe('properties: going to a time', () => {
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  const listener = { progress: () => undefined, sourceChange: () => undefined }
  after(async () => {
    folder.remove()
    await pool.dispose()
  })

  async function fetchAll(session: Session, run: Run, from: Place, count: number): Promise<Row[]> {
    let result = await session.fetch({ run: run.id, from, skip: 0, count })
    while (result.resume) result = await session.fetch({ run: run.id, ...result.resume, count })
    const page = new Page(result.page)
    return Array.from({ length: page.rows }, (_, i) => ({ anchor: `${page.block[i]}:${page.row[i]}`, time: page.time[i], place: `${page.source[i]}:${page.offset[i]}` }))
  }

  /** By which time each record of merged files comes, by its place. */
  function keysOf(rows: readonly Row[]): Map<string, number> {
    const running = new Map<string, number>()
    return new Map(
      rows.map(({ place, time }) => {
        const source = place.split(':')[0]
        const key = Math.max(running.get(source) ?? -Infinity, Number.isNaN(time) ? -Infinity : time)
        running.set(source, key)
        return [place, key]
      }),
    )
  }

  it('gives the first row that is not earlier', async () => {
    const queries = fc.constantFrom('', 'needle', 'needle | head 20', '| sort - time', '| tail 30')
    await fc.assert(
      fc.asyncProperty(logs, queries, fc.integer({ min: 40, max: 600 }), fc.array(fc.integer({ min: -10, max: 50_010 }), { minLength: 1, maxLength: 4 }), async (contents, query, blockBytes, values) => {
        const { paths } = writeFiles(folder, contents.map((lines) => Buffer.from(textOf(lines))))
        const session = await openSession(paths, { pool, listener, format: 'timestamped', sizes: { blockBytes, maxLineBytes: 4096 } })
        try {
          const keys = keysOf(await fetchAll(session, await runToEnd(session, ''), { at: 'start' }, 1000))
          const run = await runToEnd(session, query)
          const rows = await fetchAll(session, run, { at: 'start' }, 1000)
          const merged = contents.length > 1 && !query.includes('sort')
          for (const value of values) {
            const wanted = rows.find(({ time, place }) => (merged ? keys.get(place)! : time) >= base + value)
            const [found] = await fetchAll(session, run, { at: 'time', value: base + value }, 1)
            assert.equal(found?.anchor, wanted?.anchor)
          }
        } finally {
          session.close()
        }
      }),
      { numRuns: 150 },
    )
  }).timeout(60_000)

  it('is the same of a log in order before a pass has come so far', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.constantFrom('', 'needle'), fc.integer({ min: 40, max: 600 }), fc.integer({ min: -10, max: 50_010 }), async (lines, query, blockBytes, value) => {
        const timed = lines.filter(([ms]) => ms >= 0).sort(([a], [b]) => a - b)
        const { paths } = writeFiles(folder, [Buffer.from(textOf(timed))])
        const session = await openSession(paths, { pool, listener, format: 'timestamped', sizes: { blockBytes, maxLineBytes: 4096 } })
        try {
          const run = session.prepare(query)
          const [found] = await fetchAll(session, run, { at: 'time', value: base + value }, 1)
          const wanted = timed.filter(([, word]) => query === '' || word).find(([ms]) => ms >= value)
          assert.equal(found?.time, wanted && base + wanted[0])
          await run.execute()
          // A search does not look at all records.
          if (query === '') assert.equal(session.timeline({ buckets: 10 }).timed, timed.length)
        } finally {
          session.close()
        }
      }),
      { numRuns: 100 },
    )
  }).timeout(60_000)
})
