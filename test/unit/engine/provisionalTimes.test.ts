/** Times of stamps without a year before it is known of which year they are: marked, and never given out. */
import { strict as assert } from 'node:assert'
import { utimesSync } from 'node:fs'
import { Page, RowFlag } from '../../../src/common/page.ts'
import type { Progress } from '../../../src/common/protocol.ts'
import { KeptIndexStore } from '../../../src/engine/results/keptIndex/store.ts'
import type { Session } from '../../../src/engine/session.ts'
import { openSession, rendered, runToEnd } from '../../support/sessions.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

const MODIFIED = new Date('2024-01-05T12:00:00Z')
const YEARS = [2022, 2022, 2023, 2023, 2024]
const LOG = ['Jun 30 10:00:00', 'Dec 30 10:00:01', 'Jun  2 10:00:02', 'Dec  2 10:00:03', 'Jan  2 10:00:04'].map((stamp, i) => `${stamp} web app[1]: number ${i}\n`).join('')

/** Of the rows, whether their times are marked, the years of these, and the first cells. */
async function look(session: Session): Promise<{ marked: boolean[]; years: number[]; cells: (string | undefined)[] }> {
  const { page: bytes } = await session.fetch({ run: session.run!.id, from: { at: 'start' }, skip: 0, count: 10 })
  const page = new Page(bytes)
  const rows = Array.from({ length: page.rows }, (_, row) => row)
  return {
    marked: rows.map((row) => (page.flags[row] & RowFlag.TimeProvisional) !== 0),
    years: rows.map((row) => new Date(page.time[row]).getUTCFullYear()),
    cells: rows.map((row) => page.cell(row, 0)),
  }
}

describe('engine: times that are provisional', () => {
  const folder = new TemporaryFolder()
  const sessions: Session[] = []
  after(() => folder.remove())
  afterEach(() => sessions.splice(0).forEach((session) => session.close()))

  async function open(options: Parameters<typeof openSession>[1] = {}, log = LOG): Promise<Session> {
    const path = folder.file(`${Math.random()}.log`, log)
    utimesSync(path, MODIFIED, MODIFIED)
    const session = await openSession([path], { format: 'syslog', sizes: { blockBytes: 64, maxLineBytes: 256 }, ...options })
    sessions.push(session)
    return session
  }

  it('are marked until a pass has been through the log', async () => {
    const session = await open({ store: new KeptIndexStore(folder.join('index'), { minLogBytes: 0 }) })
    const run = session.prepare('')
    const before = await look(session)
    assert.deepEqual(before.marked, YEARS.map(() => true))
    assert.deepEqual(before.years, [2023, 2023, 2023, 2023, 2024])
    await run.execute()
    assert.deepEqual([run.state, run.version], ['done', 1])
    assert.deepEqual(await look(session), { ...before, marked: YEARS.map(() => false), years: YEARS })
  })

  it('stay marked where a pass has told nothing of the year', async () => {
    const session = await open()
    await runToEnd(session, 'number')
    assert.deepEqual((await look(session)).marked, YEARS.map(() => true))
  })

  it('are no more when a query beside the shown one has found out', async () => {
    let told: (version: number) => void = () => undefined
    const listener = { progress: ({ side, version }: Progress) => void (side === undefined && told(version)), sourceChange: () => undefined }
    const session = await open({ listener })
    const shown = await runToEnd(session, 'number')
    const version = new Promise<number>((resolve) => (told = resolve))
    session.startSide('chart', '* | timechart span=1h count()')
    assert.equal(await version, 1)
    assert.equal(shown.version, 1)
    assert.deepEqual(await look(session), { marked: YEARS.map(() => false), years: YEARS, cells: LOG.trimEnd().split('\n') })
  })

  it('are not in logs whose stamps have a year', async () => {
    const session = await open({ format: 'logfmt' }, 'time=2024-05-01T12:00:00Z level=info msg=one\n')
    session.prepare('')
    const { marked, years } = await look(session)
    assert.deepEqual([marked, years], [[false], [2024]])
  })

  it('choose rows only until the years are known', async () => {
    const session = await open()
    const run = session.prepare("* | where time<'2023-01-01'")
    assert.deepEqual((await look(session)).cells, [])
    await run.execute()
    assert.equal(run.counts?.total, 2)
    assert.deepEqual((await look(session)).cells, LOG.split('\n').slice(0, 2))
  })

  const shown = ['2022-06-30', '2022-12-30', '2023-06-02', '2023-12-02', '2024-01-02'].map((day, i) => `${day}T10:00:0${i}.000Z`)

  it('are not what a field is shown from once the pass has ended', async () => {
    const session = await open({ zones: { shown: 'UTC', files: [] } })
    await runToEnd(session, '* | fields time')
    assert.deepEqual((await look(session)).cells, shown)
  })

  for (const [query, format] of [['* | fields time', 'text'], ['', 'jsonl']] as const) {
    it(`are not written to ${format}, also before a pass`, async () => {
      const session = await open({ zones: { shown: 'UTC', files: [] } })
      const run = session.prepare(query)
      const { bytes } = await rendered(session, run, { format })
      const lines = bytes.toString().trimEnd().split('\n')
      assert.deepEqual(format === 'jsonl' ? lines.map((line) => (JSON.parse(line) as { time: string }).time) : lines, shown)
    })
  }
})
