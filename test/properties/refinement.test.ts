import { strict as assert } from 'node:assert'
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { parse } from '../../src/engine/stages/registry.ts'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import { blockSizes, files, hasPlan, pipelines } from '../support/pipelineArbitrary.ts'
import { compareProgress } from '../support/progress.ts'
import { openSession, rendered, runToEnd, writeFiles } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import type { Session } from '../../src/engine/session.ts'

/** How what comes before the query ends: it runs, is stopped, or is only looked at. */
type Before = 'whole' | 'stopped' | 'pagesOnly' | 'pagesMeanwhile'

const cases = fc.record({
  contents: files(),
  sizes: blockSizes,
  first: pipelines.map(({ text }) => text),
  more: fc.array(pipelines, { minLength: 1, maxLength: 2 }),
  before: fc.constantFrom<Before>('whole', 'whole', 'stopped', 'pagesOnly', 'pagesMeanwhile'),
})

/** `A`, then `A | B`, then `A | B | C`: each the one before with more behind it. */
function narrowing(first: string, more: readonly { text: string }[]): string[] {
  const queries = [first]
  for (const { text } of more) {
    // The search of the next query becomes a stage.
    const [search, ...rest] = text.split(' | ')
    const stages = [...(search === '' || search.startsWith('|') || search.startsWith('/*') ? [] : [`search ${search}`]), ...rest]
    const narrower = `${queries.at(-1)} | ${stages.join(' | ')}`
    if (stages.length > 0 && hasPlan(parse(narrower).query)) queries.push(narrower)
  }
  return queries
}

async function begin(session: Session, query: string, before: Before): Promise<void> {
  const run = session.prepare(query)
  const pass = before === 'pagesOnly' ? Promise.resolve() : run.execute()
  if (before === 'stopped' || before === 'pagesOnly') run.stop()
  if (before !== 'whole' && run.counts) {
    // Looking at every page counts every block.
    await session.fetch({ run: run.id, from: { at: 'end' }, skip: -1000, count: 1000 })
    await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 1000 })
  }
  if (before !== 'pagesMeanwhile') await pass
}

describe('properties: refinement', () => {
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  after(async () => {
    folder.remove()
    await pool.dispose()
  })

  it('running A, then A | B, is running A | B', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ contents, sizes, first, more, before }) => {
        const { paths } = writeFiles(folder, contents)
        const used = await openSession(paths, { sizes, pool })
        try {
          const queries = narrowing(first, more)
          for (const [i, query] of queries.entries()) {
            if (i < queries.length - 1) {
              await begin(used, query, before)
              continue
            }
            const run = await runToEnd(used, query)
            const fresh = await openSession(paths, { sizes, pool })
            const other = await runToEnd(fresh, query)
            const progress = run.progress(1)
            compareProgress(progress, other.progress(1))
            // Where lines are asked for by their numbers, the others need not be read.
            if (!/\b(head|tail|lines) |\bline\b/.test(query)) assert.ok(progress.stages.every((stage) => stage.inExact && stage.outExact))
            const [a, b] = [await rendered(used, run, { format: 'jsonl' }), await rendered(fresh, other, { format: 'jsonl' })]
            assert.equal(a.bytes.toString(), b.bytes.toString())
            fresh.close()
          }
        } finally {
          used.close()
          paths.forEach((path) => rmSync(path))
        }
      }),
      { numRuns: 300 },
    )
  }).timeout(60_000)
})
