import { strict as assert } from 'node:assert'
import { appendFileSync, rmSync } from 'node:fs'
import fc from 'fast-check'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import { files, hasPlan, pipelines } from '../support/pipelineArbitrary.ts'
import { compareProgress } from '../support/progress.ts'
import { openSession, rendered, runToEnd, writeFiles } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import { parse } from '../../src/engine/stages/registry.ts'

const listener = { progress: () => undefined, sourceChange: () => undefined }

/** So small that some of a file is settled. */
const blockSizes = fc
  .record({ blockBytes: fc.integer({ min: 1, max: 80 }), reach: fc.integer({ min: 0, max: 40 }), line: fc.integer({ min: 0, max: 40 }) })
  .map(({ blockBytes, reach, line }) => ({ blockBytes, reachBytes: blockBytes + reach, maxLineBytes: blockBytes + reach + line }))

const cases = fc.record({
  contents: files(200),
  sizes: blockSizes,
  query: pipelines.map(({ text }) => text).filter((text) => hasPlan(parse(text).query)),
  /** Where each file is cut, as parts of it; the pieces are written one after the other. */
  cuts: fc.array(fc.array(fc.double({ min: 0.3, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 3 }),
  /** How the passes over what is there before all is written end, and whether the same query is run then. */
  before: fc.array(fc.constantFrom('whole', 'whole', 'whole', 'stopped', 'pages', 'other'), { minLength: 1, maxLength: 3 }),
  format: fc.constantFrom('plain', 'timestamped'),
})

describe('properties: growth', () => {
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  after(async () => {
    folder.remove()
    await pool.dispose()
  })

  it('a query that is run again when the files have grown gives what it gives of the whole files', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ contents, sizes, query, cuts, before, format }) => {
        const pieces = contents.map((bytes, i) => {
          const ends = [...cuts[i % cuts.length].map((part) => Math.floor(part * bytes.length)).sort((a, b) => a - b), bytes.length]
          return ends.map((end, piece) => bytes.subarray(piece === 0 ? 0 : ends[piece - 1], end))
        })
        const { paths } = writeFiles(folder, pieces.map(([first]) => first))
        const session = await openSession(paths, { sizes, pool, listener, format })
        const rounds = Math.max(...pieces.map(({ length }) => length))
        for (let round = 1; round < rounds; round++) {
          const how = before[round % before.length]
          const run = session.prepare(how === 'other' ? '' : query)
          if (how === 'whole' || how === 'other') await run.execute()
          else if (how === 'stopped') {
            const pass = run.execute()
            run.stop()
            await pass
          } else if (run.counts) await session.fetch({ run: run.id, from: { at: 'end' }, skip: -1000, count: 1000 })
          pieces.forEach((each, i) => each.length > round && appendFileSync(paths[i], each[round]))
          await session.reload()
        }
        const whole = await openSession(paths, { sizes, pool, listener, format })
        const [run, other] = [await runToEnd(session, query), await runToEnd(whole, query)]
        compareProgress(run.progress(1), other.progress(1))
        const [a, b] = [await rendered(session, run, { format: 'jsonl' }), await rendered(whole, other, { format: 'jsonl' })]
        assert.equal(a.bytes.toString('latin1'), b.bytes.toString('latin1'), query)
        session.close()
        whole.close()
        for (const path of paths) rmSync(path)
      }),
      { numRuns: 600 },
    )
  }).timeout(120_000)
})
