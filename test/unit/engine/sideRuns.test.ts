import { strict as assert } from 'node:assert'
import { Page, RowFlag } from '../../../src/common/page.ts'
import type { FetchResult, Progress, RunResult } from '../../../src/common/protocol.ts'
import type { Session } from '../../../src/engine/session.ts'
import { openSession } from '../../support/sessions.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

const LINES = Array.from({ length: 60 }, (_, i) => `{"level":"${i % 3 === 0 ? 'error' : 'info'}","n":${i},"message":"number ${i}"}`)

describe('engine/sideRuns', () => {
  const folder = new TemporaryFolder()
  const sessions: Session[] = []
  const seen: Progress[] = []
  const waiting = new Map<number, (progress: Progress) => void>()
  after(() => folder.remove())
  afterEach(() => {
    sessions.splice(0).forEach((session) => session.close())
    seen.length = 0
  })

  async function open(): Promise<Session> {
    const listener = {
      progress(progress: Progress) {
        seen.push(progress)
        if (progress.state !== 'running') waiting.get(progress.run)?.(progress)
      },
      sourceChange: () => undefined,
    }
    const session = await openSession([folder.file('side.log', `${LINES.join('\n')}\n`)], { sizes: { blockBytes: 256, maxLineBytes: 4096 }, listener, format: 'json' })
    sessions.push(session)
    return session
  }

  const ended = ({ run }: RunResult): Promise<Progress> => new Promise((resolve) => waiting.set(run, resolve))

  function cells({ page: buffer }: FetchResult): (string | undefined)[][] {
    const page = new Page(buffer)
    return Array.from({ length: page.rows }, (_, row) => Array.from({ length: page.columns }, (_, column) => page.cell(row, column)))
  }

  const all = { from: { at: 'start' } as const, skip: 0, count: 100 }

  it('run beside the query that is shown, whose rows stay', async () => {
    const session = await open()
    const shown = session.start('error')
    const side = session.startSide('facets', 'error | stats count() by level')
    const [main, beside] = await Promise.all([ended(shown), ended(side)])
    assert.deepEqual([main.side, main.rowsMatched, beside.side, beside.state, beside.exact], [undefined, 20, 'facets', 'done', true])
    assert.deepEqual(cells(await session.fetch({ run: side.run, ...all })), [['error', '20']])
    assert.equal(cells(await session.fetch({ run: shown.run, ...all })).length, 20)
  })

  it('with hold begin after the pass of that query', async () => {
    const session = await open()
    const shown = session.start('error')
    const side = session.startSide('find', 'error | search "number 3"', true)
    const found = await ended(side)
    assert.ok(seen.some(({ run, state }) => run === shown.run && state === 'done') || session.run?.state === 'done')
    assert.equal(found.rowsMatched, LINES.filter((line, i) => i % 3 === 0 && line.includes('number 3')).length)
  })

  it('take the place of the one of their name, and end when they are not needed', async () => {
    const session = await open()
    await ended(session.start(''))
    const first = session.startSide('facets', '| stats count() by level')
    const second = session.startSide('facets', '| stats count() by n')
    const other = session.startSide('find', 'error')
    await Promise.all([ended(second), ended(other)])
    assert.throws(() => session.fetch({ run: first.run, ...all }), { code: 'outdated' })
    assert.equal(cells(await session.fetch({ run: second.run, ...all })).length, 60)
    session.endSide('facets')
    assert.throws(() => session.fetch({ run: second.run, ...all }), { code: 'outdated' })
    assert.equal(cells(await session.fetch({ run: other.run, ...all })).length, 20)
    assert.throws(() => session.startSide('find', '| nosuch'), { code: 'query' })
    assert.equal(cells(await session.fetch({ run: other.run, ...all })).length, 20, 'the one before stays where the next cannot be read')
  })

  it('end when the files are opened again', async () => {
    const session = await open()
    await ended(session.start(''))
    const side = session.startSide('find', 'error')
    await ended(side)
    await session.reload()
    assert.throws(() => session.fetch({ run: side.run, ...all }), { code: 'outdated' })
  })
})

describe('engine/pages: columns that were asked for', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('are the fields of the rows, whatever the columns of the query', async () => {
    const text = '2024-05-01T12:00:00Z INFO a first\n  more\n2024-05-01T12:00:01Z ERROR b second\n'
    const session = await openSession([folder.file('columns.log', text)], { format: 'timestamped' })
    try {
      const { run } = session.start('')
      const result = await session.fetch({ run, from: { at: 'start' }, skip: 0, count: 10, columns: ['level', 'nosuch', 'raw'] })
      const page = new Page(result.page)
      assert.deepEqual([page.cell(0, 0), page.cell(0, 1), page.cell(1, 0)], ['info', undefined, 'error'])
      assert.deepEqual([...page.time], [Date.UTC(2024, 4, 1, 12), Date.UTC(2024, 4, 1, 12, 0, 1)])
      assert.deepEqual([...page.more], [1, 0])
    } finally {
      session.close()
    }
  })

  it('have the matches of the text, or of the message in its place, and say of those further down', async () => {
    const text = '2024-05-01T12:00:00Z INFO first\n  more of it\n2024-05-01T12:00:01Z ERROR no more\n'
    const session = await openSession([folder.file('marks.log', text)], { format: 'timestamped' })
    try {
      const { run } = session.start('more')
      const page = async (columns: readonly string[]) => new Page((await session.fetch({ run, from: { at: 'start' }, skip: 0, count: 10, columns })).page)
      const of = (shown: Page) => [0, 1].map((row) => [[...shown.marksOf(row)], shown.flags[row] & RowFlag.MatchBelow])
      assert.deepEqual(of(await page(['level', 'message'])), [[[], RowFlag.MatchBelow], [[3, 7], 0]])
      assert.deepEqual(of(await page(['message', 'raw'])), [[[34, 38], RowFlag.MatchBelow], [[30, 34], 0]])
      assert.deepEqual(of(await page(['level'])), [[[], RowFlag.MatchBelow], [[], 0]])
    } finally {
      session.close()
    }
  })
})
