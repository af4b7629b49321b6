import { strict as assert } from 'node:assert'
import { utimesSync } from 'node:fs'
import fc from 'fast-check'
import { MONTH_NAMES } from '../../src/engine/records/time/layout.ts'
import { LayoutReader } from '../../src/engine/records/time/layoutReader.ts'
import { MOST_TURNS, TurnChain } from '../../src/engine/records/time/turnChain.ts'
import { timeIn, TurnBook } from '../../src/engine/records/time/turnTable.ts'
import { asPhase, AS_PHASE, latestTurn, phaseOf, placeOf, timeOfPhase, turningOfTime, type Turning } from '../../src/engine/records/time/turns.ts'
import { zoneOf } from '../../src/engine/records/time/zones.ts'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import { KeptIndexStore } from '../../src/engine/results/keptIndex/store.ts'
import { Session } from '../../src/engine/session.ts'
import type { WorkerPool } from '../../src/process/workerPool.ts'
import { rendered, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import { workerPool } from '../support/workers.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

interface Kind {
  /** What stands at most between a stamp and the next, and how late a stamp may come. */
  readonly gap: number
  readonly late: number
  line(time: Date): string
}

const two = (n: number): string => String(n).padStart(2, '0')
const clock = (time: Date): string => time.toISOString().slice(11, 23)

const KINDS: Readonly<Record<Turning, Kind>> = {
  year: {
    gap: 170 * DAY,
    late: 20 * HOUR,
    line: (time) => `${MONTH_NAMES[time.getUTCMonth()]} ${String(time.getUTCDate()).padStart(2)} ${clock(time).slice(0, 8)} web app[1]: one`,
  },
  day: { gap: 20 * HOUR, late: HOUR, line: (time) => `${clock(time)} [main] INFO  shop.Cart - one` },
  hour: { gap: 50 * 60_000, late: 60_000, line: (time) => `TCF ${two(time.getUTCMinutes())}:${clock(time).slice(6)}: one` },
}

const zoneName = fc.constantFrom(undefined, 'America/New_York', '+05:30', 'Australia/Sydney')

/** Times that go on, some of them late, all of whole seconds. */
const timesOf = ({ gap, late }: Kind): fc.Arbitrary<readonly number[]> => {
  const on = fc.oneof({ weight: 3, arbitrary: fc.nat(60) }, { weight: 2, arbitrary: fc.nat(Math.floor(gap / 1000 - 2 * late / 1000)) })
  const step = fc.tuple(on, fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(Math.floor(late / 1000)) }))
  return fc.tuple(fc.integer({ min: 0, max: 30 * 365 }), fc.array(step, { minLength: 3, maxLength: 60 })).map(([day, steps]) => {
    let time = Date.UTC(1990, 0, 1) + day * DAY
    return steps.map(([seconds, back]) => (time += 1000 * seconds) - 1000 * back)
  })
}

