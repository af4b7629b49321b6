import { strict as assert } from 'node:assert'
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { Page } from '../../src/common/page.ts'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import type { ScannerPool } from '../../src/engine/results/pool.ts'
import type { Run } from '../../src/engine/run.ts'
import type { Session } from '../../src/engine/session.ts'
import { PageWalk } from '../support/pageWalk.ts'
import { blockSizes, pipelines } from '../support/pipelineArbitrary.ts'
import { reference, referenceJson, referenceText, type ReferenceFile, type ReferenceResult, withoutFields } from '../support/reference.ts'
import { openSession, rendered, writeFiles } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import { timedFiles, timedFraming } from '../support/timedFiles.ts'
import { workerPool } from '../support/workers.ts'

const pageSizes = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 4 })
type Look = (walk: PageWalk) => Promise<void>
const look: fc.Arbitrary<Look> = fc.oneof(
  pageSizes.map((sizes): Look => (walk) => walk.forward(sizes)),
  pageSizes.map((sizes): Look => (walk) => walk.backward(sizes)),
  fc.tuple(fc.nat(150), fc.integer({ min: -60, max: 60 }), fc.integer({ min: 1, max: 30 })).map((args): Look => (walk) => walk.jump(...args)),
  fc.tuple(fc.nat(3), fc.nat(2000), fc.integer({ min: 1, max: 30 })).map((args): Look => (walk) => walk.byte(...args)),
  fc.tuple(fc.nat(3), fc.nat(45), fc.integer({ min: 1, max: 30 })).map((args): Look => (walk) => walk.line(...args)),
  fc.tuple(fc.nat(150), fc.nat(40)).map((args): Look => (walk) => walk.copy(...args, 1e9)),
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 30 })).map((args): Look => (walk) => walk.fraction(...args)),
)

const cases = fc.record({
  contents: timedFiles,
  pipeline: pipelines,
  sizes: blockSizes,
  reach: fc.nat(200),
  shifts: fc.array(fc.constantFrom(0, 0, 2000, -7500), { minLength: 4, maxLength: 4 }),
  looks: fc.array(look, { minLength: 1, maxLength: 4 }),
})
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

/** Whoever has one looks at pages. */
const listener = { progress: () => undefined, sourceChange: () => undefined }

