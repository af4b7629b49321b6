import { strict as assert } from 'node:assert'
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { toErrorData } from '../../src/common/errors.ts'
import { Page } from '../../src/common/page.ts'
import type { Place } from '../../src/common/protocol.ts'
import type { Session } from '../../src/engine/session.ts'
import type { WorkerPool } from '../../src/process/workerPool.ts'
import { blockSizes, files, pipelines } from '../support/pipelineArbitrary.ts'
import { reference, referenceText } from '../support/reference.ts'
import { openSession, rendered, writeFiles } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import { workerPool } from '../support/workers.ts'

type Step =
  | { readonly kind: 'start'; readonly session: number; readonly query: string }
  | { readonly kind: 'fetch'; readonly session: number; readonly from: Place; readonly skip: number; readonly count: number }
  | { readonly kind: 'copy' | 'stop' | 'reload'; readonly session: number }
  | { readonly kind: 'wait' }

const session = fc.nat(1)
const place: fc.Arbitrary<Place> = fc.oneof(
  fc.constantFrom<Place>({ at: 'start' }, { at: 'end' }),
  fc.double({ min: 0, max: 1, noNaN: true }).map((value): Place => ({ at: 'fraction', value })),
  fc.nat(2000).map((offset): Place => ({ at: 'byte', source: 0, offset })),
  fc.nat(50).map((line): Place => ({ at: 'line', source: 0, line })),
)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('start' as const), session, query: pipelines.map(({ text }) => text) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('fetch' as const), session, from: place, skip: fc.integer({ min: -20, max: 20 }), count: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('copy' as const, 'stop' as const, 'reload' as const), session }) },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'wait' }) },
)

/** What a call may end with when others come between: its run was replaced, stopped, or is not complete. */
const EXPECTED = ['cancelled', 'outdated', 'output']

async function take(one: Step, sessions: readonly Session[]): Promise<unknown> {
  if (one.kind === 'wait') return new Promise((resolve) => setImmediate(resolve))
  const current = sessions[one.session]
  switch (one.kind) {
    case 'start':
      return current.start(one.query)
    case 'stop':
      return current.stop()
    case 'reload':
      return current.reload()
    case 'copy': {
      const range = { first: { block: 0, row: 0 }, last: { block: 0, row: 1e6 } }
      return current.run && current.copy(current.run.id, range, 'jsonl', 1000)
    }
    case 'fetch':
      return current.run && new Page((await current.fetch({ ...one, run: current.run.id })).page)
  }
}

describe('properties: interleaving', () => {
  const folder = new TemporaryFolder()
  let pool: WorkerPool
  before(() => (pool = workerPool(2)))
  after(async () => {
    await pool.dispose()
    folder.remove()
  })

  it('whatever is asked for at once, each call ends, and the last query gives its rows', async () => {
    const cases = fc.record({ contents: files(), sizes: blockSizes, steps: fc.array(step, { maxLength: 14 }), last: pipelines })
    await fc.assert(
      fc.asyncProperty(cases, async ({ contents, sizes, steps, last }) => {
        const { paths, reference: plain } = writeFiles(folder, contents)
        const sessions = [await openSession(paths, { sizes, pool }), await openSession(paths.toReversed(), { sizes, pool })]
        try {
          const calls: Promise<unknown>[] = []
          const reloads: Promise<unknown>[] = []
          for (const one of steps) {
            const call = take(one, sessions)
            if (one.kind === 'wait') await call
            if (one.kind === 'reload') reloads.push(call)
            // Looked at in the end; until then a rejection is not unhandled.
            call.catch(() => undefined)
            calls.push(call)
          }
          // Opening the files again ends any query.
          await Promise.all(reloads)
          const run = sessions[0].prepare(last.text)
          await run.execute()
          assert.equal(run.error, undefined)
          const expected = reference(last.query, plain, sizes.maxLineBytes)
          const { bytes } = await rendered(sessions[0], run, { format: 'text' })
          assert.equal(bytes.toString('latin1'), referenceText(expected).toString('latin1'))
          for (const result of await Promise.allSettled(calls)) {
            if (result.status === 'rejected') assert.ok(EXPECTED.includes(toErrorData(result.reason).code), String(result.reason))
          }
        } finally {
          for (const each of sessions) each.close()
          paths.forEach((path) => rmSync(path))
        }
      }),
      { numRuns: 150 },
    )
  }).timeout(60_000)
})
