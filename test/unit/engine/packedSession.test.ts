import { strict as assert } from 'node:assert'
import { readdirSync, writeFileSync } from 'node:fs'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { SourceChange } from '../../../src/common/protocol.ts'
import type { PlainChunks } from '../../../src/engine/bytes/packed/packedFile.ts'
import { SpoolStore } from '../../../src/engine/bytes/packed/spoolStore.ts'
import type { Content } from '../../../src/engine/bytes/packed/unpack.ts'
import { KeptIndexStore } from '../../../src/engine/results/keptIndex/store.ts'
import type { Session } from '../../../src/engine/session.ts'
import { bgzf, seekable } from '../../support/indexed.ts'
import { openSession, rendered, runToEnd } from '../../support/sessions.ts'
import { TemporaryFolder } from '../../support/temporary.ts'
import { workerPool } from '../../support/workers.ts'

/** Some MiB of lines, of which some match. */
function log(lines: number): Buffer {
  return Buffer.from(Array.from({ length: lines }, (_, i) => `2024-05-01 12:00:00 ${i % 97 === 0 ? 'ERROR' : 'INFO'} line ${i} took ${(i * 7919) % 1000}ms\n`).join(''))
}

/** Does it again until it is so. */
async function until(isSo: () => boolean, again: () => Promise<unknown>): Promise<void> {
  while (!isSo()) await again()
}

const silent = { progress: () => undefined, sourceChange: () => undefined }

