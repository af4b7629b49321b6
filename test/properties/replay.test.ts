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

/** A page may give fewer rows than were asked for, where the machine is busy: then the next ones follow. */
async function rowsFrom(session: Session, run: Run, first: number, count: number): Promise<Row[]> {
  const rows: Row[] = []
  let from: Place = { at: 'start' }
  for (let skip = first; rows.length < count; skip = 1) {
    const result = await session.fetch({ run: run.id, from, skip, count: count - rows.length })
    const page = new Page(result.page)
    for (let i = 0; i < page.rows; i++) rows.push(rowOf(page, i))
    if (result.atEnd) break
    assert.ok(page.rows > 0, 'a page without rows is the end')
    from = { at: 'row', block: page.block[page.rows - 1], row: page.row[page.rows - 1] }
  }
  return rows
}

function rowOf(page: Page, i: number): Row {
  return {
    line: page.line[i],
    source: page.source[i],
    level: LEVELS[page.level[i]],
    cells: Array.from({ length: page.columns }, (_, column) => page.cell(i, column)),
  }
}

async function looked(session: Session, query: string, places: readonly (readonly [number, number])[]): Promise<{ columns: unknown; total: number | undefined; pages: Row[][] }> {
  const run = await runToEnd(session, query)
  const pages: Row[][] = []
  for (const [skip, count] of places) {
    pages.push(await rowsFrom(session, run, skip, count))
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
    assert.ok(rows > 20)
  }).timeout(120_000)
})