describe('properties: files merged by time', () => {
  const folder = new TemporaryFolder()
  const inline = inlinePool()
  const { now } = performance
  // Pages are as full as they can be in the time that they may take: let it not depend on the machine.
  let clock = (): number => 0
  before(() => {
    performance.now = () => clock()
  })
  after(async () => {
    performance.now = now
    folder.remove()
    await inline.dispose()
  })

  interface Opened {
    readonly session: Session
    readonly expected: ReferenceResult
    readonly plain: readonly ReferenceFile[]
  }

  async function withSession({ contents, pipeline, sizes: each, reach, shifts }: Case, paged: boolean, pool: ScannerPool, act: (opened: Opened) => Promise<void>): Promise<void> {
    const reachBytes = each.blockBytes + reach
    const sizes = { blockBytes: each.blockBytes, reachBytes, maxLineBytes: Math.max(each.maxLineBytes, reachBytes) }
    const { paths, reference: plain } = writeFiles(folder, contents)
    const expected = reference(pipeline.query, plain, sizes.maxLineBytes, timedFraming(reachBytes, shifts))
    const session = await openSession(paths, { sizes, pool, format: 'timestamped', shifts, listener: paged ? listener : undefined })
    try {
      await act({ session, expected, plain })
    } finally {
      session.close()
      paths.forEach((path) => rmSync(path))
    }
  }

  async function lookAll(session: Session, run: Run, expected: ReferenceResult, looks: readonly Look[]): Promise<void> {
    const walk = new PageWalk(session, run, expected, !expected.table)
    for (const one of looks) await one(walk)
  }

  async function checkOutput({ session, expected, plain }: Opened, run: Run): Promise<void> {
    const text = await rendered(session, run, { format: 'text' })
    assert.equal(text.bytes.toString('latin1'), referenceText(expected).toString('latin1'), 'text')
    assert.equal(text.rows, expected.rows.length)
    const numbered = await rendered(session, run, { format: 'text', numbered: true })
    assert.equal(numbered.bytes.toString('latin1'), referenceText(expected, true).toString('latin1'), 'numbered')
    const json = await rendered(session, run, { format: 'jsonl', countLines: true })
    assert.equal(withoutFields(json.bytes.toString(), expected), referenceJson(expected, plain), 'jsonl')
  }

  it('are written in the order of the sorted rows, before and after they have been counted', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), (each, counted) =>
        withSession(each, false, inline, async (opened) => {
          const run = opened.session.prepare(each.pipeline.text)
          await run.execute(counted)
          if (run.error) throw run.error
          if (counted) assert.equal(run.counts?.total, opened.expected.rows.length)
          await checkOutput(opened, run)
        }),
      ),
      { numRuns: 300 },
    )
  }).timeout(60_000)

  it('do not touch the rows of tables', async () => {
    const contents = ['2026-01-05 06:00:01 a\n2026-01-05 06:00:03 b\n', '2026-01-05 06:00:00 c\n2026-01-05 06:00:02 b\n'].map((text) => Buffer.from(text))
    const { paths } = writeFiles(folder, contents)
    const session = await openSession(paths, { format: 'timestamped' })
    const run = session.prepare('| stats count() by message | head 3 | tail 2')
    await run.execute()
    assert.equal((await rendered(session, run, { format: 'text' })).bytes.toString(), 'a\t1\nc\t1\n')
    session.close()
  })

  it('are shown in that order, at any place', async () => {
    await fc.assert(
      fc.asyncProperty(cases, (each) =>
        withSession(each, true, inline, async (opened) => {
          const { session, expected } = opened
          const run = session.prepare(each.pipeline.text)
          await run.execute()
          if (run.error) throw run.error
          await lookAll(session, run, expected, each.looks)
          await checkOutput(opened, run)
        }),
      ),
      { numRuns: 400 },
    )
  }).timeout(60_000)

  it('are shown in that order while rows are being counted, once all times are known', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), (each, stopped) =>
        withSession(each, true, inline, async ({ session, expected }) => {
          await session.prepare('').execute()
          const run = session.prepare(each.pipeline.text)
          const pass = run.execute()
          if (stopped && run.counts) run.stop()
          if (!run.counts) await pass
          if (run.error) throw run.error
          await lookAll(session, run, expected, each.looks)
          await pass
          await lookAll(session, run, expected, each.looks)
        }),
      ),
      { numRuns: 300 },
    )
  }).timeout(60_000)

  it('are shown in that order also where there never is time to look for rows', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 1, max: 9 }), (each, count) =>
        withSession(each, true, inline, async ({ session, expected }) => {
          await session.prepare('').execute()
          const run = session.prepare(each.pipeline.text)
          if (run.counts) run.stop()
          else await run.execute()
          let time = 0
          clock = () => (time += 1000)
          try {
            const seen: [number, number][] = []
            for (let result = await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count }); ; ) {
              const page = new Page(result.page)
              for (let i = 0; i < page.rows; i++) seen.push([page.source[i], page.offset[i]])
              if (result.atEnd) break
              const last = page.rows - 1
              const next = last < 0 ? result.resume! : { from: { at: 'row', block: page.block[last], row: page.row[last] } as const, skip: 1 }
              result = await session.fetch({ run: run.id, ...next, count })
            }
            assert.deepEqual(seen, expected.rows.map(({ source, offset }) => [Math.max(0, source), offset]))
          } finally {
            clock = () => 0
          }
        }),
      ),
      { numRuns: 200 },
    )
  }).timeout(60_000)

  for (const threads of [1, 3]) {
    it(`are the same on ${threads} thread${threads === 1 ? '' : 's'}`, async () => {
      const pool = workerPool(threads)
      try {
        await fc.assert(
          fc.asyncProperty(cases, fc.boolean(), (each, paged) =>
            withSession(each, paged, pool, async (opened) => {
              const run = opened.session.prepare(each.pipeline.text)
              await run.execute()
              if (run.error) throw run.error
              await checkOutput(opened, run)
            }),
          ),
          { numRuns: 60 },
        )
      } finally {
        await pool.dispose()
      }
    }).timeout(60_000)
  }
})
