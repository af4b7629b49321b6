import { strict as assert } from 'node:assert'
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { Page } from '../../src/common/page.ts'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import { PageWalk } from '../support/pageWalk.ts'
import { blockSizes, files, pipelines } from '../support/pipelineArbitrary.ts'
import { reference, type ReferenceResult } from '../support/reference.ts'
import { openSession, writeFiles } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import type { Run } from '../../src/engine/run.ts'
import type { Session } from '../../src/engine/session.ts'

const pageSizes = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 4 })
type Look = (walk: PageWalk) => Promise<void>
const places: fc.Arbitrary<Look> = fc.oneof(
  pageSizes.map((sizes): Look => (walk) => walk.forward(sizes)),
  pageSizes.map((sizes): Look => (walk) => walk.backward(sizes)),
  fc.tuple(fc.nat(100), fc.integer({ min: -40, max: 40 }), fc.integer({ min: 1, max: 30 })).map((args): Look => (walk) => walk.jump(...args)),
  fc.tuple(fc.nat(2), fc.nat(3000), fc.integer({ min: 1, max: 30 })).map((args): Look => (walk) => walk.byte(...args)),
  fc.tuple(fc.nat(100), fc.nat(30), fc.oneof(fc.constant(1e9), fc.nat(500))).map((args): Look => (walk) => walk.copy(...args)),
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 30 })).map((args): Look => (walk) => walk.fraction(...args)),
)
/** Waits for the lines above to be counted, which takes a pass. */
const line = fc.tuple(fc.nat(2), fc.nat(70), fc.integer({ min: 1, max: 30 })).map((args): Look => (walk) => walk.line(...args))

const caseWith = (look: fc.Arbitrary<Look>) =>
  fc.record({ contents: files(), pipeline: pipelines, sizes: blockSizes, paged: fc.boolean(), looks: fc.array(look, { minLength: 1, maxLength: 4 }) })
const withPass = caseWith(fc.oneof({ weight: 5, arbitrary: places }, { weight: 1, arbitrary: line }))
const withoutPass = caseWith(places)
type Case = typeof withPass extends fc.Arbitrary<infer T> ? T : never

/** Whoever has one looks at pages: then the places of rows are kept. */
const listener = { progress: () => undefined, sourceChange: () => undefined }

describe('properties: pages', () => {
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  const { now } = performance
  // Pages are as full as they can be in the time that they may take: let it not depend on the machine.
  before(() => {
    performance.now = () => 0
  })
  after(async () => {
    performance.now = now
    folder.remove()
    await pool.dispose()
  })

  /** Opens a session for a case, and lets `act` look at a run that has been prepared. */
  async function withRun(each: Case, act: (session: Session, run: Run, expected: ReferenceResult) => Promise<void>): Promise<void> {
    const { paths, reference: plain } = writeFiles(folder, each.contents)
    const expected = reference(each.pipeline.query, plain, each.sizes.maxLineBytes)
    const session = await openSession(paths, { sizes: each.sizes, pool, listener: each.paged ? listener : undefined })
    try {
      await act(session, session.prepare(each.pipeline.text), expected)
    } finally {
      session.close()
      paths.forEach((path) => rmSync(path))
    }
  }

  const lookAll = async (walk: PageWalk, { looks }: Case): Promise<void> => {
    for (const one of looks) await one(walk)
  }

  it('show the rows of the reference, once a pass has counted them', async () => {
    await fc.assert(
      fc.asyncProperty(withPass, (each) =>
        withRun(each, async (session, run, expected) => {
          await run.execute()
          await lookAll(new PageWalk(session, run, expected), each)
        }),
      ),
      { numRuns: 300 },
    )
  }).timeout(60_000)

  it('show the same before any pass, where blocks can be looked at by themselves', async () => {
    await fc.assert(
      fc.asyncProperty(withoutPass, (each) =>
        withRun(each, async (session, run, expected) => {
          // Else a page would wait for the pass that counts its blocks.
          run.stop()
          if (run.counts) {
            await lookAll(new PageWalk(session, run, expected), each)
            return
          }
          const result = await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 10 })
          assert.deepEqual([new Page(result.page).rows, result.atEnd], [0, false], 'nothing is known yet')
        }),
      ),
      { numRuns: 300 },
    )
  }).timeout(60_000)

  it('show the same while a pass goes on, and after it was stopped', async () => {
    await fc.assert(
      fc.asyncProperty(withPass, fc.boolean(), (each, stopped) =>
        withRun(each, async (session, run, expected) => {
          const pass = run.execute()
          if (stopped && run.counts) run.stop()
          if (!run.counts) await pass
          await lookAll(new PageWalk(session, run, expected), each)
          await pass
          await lookAll(new PageWalk(session, run, expected), each)
        }),
      ),
      { numRuns: 300 },
    )
  }).timeout(60_000)
})