describe('engine/session over packed files', function () {
  this.timeout(60_000)
  const folder = new TemporaryFolder()
  const spools = new SpoolStore(folder.join('spools'))
  after(() => folder.remove())

  async function output(session: Session, query: string): Promise<string> {
    const run = await runToEnd(session, query)
    return (await rendered(session, run, { format: 'text' })).bytes.toString()
  }

  it('gives the rows of the content, on several threads', async () => {
    const plain = log(60_000)
    const pool = workerPool(2)
    const paths = [
      folder.file('a.log', plain),
      folder.file('b.log.gz', Buffer.concat([gzipSync(plain.subarray(0, 1_000_000)), gzipSync(plain.subarray(1_000_000))])),
      folder.file('named.like.text', zstdCompressSync(plain)),
    ]
    for (const query of ['ERROR', '', 'ERROR | tail 3', '| head 70', '/took 9\\d\\dms/ | stats count()']) {
      const answers: string[] = []
      for (const path of paths) {
        const session = await openSession([path], { pool, spools })
        answers.push(await output(session, query))
        session.close()
        await session.freed
      }
      assert.ok(answers[0].length > 0)
      assert.equal(answers[1], answers[0])
      assert.equal(answers[2], answers[0])
    }
    assert.deepEqual(readdirSync(folder.join('spools')), [])
    await pool.dispose()
  })

  it('reads in place what has members of its own, and unpacks it after all where one turns out to be damaged', async () => {
    const plain = log(100_000)
    for (const [name, packed, decoded] of [['a.log.gz', bgzf(plain), /^a\.log\.gz is damaged at byte/], ['b.log.zst', seekable(plain, 500_000), /^b\.log\.zst is damaged at byte/]] as const) {
      const path = folder.file(name, packed)
      const whole = await openSession([path], { spools })
      assert.deepEqual(readdirSync(folder.join('spools')), [])
      assert.equal(await output(whole, ''), plain.toString())
      whole.close()
      // Where the samples that are looked at first are not.
      packed.fill(255, Math.floor(packed.length * 0.7), Math.floor(packed.length * 0.7) + 300)
      writeFileSync(path, packed)
      let told: (change: SourceChange) => void = () => undefined
      const change = new Promise<SourceChange>((resolve) => (told = resolve))
      const session = await openSession([path], { spools, listener: { ...silent, sourceChange: (found) => told(found) } })
      assert.deepEqual([session.sources[0].size, readdirSync(folder.join('spools'))], [plain.length, []])
      session.start('')
      assert.equal((await change).kind, 'unpacked')
      await session.reload()
      await until(() => session.sources[0].unpacking !== true, () => session.reload())
      const [{ damage, size }] = session.sources
      assert.match(damage ?? '', decoded)
      assert.ok(size > plain.length / 2 && size < plain.length)
      // What a decoder makes of the damage itself may be anything.
      const sound = Math.floor(plain.length * 0.6)
      assert.equal((await output(session, '')).slice(0, sound), plain.toString().slice(0, sound))
      session.close()
      await session.freed
    }
  })

  it('says of what is damaged where, and gives what comes before', async () => {
    const plain = log(20_000)
    const packed = gzipSync(plain)
    const session = await openSession([folder.file('cut.log.gz', packed.subarray(0, packed.length / 2))], { spools })
    const [{ damage, unpacking }] = session.sources
    assert.match(damage ?? '', /^cut\.log\.gz ends too early, behind byte [\d,]+:/)
    assert.equal(unpacking, undefined)
    const text = await output(session, '')
    assert.ok(text.length > plain.length / 4 && plain.toString().startsWith(text.slice(0, -1)))
    session.close()
    await session.freed
  })

  it('shows the start of what takes long to unpack, tells how far it is, and shows all of it when it is looked at again', async () => {
    const plain = log(60_000)
    const path = folder.file('long.log.gz', gzipSync(plain))
    let go: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (go = resolve))
    async function* chunks(): PlainChunks {
      yield plain.subarray(0, 1_500_000)
      await gate
      yield plain.subarray(1_500_000)
      return { at: 7, cut: false, reason: 'oops' }
    }
    const open = async (): Promise<Content> => ({ name: 'long.log', chunks: chunks(), fraction: () => 0.43, close: async () => undefined })
    const store = new SpoolStore(folder.join('slow'), undefined, open)
    const changes: SourceChange[] = []
    let heard: () => void = () => undefined
    const listener = {
      progress: () => undefined,
      sourceChange(change: SourceChange) {
        changes.push(change)
        heard()
      },
    }
    const change = (): Promise<void> => new Promise((resolve) => (heard = resolve))
    const session = await openSession([path], { spools: store, listener })
    const [{ size, unpacking, name }] = session.sources
    assert.deepEqual([size, unpacking, name], [1024 * 1024, true, 'long.log'])
    const start = await output(session, '')
    assert.ok(plain.subarray(0, size).toString().startsWith(start.slice(0, -1)))
    await change()
    // How often it is told depends on the time that it takes.
    assert.deepEqual([...new Set(changes.map(({ kind, message }) => `${kind}: ${message}`))], ['unpacking: Unpacking long.log: 43 %. The rows so far are those of its start.'])
    const more = change()
    go()
    await more
    assert.equal(changes.at(-1)?.kind, 'unpacked')
    await session.reload()
    const [whole] = session.sources
    assert.deepEqual([whole.size, whole.unpacking], [plain.length, undefined])
    assert.match(whole.damage ?? '', /long\.log is damaged at byte 7 \(oops\)/)
    assert.equal(await output(session, ''), plain.toString())
    session.close()
    await session.freed
    assert.deepEqual(readdirSync(folder.join('slow')), [])
  })

  it('keeps what it knows of the content for the next time, unless the file is another', async () => {
    const path = folder.file('kept.log.gz', gzipSync(log(100_000)))
    const store = new KeptIndexStore(folder.join('index'))
    const bytesRead = async (): Promise<number> => {
      const session = await openSession([path], { spools, store })
      const run = await runToEnd(session, '')
      await session.saveIndex()
      session.close()
      await session.freed
      return run.bytesRead
    }
    assert.ok((await bytesRead()) > 0)
    assert.equal(await bytesRead(), 0)
    writeFileSync(path, gzipSync(log(99_999)))
    assert.ok((await bytesRead()) > 0)
  })

  it('takes the spool away when a reload finds another file, and when it cannot be opened', async () => {
    const path = folder.file('again.log.gz', gzipSync(log(1000)))
    const store = new SpoolStore(folder.join('again'))
    const session = await openSession([path], { spools: store, listener: silent })
    writeFileSync(path, gzipSync(log(2000)))
    await session.reload()
    assert.equal(session.sources[0].size, log(2000).length)
    await new Promise(setImmediate)
    session.close()
    await session.freed
    assert.deepEqual(readdirSync(folder.join('again')), [])
    await assert.rejects(openSession([path, folder.join('missing.gz')], { spools: store }), { code: 'notFound' })
    assert.deepEqual(readdirSync(folder.join('again')), [])
  })
})
