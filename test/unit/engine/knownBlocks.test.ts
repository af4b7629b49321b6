import { strict as assert } from 'node:assert'
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs'
import { inlinePool } from '../../../src/engine/results/inlinePool.ts'
import { KeptIndexStore } from '../../../src/engine/results/keptIndex/store.ts'
import { Session } from '../../../src/engine/session.ts'
import { rendered, runToEnd } from '../../support/sessions.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

const sizes = { blockBytes: 256, reachBytes: 256, maxLineBytes: 1024 }
const stamp = (minute: number): string => `2026-01-05 06:${String(minute % 60).padStart(2, '0')}:00`
const record = (i: number): string => `${stamp(i)} ${i % 50 === 7 ? 'ERROR' : 'INFO'} number ${i}\n${i % 10 === 0 ? '  and more\n' : ''}`
const records = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => record(from + i)).join('')

describe('engine/knownBlocks', () => {
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  after(async () => {
    folder.remove()
    await pool.dispose()
  })

  let number = 0
  async function withLog(act: (log: string, open: (everyLine?: boolean) => Promise<Session>, kept: string) => Promise<void>): Promise<void> {
    const kept = folder.join(`index${++number}`)
    const log = folder.file(`${number}.log`, Buffer.from(records(0, 400)))
    const store = new KeptIndexStore(kept, { minLogBytes: 0 })
    const sessions: Session[] = []
    const open = async (everyLine = false): Promise<Session> => {
      const session = await Session.open([log], { id: 1, pool, sizes, store, everyLine, format: 'timestamped' })
      sessions.push(session)
      return session
    }
    try {
      await act(log, open, kept)
    } finally {
      sessions.forEach((session) => session.close())
    }
  }

  async function passOver(session: Session, query = ''): Promise<{ rows: number; read: number }> {
    const run = await runToEnd(session, query)
    return { rows: run.counts!.total, read: run.bytesRead }
  }

  it('make a log that is opened again known without reading it', () =>
    withLog(async (_log, open) => {
      const first = await open()
      assert.equal((await passOver(first)).rows, 400)
      await first.saveIndex()
      const again = await open()
      assert.deepEqual(await passOver(again), { rows: 400, read: 0 })
      assert.equal(again.linesCounted, 440)
      const progress = again.run!.progress(1)
      assert.deepEqual([progress.exact, progress.bytesDone, progress.rowsScanned], [true, progress.bytesTotal, 400])
    }))

  it('leave only the end of a log that has grown to be read', () =>
    withLog(async (log, open) => {
      // What is within reach of the old end is read again, and that is 256 KiB.
      appendFileSync(log, records(400, 30_000))
      const first = await open()
      const { read: all } = await passOver(first)
      await first.saveIndex()
      appendFileSync(log, records(30_000, 30_050))
      const { rows, read } = await passOver(await open())
      assert.equal(rows, 30_050)
      assert.ok(read > 0 && read < all - 400_000, `${read} bytes read of ${all}`)
    }))

  it('are forgotten when the log has been written anew', () =>
    withLog(async (log, open) => {
      const first = await open()
      await passOver(first)
      await first.saveIndex()
      writeFileSync(log, records(1, 401))
      const { rows, read } = await passOver(await open())
      assert.equal(rows, 400)
      assert.ok(read > 10_000)
    }))

  it('are kept for lines and for records by themselves', () =>
    withLog(async (_log, open, kept) => {
      const records = await open()
      await passOver(records)
      await records.saveIndex()
      const lines = await open(true)
      const { rows, read } = await passOver(lines)
      assert.equal(rows, 440)
      assert.ok(read > 10_000)
      await lines.saveIndex()
      assert.deepEqual(await passOver(await open()), { rows: 400, read: 0 })
      assert.deepEqual(await passOver(await open(true)), { rows: 440, read: 0 })
      assert.equal(readdirSync(kept).length, 2)
    }))

  it('are not kept by passes that do not look at every record', () =>
    withLog(async (_log, open) => {
      const session = await open()
      await passOver(session, 'number')
      await session.saveIndex()
      assert.ok((await passOver(await open())).read > 10_000)
    }))

  it('tell which blocks have no record of a level', () =>
    withLog(async (_log, open) => {
      const before = await passOver(await open(), 'level=error')
      assert.equal(before.rows, 8)
      const first = await open()
      await passOver(first)
      await first.saveIndex()
      const session = await open()
      const { rows, read } = await passOver(session, 'level=error number')
      assert.equal(rows, 8)
      assert.ok(read > 0 && read < before.read / 3, `${read} of ${before.read} bytes read`)
      const [stage] = session.run!.progress(1).stages
      assert.deepEqual([stage.rowsIn, stage.inExact, stage.rowsOut, stage.outExact], [400, true, 8, true])
      const text = (await rendered(session, session.run!, { format: 'text' })).bytes.toString()
      assert.equal(text.split('\n').filter((line) => line.includes('ERROR')).length, 8)
      // Blocks that were not read have the field, and no record of this level: nothing is misspelt.
      assert.equal((await passOver(session, 'level=fatal')).rows, 0)
      assert.deepEqual(session.run!.progress(1).stages[0].warnings, [])
      // Plain negation: no block may be left out for this one.
      assert.equal((await passOver(session, 'NOT level=error')).rows, 392)
    }))
})
