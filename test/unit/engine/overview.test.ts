import { strict as assert } from 'node:assert'
import type { Progress } from '../../../src/common/protocol.ts'
import type { Session } from '../../../src/engine/session.ts'
import { openSession, runToEnd } from '../../support/sessions.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

const sum = (counts: readonly number[]): number => Math.round(counts.reduce((a, b) => a + b, 0))
/** 1,000 records, the 500th an error and the 900th a warning. */
const LINES = Array.from({ length: 1000 }, (_, i) => `{"time":"2026-05-01T12:00:${String(i % 60).padStart(2, '0')}Z","level":"${i === 499 ? 'error' : i === 899 ? 'warn' : 'info'}","message":"number ${i}"}`)

describe('engine/overview', () => {
  const folder = new TemporaryFolder()
  const sessions: Session[] = []
  const waiting = new Map<number, () => void>()
  after(() => folder.remove())
  afterEach(() => sessions.splice(0).forEach((session) => session.close()))

  async function open(files: readonly string[] = [`${LINES.join('\n')}\n`]): Promise<Session> {
    const paths = files.map((text, i) => folder.file(`${i}.log`, text))
    // Somebody listens: then the statistics of blocks are gathered.
    const listener = {
      progress: ({ run, state }: Progress) => void (state !== 'running' && waiting.get(run)?.()),
      sourceChange: () => undefined,
    }
    const session = await openSession(paths, { sizes: { blockBytes: 1024, maxLineBytes: 4096 }, format: 'json', listener })
    sessions.push(session)
    return session
  }

  const ended = (run: number): Promise<void> => new Promise((resolve) => waiting.set(run, resolve))

  it('counts the rows that a search beside has found by where they are', async () => {
    const session = await open()
    const run = await runToEnd(session, '')
    const side = session.startSide('find', '| search "number 99"')
    await ended(side.run)
    const { matches } = session.overview({ run: run.id, found: side.run, slices: 100 })
    assert.equal(sum(matches), 11)
    assert.deepEqual([sum(matches.slice(8, 12)), sum(matches.slice(98))], [1, 10])
  })

  it('counts in a result by its rows, not by those of the files', async () => {
    const session = await open()
    const run = await runToEnd(session, '/"number 9\\d\\d"/')
    const side = session.startSide('find', '/"number 9\\d\\d"/ | search "number 95"')
    await ended(side.run)
    const { matches } = session.overview({ run: run.id, found: side.run, slices: 10 })
    assert.equal(sum(matches), 10)
    assert.equal(sum(matches.slice(4, 7)) >= 9, true)
  })

  it('tells where bookmarks are', async () => {
    const session = await open()
    const run = await runToEnd(session, '')
    const offset = LINES.slice(0, 500).join('\n').length + 1
    const { places } = session.overview({ run: run.id, slices: 10, places: [{ source: 0, offset: 0 }, { source: 0, offset }] })
    assert.equal(places[0], 0)
    assert.ok(Math.abs(places[1] - 0.5) < 0.02, `${places[1]}`)
  })

  it('tells at which times bookmarks are, exact to a block', async () => {
    const start = Date.UTC(2026, 4, 1)
    const lines = Array.from({ length: 500 }, (_, i) => `{"time":"${new Date(start + i * 1000).toISOString()}","message":"number ${i}"}\n`)
    const session = await open([lines.join('')])
    const run = await runToEnd(session, '')
    const rows = [0, 17, 250, 499]
    const at = (row: number) => ({ source: 0, offset: lines.slice(0, row).join('').length })
    const { places = [] } = session.timeline({ run: run.id, buckets: 10, places: [...rows.map(at), { source: 0, offset: 1e9 }, { source: 3, offset: 0 }] })
    const inBlock = Math.ceil(1024 / lines[0].length)
    rows.forEach((row, i) => assert.ok(Math.abs(Number(places[i]) - start - row * 1000) <= inBlock * 1000, `${places[i]} of ${row}`))
    assert.deepEqual(places.slice(rows.length), [undefined, undefined])
  })

  it('gives errors and warnings of all rows, and of some where they are among them for certain', async () => {
    const session = await open()
    const run = await runToEnd(session, '')
    const all = session.overview({ run: run.id, slices: 10 })
    assert.deepEqual([sum(all.errors), sum(all.warnings)], [1, 1])
    assert.deepEqual([all.errors.findIndex((count) => count > 0), all.warnings.findIndex((count) => count > 0)].map((slice) => slice === 4 || slice === 8 || slice === 5 || slice === 9), [true, true])
    const none = await runToEnd(session, 'level=info "number 1"')
    const some = session.overview({ run: none.id, slices: 10 })
    assert.deepEqual([sum(some.errors), sum(some.warnings)], [0, 0])
  })

  it('is in the order of a merge', async () => {
    const line = (second: number, text: string): string => `{"time":"2026-05-01T12:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}Z","message":"${text}"}`
    const late = Array.from({ length: 300 }, (_, i) => line(1000 + i, 'late'))
    const early = Array.from({ length: 300 }, (_, i) => line(i, i === 150 ? 'here' : 'early'))
    const session = await open([`${late.join('\n')}\n`, `${early.join('\n')}\n`])
    const run = await runToEnd(session, '')
    const side = session.startSide('find', '| search here')
    await ended(side.run)
    const { matches } = session.overview({ run: run.id, found: side.run, slices: 20 })
    assert.deepEqual([sum(matches), sum(matches.slice(4, 6))], [1, 1])
  })
})
