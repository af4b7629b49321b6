import { strict as assert } from 'node:assert'
import { findBeside } from '../../../../src/webview/find/findBeside.ts'
import { openSession, runToEnd } from '../../../support/sessions.ts'
import type { Session } from '../../../../src/engine/session.ts'
import { TemporaryFolder } from '../../../support/temporary.ts'

const LINES = Array.from({ length: 500 }, (_, i) => `row ${i} ${i % 100 === 50 ? 'here' : 'there'}`)
const offsetOf = (row: number): number => LINES.slice(0, row).join('\n').length + (row > 0 ? 1 : 0)

describe('webview/find/findBeside', () => {
  const folder = new TemporaryFolder()
  let session: Session
  after(() => {
    session.close()
    folder.remove()
  })

  it('steps to the next row and the one before, round the ends, whether or not the rows are counted', async () => {
    session = await openSession([folder.file('a.log', `${LINES.join('\n')}\n`)], { sizes: { blockBytes: 256, maxLineBytes: 4096 } })
    for (const counted of [false, true]) {
      const run = session.prepare('| search " here"')
      if (counted) await run.execute()
      const step = async (row: number | undefined, way: 1 | -1 | 0): Promise<number | undefined> => {
        const base = row === undefined ? undefined : { source: 0, offset: offsetOf(row) }
        const found = await findBeside((from, skip, count) => session.fetch({ run: run.id, from, skip, count, columns: [] }), base, way)
        if (counted && found) assert.equal(found.exact, true)
        return found && LINES.findIndex((_, i) => offsetOf(i) === found.offset)
      }
      assert.deepEqual([await step(0, 1), await step(50, 0), await step(50, 1), await step(449, 1), await step(450, 1), await step(499, 1)], [50, 50, 150, 450, 50, 50])
      assert.deepEqual([await step(499, -1), await step(450, -1), await step(151, -1), await step(50, -1), await step(0, -1), await step(undefined, -1)], [450, 350, 150, 450, 450, 450])
    }
  })

  it('finds nothing where there is nothing', async () => {
    const run = await runToEnd(session, '| search nowhere')
    for (const way of [1, -1, 0] as const) {
      assert.equal(await findBeside((from, skip, count) => session.fetch({ run: run.id, from, skip, count, columns: [] }), { source: 0, offset: 9 }, way), undefined)
    }
  })
})
