/** Pages for which block-local stages run again show what the rows were when the stages ran once, and their rows were kept. */
import { strict as assert } from 'node:assert'
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { LEVELS, Page } from '../../src/common/page.ts'
import type { Place } from '../../src/common/protocol.ts'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import type { Run } from '../../src/engine/run.ts'
import type { Session } from '../../src/engine/session.ts'
import { stageOf } from '../../src/engine/stages/registry.ts'
import { blockSizes, files, pipelines } from '../support/pipelineArbitrary.ts'
import { openSession, runToEnd, writeFiles } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'

/** Rows without the field stay in their order, and sorted rows are on disk: nothing runs again for a page. */
const KEPT = ' | sort `no such field`'

const local = pipelines.filter(({ query }) => query.stages.every(({ node, on }) => !on || stageOf(node).kind === 'blockLocal'))

interface Row {
  readonly line: number
  readonly source: number
  readonly level: string
  readonly cells: readonly (string | undefined)[]
}

async function rowsAt(session: Session, run: Run, from: Place, skip: number, count: number): Promise<Row[]> {
  const page = new Page((await session.fetch({ run: run.id, from, skip, count })).page)
  return Array.from({ length: page.rows }, (_, i) => ({
    line: page.line[i],
    source: page.source[i],
    level: LEVELS[page.level[i]],
    cells: Array.from({ length: page.columns }, (_, column) => page.cell(i, column)),
  }))
}

async function looked(session: Session, query: string, places: readonly (readonly [number, number])[]): Promise<{ columns: unknown; total: number | undefined; pages: Row[][] }> {
  const run = await runToEnd(session, query)
  const pages: Row[][] = []
  for (const [skip, count] of places) {
    pages.push(await rowsAt(session, run, { at: 'start' }, skip, count), await rowsAt(session, run, { at: 'end' }, -count, count))
  }
  return { columns: run.plan.columns, total: run.counts?.total, pages }
}

describe('properties: replay', () => {
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  after(async () => {
    folder.remove()
    await pool.dispose()
  })

  it('gives the pages that there would be without it', async () => {
    let rows = 0
    const looks = fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 25 })), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(files(), local, blockSizes, looks, async (contents, { text }, sizes, places) => {
        const { paths } = writeFiles(folder, contents)
        const session = await openSession(paths, { sizes, pool })
        try {
          // A session has one result at a time.
          const again = await looked(session, text, places)
          assert.deepEqual(again, await looked(session, text + KEPT, places))
          rows += again.pages.flat().length
        } finally {
          session.close()
          paths.forEach((path) => rmSync(path))
        }
      }),
      { numRuns: 60 },
    )
    assert.ok(rows > 100)
  }).timeout(120_000)
})
