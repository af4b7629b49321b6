import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { RAW_COLUMN } from '../../../../src/common/page.ts'
import type { PanelHostApi } from '../../../../src/common/panelProtocol.ts'
import type { Proxy } from '../../../../src/common/rpc.ts'
import type { Session } from '../../../../src/engine/session.ts'
import { AroundRows, placeOf, type LogRow } from '../../../../src/webview/context/aroundRows.ts'
import { SideQueries } from '../../../../src/webview/panel/sideQueries.ts'
import { openSession } from '../../../support/sessions.ts'
import { TemporaryFolder } from '../../../support/temporary.ts'

const text = ({ page, index }: LogRow): string | undefined => page.cell(index, 0)

describe('webview/context/aroundRows', () => {
  const folder = new TemporaryFolder()
  let number = 0
  after(() => folder.remove())

  /** The rows around, of an engine in this thread; how often a query ran beside the one that is shown, and how many still do. */
  function around(session: Session): { rows: AroundRows; runs: { started: number; open: number } } {
    const runs = { started: 0, open: 0 }
    const host = {
      fetch: async (params: Parameters<Session['fetch']>[0]) => session.fetch(params),
      runSide: async ({ side, query, hold }: { side: string; query: string; hold?: boolean }) => {
        runs.started++
        runs.open++
        return session.startSide(side, query, hold)
      },
      endSide: async ({ side }: { side: string }) => {
        runs.open--
        session.endSide(side)
      },
    } as unknown as Proxy<PanelHostApi>
    return { rows: new AroundRows(host, new SideQueries(host)), runs }
  }

  /** All rows of the log in its order. */
  async function all(session: Session): Promise<LogRow[]> {
    const { rows } = around(session)
    const found: LogRow[] = []
    const { Page } = await import('../../../../src/common/page.ts')
    const { run } = session.startSide('all', '')
    const { page } = await session.fetch({ run, from: { at: 'start' }, skip: 0, count: 1 })
    session.endSide('all')
    found.push({ page: new Page(page), index: 0 })
    for (;;) {
      const next = await rows.below(placeOf(found.at(-1)!), 7, [RAW_COLUMN])
      found.push(...next.rows)
      if (next.end) return found
    }
  }

  it('finds those before and after a row of a filtered result, and says where the log ends', async () => {
    const lines = Array.from({ length: 300 }, (_, i) => `line ${i} ${i % 50 === 25 ? 'hit' : 'x'}`)
    const session = await openSession([folder.file(`${number++}.log`, `${lines.join('\n')}\n`)], { sizes: { blockBytes: 64, maxLineBytes: 256 } })
    const run = session.prepare('hit')
    await run.execute()
    const { rows, runs } = around(session)
    const offset = lines.slice(0, 25).join('\n').length + 1
    const above = await rows.above({ source: 0, offset }, 5, [RAW_COLUMN])
    assert.deepEqual(above.rows.map(text), lines.slice(20, 25))
    assert.equal(above.end, false)
    const below = await rows.below({ source: 0, offset }, 5, [RAW_COLUMN])
    assert.deepEqual(below.rows.map(text), lines.slice(26, 31))
    const rest = await rows.above(placeOf(above.rows[0]), 100, [RAW_COLUMN])
    assert.deepEqual([rest.rows.length, rest.end, text(rest.rows[0])], [20, true, 'line 0 x'])
    assert.deepEqual(await rows.above({ source: 0, offset: 0 }, 5, [RAW_COLUMN]), { rows: [], end: true })
    assert.equal(runs.open, 0, 'nothing runs on')
    session.close()
  })

  it('shares one query for what is asked at once', async () => {
    const session = await openSession([folder.file(`${number++}.log`, 'a\nb\nc\n')])
    const { rows, runs } = around(session)
    const [above, below] = await Promise.all([rows.above({ source: 0, offset: 2 }, 5, [RAW_COLUMN]), rows.below({ source: 0, offset: 2 }, 5, [RAW_COLUMN])])
    assert.deepEqual([above.rows.map(text), below.rows.map(text)], [['a'], ['c']])
    assert.deepEqual(runs, { started: 1, open: 0 })
    session.close()
  })

  it('has the record that a line stands in above that line', async () => {
    const log = '2026-05-01 12:00:00 INFO a\n2026-05-01 12:00:01 ERROR b\n  at x\n  at y\n2026-05-01 12:00:02 INFO c\n'
    const session = await openSession([folder.file(`${number++}.log`, log)], { format: 'timestamped' })
    const { rows } = around(session)
    const offset = log.indexOf('  at y')
    const [above, below] = await Promise.all([rows.above({ source: 0, offset }, 1, [RAW_COLUMN]), rows.below({ source: 0, offset }, 5, [RAW_COLUMN])])
    assert.deepEqual(above.rows.map((row) => text(row)?.split('\n').length), [3])
    assert.match(text(below.rows[0])!, /INFO c/)
    session.close()
  })

  it('of any row, step by step, has all rows of the log, each once and in order; of merged files in theirs', async () => {
    const lineArbitrary = fc.record({ minute: fc.integer({ min: 0, max: 59 }), extra: fc.integer({ min: 0, max: 40 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(lineArbitrary, { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 3 }), fc.nat(), fc.integer({ min: 1, max: 9 }), async (files, pick, step) => {
        const paths = files.map((lines, f) =>
          folder.file(`${number++}.log`, lines.map(({ minute, extra }, i) => `2026-05-01 12:${String(minute).padStart(2, '0')}:00 INFO ${f}.${i} ${'x'.repeat(extra)}\n`).join('')),
        )
        const session = await openSession(paths, { format: 'timestamped', sizes: { blockBytes: 64, maxLineBytes: 256 } })
        try {
          const run = session.prepare('')
          await run.execute()
          const rows = await all(session)
          const texts = rows.map(text)
          assert.equal(texts.length, files.flat().length)
          assert.equal(new Set(texts).size, texts.length)
          const at = pick % rows.length
          const { rows: around_ } = around(session)
          let above: LogRow[] = []
          for (let end = false; !end; ) {
            const more = await around_.above(placeOf(above[0] ?? rows[at]), step, [RAW_COLUMN])
            above = [...more.rows, ...above]
            ;({ end } = more)
          }
          assert.deepEqual(above.map(text), texts.slice(0, at))
          const below = await around_.below(placeOf(rows[at]), 1000, [RAW_COLUMN])
          assert.deepEqual(below.rows.map(text), texts.slice(at + 1))
        } finally {
          session.close()
        }
      }),
      { numRuns: 40 },
    )
  }).timeout(60_000)
})
