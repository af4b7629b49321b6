import { strict as assert } from 'node:assert'
import { inlinePool } from '../../../src/engine/results/inlinePool.ts'
import type { Run } from '../../../src/engine/run.ts'
import type { Session } from '../../../src/engine/session.ts'
import { openSession, rendered, runToEnd } from '../../support/sessions.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

const BLOCK = 4096
const LINES = 40_000

/** Lines of ten bytes; every thousandth is an error. */
const TEXT = Array.from({ length: LINES }, (_, i) => `${String(i + 1).padStart(5, '0')} ${i % 1000 === 500 ? 'err' : '...'}\n`).join('')

describe('rows by where they are', () => {
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  let session: Session
  beforeEach(async () => {
    session = await openSession([folder.file('a.log', TEXT)], { pool, sizes: { blockBytes: BLOCK, maxLineBytes: BLOCK } })
  })
  afterEach(() => session.close())
  after(async () => {
    folder.remove()
    await pool.dispose()
  })

  async function textOf(run: Run): Promise<string> {
    return (await rendered(session, run, { format: 'text' })).bytes.toString()
  }

  it('reads only the blocks of lines', async () => {
    for (const _ of ['not counted yet', 'counted']) {
      const run = await runToEnd(session, '| lines 20000..20001')
      assert.equal(await textOf(run), '20000 ...\n20001 ...\n')
      assert.ok(run.bytesRead < 5 * BLOCK, `${run.bytesRead} bytes`)
    }
    assert.ok(session.linesCounted < LINES, 'nothing below is counted for it')
  })

  it('says what it does not know of rows before those lines', async () => {
    const { stages } = (await runToEnd(session, 'err | lines 20000..21000')).progress(1)
    assert.deepEqual(stages.map(({ rowsOut, outExact }) => [rowsOut, outExact]), [[1, false], [1, true]])
    await runToEnd(session, 'err')
    const known = (await runToEnd(session, 'err | lines 20000..21000')).progress(1).stages
    assert.deepEqual(known.map(({ rowsOut, outExact }) => [rowsOut, outExact]), [[40, true], [1, true]])
  })

  it('shows nothing before it is known where the lines are', async () => {
    const run = session.prepare('| lines 5..6')
    const early = await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 10 })
    assert.deepEqual([run.inputComplete, early.atEnd], [false, false])
    await run.execute()
    assert.equal(await textOf(run), '00005 ...\n00006 ...\n')
  })

  it('keeps two numbers a block of what is around rows, however many these are', async () => {
    const run = await runToEnd(session, '| context 50')
    const input = run.input(1)
    assert.ok(input?.kind === 'spans' && input.around)
    assert.equal(input.spans.length / 3, Math.ceil(TEXT.length / BLOCK))
    assert.equal(input.around.ends.length, 2 * (input.spans.length / 3))
    assert.equal(run.counts?.total, LINES)
  })

  it('reads the blocks around rows, and not all', async () => {
    await runToEnd(session, 'err')
    const run = await runToEnd(session, 'err | context 1')
    assert.equal(run.counts?.total, 3 * 40)
    assert.ok(run.bytesRead < 70 * BLOCK, `${run.bytesRead} bytes`)
  })

  it('stops where enough is around the first rows', async () => {
    const run = await runToEnd(session, 'err | context 1 | head 5')
    assert.equal(await textOf(run), '00500 ...\n00501 err\n00502 ...\n01500 ...\n01501 err\n')
    assert.ok(run.bytesRead < 20 * BLOCK, `${run.bytesRead} bytes`)
    assert.equal(run.progress(1).stages[1].outExact, false)
  })

  it('can be stopped', async () => {
    const run = session.prepare('err | context 1')
    const pass = run.execute()
    run.stop()
    await pass
    assert.deepEqual([run.state, run.error], ['stopped', undefined])
  })
})