describe('properties: stamps that come again', function () {
  this.timeout(60_000)
  const folder = new TemporaryFolder()
  const inline = inlinePool()
  let threads: WorkerPool
  before(() => (threads = workerPool(2)))
  after(async () => {
    await inline.dispose()
    await threads.dispose()
    folder.remove()
  })
  let number = 0

  for (const turning of ['year', 'day', 'hour'] as const) {
    it(`without ${turning === 'hour' ? 'an' : 'a'} ${turning === 'day' ? 'date' : turning} are of the turn that they were written in, whatever the blocks and threads`, async () => {
      const kind = KINDS[turning]
      const sizes = fc.integer({ min: 64, max: 700 })
      await fc.assert(
        fc.asyncProperty(timesOf(kind), sizes, fc.boolean(), fc.boolean(), fc.nat(59), fc.boolean(), zoneName, async (utc, blockBytes, onThreads, dated, at, grow, zone) => {
          const wall = (time: number): number => zoneOf(zone)?.toWall(time) ?? time
          // Of an hour that comes twice only the first is told.
          const times = utc.map((time) => zoneOf(zone)?.toUtc(wall(time)) ?? time)
          // Some have a date: these do not change what the others are.
          const dateAt = dated && turning === 'year' ? at % times.length : -1
          const lines = times.map((time, i) => {
            const line = kind.line(new Date(wall(time)))
            return i === dateAt ? line.replace(/^.{6}/, `$& ${new Date(wall(time)).getUTCFullYear()}`) : line
          })
          const path = folder.file(`${number++}.log`, Buffer.from(lines.map((line, i) => `${line}\n${i % 5 === 3 ? '  more\n' : ''}`).join('')))
          // With a date in it, it does not matter when it was changed.
          const modified = times[times.length - 1] + (dateAt >= 0 && grow ? 3000 * DAY : turning === 'hour' ? 61_000 : turning === 'day' ? 2 * HOUR : 5 * DAY)
          utimesSync(path, modified / 1000, modified / 1000)
          const until = new Date(modified).toISOString().slice(0, 16)
          const format = `${{ year: 'syslog', day: 'logback', hour: 'tcf' }[turning]} until=${turning === 'year' ? until.slice(0, 10) : until}${zone === undefined ? '' : ` zone=${zone}`}`
          const store = new KeptIndexStore(folder.join('kept'), { minLogBytes: 0 })
          const options = { id: 1, format, sizes: { blockBytes, maxLineBytes: 4096, reachBytes: 4096 }, pool: onThreads ? threads : inline }
          const open = (): Promise<Session> => Session.open([path], { ...options, store })
          const without = await Session.open([path], options)
          const session = await open()
          // The first query needs to know the years, and finds them out.
          const whole = async (each: Session): Promise<readonly number[]> => {
            const found: number[] = []
            for (const wanted of new Set([times[0], times[Math.floor(times.length / 2)], times[times.length - 1]])) {
              const iso = new Date(wanted).toISOString().slice(0, 19)
              const run = await runToEnd(each, `time>=${iso}`)
              assert.equal(run.counts?.total, times.filter((time) => time >= wanted).length, iso)
              found.push((await runToEnd(each, `time=${iso}`)).counts?.total ?? -1)
              assert.equal(found[found.length - 1], times.filter((time) => time === wanted).length)
            }
            return found
          }
          assert.deepEqual(await whole(session), await whole(without))
          const again = async (): Promise<void> => {
            await session.saveIndex()
            const next = await open()
            await whole(next)
            next.close()
          }
          await again()
          session.close()
          without.close()
        }),
        { numRuns: 60 },
      )
    })
  }

  it('files of several years are merged by them, also with a shift', async () => {
    const kind = KINDS.year
    await fc.assert(
      fc.asyncProperty(timesOf(kind), timesOf(kind), fc.integer({ min: 64, max: 700 }), fc.constantFrom(0, 3_600_000), async (one, other, blockBytes, shift) => {
        // Both end in the same year: so their years are over each other.
        const by = Math.round((one[one.length - 1] - other[other.length - 1]) / DAY) * DAY
        const files = [one, other.map((time) => time + by)].map((times) => [...times].sort((a, b) => a - b))
        const paths = files.map((times) => folder.file(`${number++}.log`, Buffer.from(times.map((time) => `${kind.line(new Date(time))}\n`).join(''))))
        const modified = Math.max(...files.flat()) + 2 * DAY
        const format = `syslog until=${new Date(modified).toISOString().slice(0, 10)}`
        const sizes = { blockBytes, maxLineBytes: 4096, reachBytes: 4096 }
        const session = await Session.open(paths, { id: 1, format, sizes, pool: inline, shifts: [0, shift] })
        const run = session.prepare('')
        await run.execute(false)
        const { bytes } = await rendered(session, run, { format: 'text' })
        const rows = files.flatMap((times, i) => times.map((time) => ({ key: Math.floor(time / 1000) * 1000 + i * shift, i, time })))
        const expected = rows.sort((a, b) => a.key - b.key || a.i - b.i).map(({ time }) => `${kind.line(new Date(time))}\n`)
        assert.equal(bytes.toString(), expected.join(''))
        session.close()
      }),
      { numRuns: 60 },
    )
  })

  it('what is read as it comes again is that time in its turn, to the last bit', () => {
    const written = fc.tuple(fc.integer({ min: 0, max: 30 * 365 * 86_400 - 1 }), fc.stringMatching(/^\d{1,8}$/))
    fc.assert(
      fc.property(written, fc.constantFrom<Turning>('year', 'day', 'hour'), ([seconds, fraction], turning) => {
        const iso = new Date(Date.UTC(1996, 0, 1) + 1000 * seconds).toISOString().slice(0, 19)
        const behind = { year: 5, day: 11, hour: 14 }[turning]
        const bytes = Buffer.from(`${iso.slice(behind)}.${fraction}`)
        const layouts = { year: '%m-%dT%H:%M:%S%f', day: '%H:%M:%S%f', hour: '%M:%S%f' }
        const read = new LayoutReader(layouts[turning], AS_PHASE).read(bytes, 0, bytes.length)
        assert.equal(turningOfTime(read), turning)
        const whole = new LayoutReader('%Y-%m-%dT%H:%M:%S%f').read(Buffer.from(`${iso}.${fraction}`), 0, 30)
        const { turn } = placeOf(turning, Date.parse(`${iso}Z`))
        assert.equal(timeOfPhase(turning, turn, phaseOf(read, turning)), whole)
      }),
      { numRuns: 5000 },
    )
  })

  it('stamps that come too wildly are taken each on its own', () => {
    const until = Date.UTC(2026, 5, 1)
    const chain = new TurnChain('year', until)
    const times = Array.from({ length: MOST_TURNS + 10 }, (_, i) => asPhase((i % 2 === 0 ? 350 : 10) * DAY, 'year'))
    times.forEach((time, i) => chain.add(time, i))
    const book = new TurnBook(1, 'year', until)
    book.note(0, chain.result)
    const spans: number[] = []
    const table = book.table((...span) => spans.push(...span))
    const alone = times.map((time, i) => timeIn(table, time, i))
    assert.deepEqual(spans, [0, alone[0], alone[alone.length - 1]])
    assert.equal(new Date(alone[0]).toISOString().slice(0, 10), '2025-12-16')
    assert.equal(new Date(alone[1]).toISOString().slice(0, 10), '2026-01-11')
  })

  it('29 February is of a year that has it, or, where it cannot be, the start of March', () => {
    const phase = placeOf('year', Date.UTC(2024, 1, 29, 6)).phase
    assert.equal(timeOfPhase('year', 2024, phase), Date.UTC(2024, 1, 29, 6))
    assert.equal(timeOfPhase('year', 2023, phase), Date.UTC(2023, 2, 1))
    assert.equal(latestTurn('year', phase, Date.UTC(2027, 5, 1)), 2024)
    assert.equal(latestTurn('year', phase, Date.UTC(2024, 1, 27)), 2020)
  })
})
