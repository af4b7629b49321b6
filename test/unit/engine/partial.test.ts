import { strict as assert } from 'node:assert'
import { Page } from '../../../src/common/page.ts'
import { inlineLanes, ReadCounter } from '../../support/lanes.ts'
import { openSession, rendered } from '../../support/sessions.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

const small = { blockBytes: 64, maxLineBytes: 256 }

describe('engine: results that are there in part', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  for (const [query, check] of [
    ['| parse "user=* " as user | stats count() by user', (total: number) => total <= 40],
    ['| parse "user=* " as user | stats count() by user | search u', (total: number) => total <= 40],
    ['| head 900 | replace /n/ with "N"', (total: number) => total <= 900],
    ['| head 900', (total: number) => total <= 900],
  ] as const) {
    it(`can be looked at: ${query}`, async () => {
      const path = folder.file('users.log', Array.from({ length: 1000 }, (_, i) => `user=u${i % 40} n=${i}`).join('\n'))
      const counter = new ReadCounter()
      const session = await openSession([path], { sizes: small, pool: inlineLanes(2, counter.open) })
      // Slow enough to be seen half done.
      counter.onRead = () => {
        const until = performance.now() + 2
        while (performance.now() < until);
      }
      const run = session.prepare(query)
      let ended = false
      const pass = run.execute().finally(() => (ended = true))
      const look = async (): Promise<void> => {
        while (!ended) {
          await new Promise(setImmediate)
          const result = await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 30 })
          assert.ok(new Page(result.page).rows <= 30)
          if (!ended && run.state === 'running' && !run.inputComplete) assert.equal(result.atEnd, false)
          assert.ok(check(run.progress(1).rowsMatched))
        }
      }
      await Promise.all([pass, look(), look(), look()])
      counter.onRead = undefined
      assert.equal(run.error, undefined)
      const { rows } = await rendered(session, run, { format: 'text' })
      assert.equal(rows, run.counts?.total)
      session.close()
    }).timeout(20_000)
  }
})
