import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import { KeptIndexStore } from '../../src/engine/results/keptIndex/store.ts'
import { Session } from '../../src/engine/session.ts'
import { plainUtc, plainWall } from '../support/plainZone.ts'
import { rendered, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'

const HOUR = 3_600_000
const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', '+05:30', 'UTC')
/** Around days on which clocks change. */
const moment = fc
  .tuple(fc.constantFrom(Date.UTC(2024, 2, 31), Date.UTC(2024, 9, 27), Date.UTC(2024, 2, 10), Date.UTC(2024, 9, 5)), fc.integer({ min: -8 * 60, max: 32 * 60 }))
  .map(([day, minutes]) => day + 60_000 * minutes)
const text = (time: number): string => new Date(time).toISOString().slice(0, 16)

/** A stamp that says no zone, or UTC. */
interface Stamp {
  readonly time: number
  readonly isLocal: boolean
}
const stamps = fc.array(fc.record({ time: moment, isLocal: fc.boolean() }), { minLength: 1, maxLength: 40 })

/** What is meant by a line: of a time that comes twice the first. */
const meant = ({ time, isLocal }: Stamp, name: string): number => (isLocal ? plainUtc(name, plainWall(name, time)) : time)
const print = ({ time, isLocal }: Stamp, name: string, row: number): string => (isLocal ? `${text(plainWall(name, time))}:00 INFO row ${row}\n` : `${text(time)}:00Z INFO row ${row}\n`)

describe('properties: logs in time zones', function () {
  this.timeout(60_000)
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  after(async () => {
    folder.remove()
    await pool.dispose()
  })
  const sizes = { blockBytes: 128, reachBytes: 2048, maxLineBytes: 4096 }
  let number = 0

  it('have the rows that are of a time, with the statistics of blocks and without', async () => {
    await fc.assert(
      fc.asyncProperty(stamps, zone, fc.option(zone, { nil: undefined }), moment, async (all, name, shown, bound) => {
        const path = folder.file(`${number++}.log`, Buffer.from(all.map((each, row) => print(each, name, row)).join('')))
        const store = new KeptIndexStore(folder.join(`index${number}`), { minLogBytes: 0 })
        const open = (): Promise<Session> => Session.open([path], { id: 1, pool, sizes, store, format: 'timestamped', zones: { files: [name], shown } })
        const queried = shown ?? name
        const wall = text(plainWall(queried, bound))
        const least = plainUtc(queried, Date.parse(`${wall}Z`))
        const expected = all.filter((each) => meant(each, name) >= least).length
        const first = await open()
        assert.equal((await runToEnd(first, `time>=${wall}`)).counts?.total, expected)
        await runToEnd(first, '')
        await first.saveIndex()
        first.close()
        const again = await open()
        assert.equal((await runToEnd(again, `time>=${wall}`)).counts?.total, expected)
        assert.equal((await runToEnd(again, `NOT time<${wall}`)).counts?.total, expected)
        again.close()
      }),
      { numRuns: 150 },
    )
  })

  it('are merged by what their times mean', async () => {
    const sorted = stamps.map((all) => [...all].sort((a, b) => a.time - b.time))
    await fc.assert(
      fc.asyncProperty(fc.tuple(sorted, sorted), fc.tuple(zone, zone), async (files, names) => {
        const paths = files.map((all, i) => folder.file(`${number++}.log`, Buffer.from(all.map((each, row) => print(each, names[i], 1000 * i + row)).join(''))))
        const session = await Session.open(paths, { id: 1, pool, sizes, format: 'timestamped', zones: { files: names } })
        const { bytes } = await rendered(session, await runToEnd(session, ''), { format: 'text' })
        const rows = files.flatMap((all, i) => {
          let key = -Infinity
          return all.map((each, row) => ({ key: (key = Math.max(key, meant(each, names[i]))), i, row: 1000 * i + row }))
        })
        const expected = rows.sort((a, b) => a.key - b.key || a.i - b.i || a.row - b.row).map(({ row }) => row)
        assert.deepEqual([...bytes.toString().matchAll(/ row (\d+)$/gm)].map(([, row]) => Number(row)), expected)
        session.close()
      }),
      { numRuns: 100 },
    )
  })

  it('show times in another zone, and find rows by what is shown', async () => {
    await fc.assert(
      fc.asyncProperty(stamps, zone, zone, async (all, name, shown) => {
        const path = folder.file(`${number++}.log`, Buffer.from(all.map((each, row) => print(each, name, row)).join('')))
        const session = await Session.open([path], { id: 1, pool, sizes, format: 'timestamped', zones: { files: [name], shown } })
        const { bytes } = await rendered(session, await runToEnd(session, '| fields time'), { format: 'jsonl' })
        const times = bytes.toString().trimEnd().split('\n').map((line) => (JSON.parse(line) as { time: string }).time)
        assert.deepEqual(times.map((time) => Date.parse(time)), all.map((each) => meant(each, name)))
        assert.deepEqual(times.map((time) => time.slice(0, 16)), all.map((each) => text(plainWall(shown, meant(each, name)))))
        const [first] = times
        assert.equal((await runToEnd(session, `time="${first}"`)).counts?.total, times.filter((time) => time === first).length)
        session.close()
      }),
      { numRuns: 60 },
    )
  })

  it('have their own clocks for stamps without a year, also where the turn of the year is that of a zone', async () => {
    const path = folder.file(`${number++}.log`, 'Dec 31 23:59:59 web app: one\nJan  1 00:30:00 web app: two\n')
    const session = await Session.open([path], { id: 1, pool, sizes, format: 'syslog until=2026-01-01', zones: { files: ['+02:00'] } })
    assert.equal((await runToEnd(session, 'time>=2025-12-31T21:59:59Z')).counts?.total, 2)
    assert.equal((await runToEnd(session, 'time>=2025-12-31T22:30Z')).counts?.total, 1)
    assert.equal((await runToEnd(session, 'time>=2026-01-01T00:30')).counts?.total, 1)
    assert.equal(session.sources[0].timeZone, '+02:00')
    await session.reload({ zones: { files: ['UTC'] } })
    assert.equal((await runToEnd(session, 'time>=2025-12-31T22:30Z')).counts?.total, 2)
    assert.equal(session.sources[0].timeZone, undefined)
    session.close()
  })

  it('are of the zone that their format has, and those of W3C logs are UTC anyway', async () => {
    const w3c = folder.file(`${number++}.log`, '#Version: 1.0\n#Fields: date time c-ip sc-status\n2026-01-05 06:00:00 10.0.0.1 200\n2026-01-05 06:00:01 10.0.0.1 404\n')
    const berlin = Date.UTC(2026, 0, 5, 6) - HOUR
    const path = folder.file(`${number++}.log`, '2026-01-05 06:00:00 INFO row 1\n')
    for (const [file, at] of [[w3c, Date.UTC(2026, 0, 5, 6)], [path, berlin]] as const) {
      const session = await Session.open([file], { id: 1, pool, sizes, zones: { files: ['Europe/Berlin'] } })
      assert.equal((await runToEnd(session, `time=${new Date(at).toISOString()}`)).counts?.total, 1, file)
      session.close()
    }
  })
})
