import { strict as assert } from 'node:assert'
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import type { ScannerPool } from '../../src/engine/results/pool.ts'
import { blockSizes, files, markOf, pipelines } from '../support/pipelineArbitrary.ts'
import { reference, referenceJson, referenceText, withoutFields } from '../support/reference.ts'
import { openSession, rendered, runToEnd, writeFiles } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import { workerPool } from '../support/workers.ts'

/** Behind each newline of some: what starts a record of the format. */
const HEAD = '2026-01-05 06:00:00 '
const isHead = (line: Buffer): boolean => line.subarray(0, HEAD.length).equals(Buffer.from(HEAD))
const timeOf = (text: string): number => (text.startsWith(HEAD) ? Date.parse(`${HEAD.trim()}Z`) : NaN)

/** The same files, with some of their lines being heads; `every`: one of so many lines is one. */
function withHeads(contents: readonly Buffer[], every: number): Buffer[] {
  return contents.map((bytes) => {
    let line = 0
    const start = markOf(bytes)
    const text = bytes.subarray(start).toString('latin1').replace(/^(?=[^])/gm, () => (line++ % every === every - 1 ? HEAD : ''))
    return Buffer.concat([bytes.subarray(0, start), Buffer.from(text, 'latin1')])
  })
}

const cases = fc.record({ contents: files(), pipeline: pipelines, sizes: blockSizes, every: fc.integer({ min: 0, max: 4 }), reach: fc.nat(200) })
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

describe('properties: pipelines', () => {
  const folder = new TemporaryFolder()
  const inline = inlinePool()
  after(async () => {
    folder.remove()
    await inline.dispose()
  })

  async function check({ contents, pipeline, sizes: { blockBytes, maxLineBytes: longest }, every, reach }: Case, pool: ScannerPool): Promise<void> {
    const framed = every > 0
    const reachBytes = blockBytes + (framed ? reach : 0)
    const sizes = { blockBytes, reachBytes, maxLineBytes: Math.max(longest, reachBytes) }
    const { paths, reference: plain } = writeFiles(folder, framed ? withHeads(contents, every) : contents)
    const expected = reference(pipeline.query, plain, sizes.maxLineBytes, framed ? { isHead, reachBytes, timeOf } : undefined)
    const session = await openSession(paths, { sizes, pool, format: framed ? 'timestamped' : undefined })
    try {
      const run = await runToEnd(session, pipeline.text)
      assert.deepEqual(run.plan.columns, { names: expected.columns, chosen: expected.chosen, table: expected.table })
      assert.equal(run.counts?.total, expected.rows.length, 'rows counted')
      const progress = run.progress(1)
      assert.deepEqual([progress.state, progress.exact, progress.rowsMatched], ['done', true, expected.rows.length])
      progress.stages.forEach((stage, i) => {
        const [rowsIn, rowsOut] = expected.stages[i]
        // A stage that stopped the reading leaves the ones before it with what they had.
        if (stage.inExact) assert.equal(stage.rowsIn, rowsIn, `rows into stage ${i}`)
        else assert.ok(stage.rowsIn <= rowsIn, `rows into stage ${i}`)
        if (stage.outExact) assert.equal(stage.rowsOut, rowsOut, `rows out of stage ${i}`)
        else assert.ok(stage.rowsOut <= rowsOut, `rows out of stage ${i}`)
      })
      assert.equal(progress.stages.at(-1)?.outExact, true)
      const text = await rendered(session, run, { format: 'text' })
      assert.equal(text.bytes.toString('latin1'), referenceText(expected).toString('latin1'), 'text')
      assert.equal(text.rows, expected.rows.length)
      const numbered = await rendered(session, run, { format: 'text', numbered: true })
      assert.equal(numbered.bytes.toString('latin1'), referenceText(expected, true).toString('latin1'), 'numbered')
      const json = await rendered(session, run, { format: 'jsonl' })
      assert.equal(withoutFields(json.bytes.toString(), expected), referenceJson(expected, plain), 'jsonl')
      // As the command line does it: the last segment is rendered without having been counted.
      const uncounted = await runToEnd(session, pipeline.text, false)
      const again = await rendered(session, uncounted, { format: 'jsonl', countLines: true })
      assert.equal(again.bytes.toString(), json.bytes.toString(), 'uncounted')
    } finally {
      session.close()
      paths.forEach((path) => rmSync(path))
    }
  }

  it('give the rows of the reference, for any blocks', async () => {
    await fc.assert(
      fc.asyncProperty(cases, (each) => check(each, inline)),
      { numRuns: 400 },
    )
  }).timeout(60_000)

  for (const threads of [1, 3]) {
    it(`give the rows of the reference, on ${threads} thread${threads === 1 ? '' : 's'}`, async () => {
      const pool = workerPool(threads)
      try {
        await fc.assert(
          fc.asyncProperty(cases, (each) => check(each, pool)),
          { numRuns: 60 },
        )
      } finally {
        await pool.dispose()
      }
    }).timeout(60_000)
  }
})
