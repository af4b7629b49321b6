import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { MEMBER_BYTES } from '../../../../../src/engine/bytes/packed/memberWriter.ts'
import { MemberSource } from '../../../../../src/engine/bytes/packed/members.ts'
import { Spool } from '../../../../../src/engine/bytes/packed/spool.ts'
import { SpoolStore } from '../../../../../src/engine/bytes/packed/spoolStore.ts'
import type { Damage } from '../../../../../src/engine/bytes/packed/packedFile.ts'
import type { Content } from '../../../../../src/engine/bytes/packed/unpack.ts'
import { TemporaryFolder } from '../../../../support/temporary.ts'

const ENOUGH = { mayGrow: () => true, limitBytes: 1e9 }

/** Lines that differ, so that a wrong place shows. */
function lines(bytes: number): Buffer {
  let text = ''
  for (let i = 0; text.length < bytes; i++) text += `line ${i} of a log ${(i * 7919) % 1000}\n`
  return Buffer.from(text.slice(0, bytes))
}

function contentOf(parts: AsyncIterable<Buffer> | Iterable<Buffer>, end?: Damage): Content {
  async function* chunks(): AsyncGenerator<Buffer, Damage | undefined> {
    yield* parts
    return end
  }
  return { name: 'a.log.gz', chunks: chunks(), fraction: () => 0.5, close: async () => undefined }
}

function bytesOf(spool: Spool, position = 0, length = spool.size): Buffer {
  const source = MemberSource.open(spool.spec, spool.size, 'a.log.gz')
  const buffer = Buffer.alloc(length)
  const read = source.read(buffer, 0, length, position)
  source.close()
  return buffer.subarray(0, read)
}

describe('engine/bytes/packed/spool', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('gives any bytes of the content, in whatever chunks it came', async () => {
    const plain = lines(3 * MEMBER_BYTES + 12345)
    const place = fc.tuple(fc.nat(plain.length + 10), fc.oneof(fc.nat(5000), fc.nat(2 * MEMBER_BYTES)))
    const run = fc.tuple(fc.array(fc.nat(2 * MEMBER_BYTES), { maxLength: 8 }), fc.array(place, { minLength: 1, maxLength: 12 }))
    let round = 0
    await fc.assert(
      fc.asyncProperty(run, async ([cuts, places]) => {
        const at = [0, ...cuts.map((cut) => cut % plain.length).sort((a, b) => a - b), plain.length]
        const chunks = at.slice(1).map((to, i) => plain.subarray(at[i], to))
        const spool = await Spool.start(contentOf(chunks), { path: folder.join(`any-${round++}`), ...ENOUGH })
        await spool.waitFor(Infinity)
        assert.deepEqual([spool.size, spool.message, spool.fraction], [plain.length, undefined, 1])
        const source = MemberSource.open(spool.spec, spool.size, 'a.log.gz')
        for (const [position, length] of places) {
          const buffer = Buffer.alloc(length + 2)
          const read = source.read(buffer, 1, length, position)
          assert.ok(buffer.subarray(1, 1 + read).equals(plain.subarray(position, position + length)), `${length} bytes at ${position}`)
        }
        source.close()
        await spool.dispose()
      }),
      { numRuns: 15 },
    )
  })

  it('keeps few members open, however many are read in turns', async () => {
    const plain = lines(3 * MEMBER_BYTES)
    const spool = await Spool.start(contentOf([plain]), { path: folder.join('turns'), ...ENOUGH })
    await spool.waitFor(Infinity)
    const before = process.memoryUsage().arrayBuffers
    const sources = Array.from({ length: 120 }, () => MemberSource.open(spool.spec, spool.size, 'a.log.gz'))
    const buffer = Buffer.alloc(1000)
    let most = 0
    for (let turn = 0; turn < 3; turn++) {
      for (const [i, source] of sources.entries()) {
        const at = turn * MEMBER_BYTES + 1000 * i - (turn > 0 ? 500 : 0)
        source.read(buffer, 0, buffer.length, at)
        assert.ok(buffer.equals(plain.subarray(at, at + buffer.length)), `file ${i} at ${at}`)
        most = Math.max(most, process.memoryUsage().arrayBuffers - before)
      }
    }
    for (const source of sources) source.close()
    // 48 of them, and what they are opened from. What the collector takes away meanwhile only makes it less.
    assert.ok(most < 100 * MEMBER_BYTES, `${Math.round(most / MEMBER_BYTES)} members`)
    assert.ok(process.memoryUsage().arrayBuffers - before < 20 * MEMBER_BYTES)
    await spool.dispose()
  })

  it('can be read while it grows, by the members that are there', async () => {
    const plain = lines(4 * MEMBER_BYTES)
    let go: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (go = resolve))
    async function* slow(): AsyncGenerator<Buffer> {
      yield plain.subarray(0, 2.5 * MEMBER_BYTES)
      await gate
      yield plain.subarray(2.5 * MEMBER_BYTES)
    }
    const spool = await Spool.start(contentOf(slow()), { path: folder.join('grows'), ...ENOUGH })
    await spool.waitFor(2 * MEMBER_BYTES)
    assert.deepEqual([spool.size, spool.complete, spool.fraction], [2 * MEMBER_BYTES, false, 0.5])
    const early = MemberSource.open(spool.spec, spool.size, 'a.log.gz')
    go()
    await spool.waitFor(Infinity)
    assert.ok(bytesOf(spool).equals(plain))
    // Goes on with what it knew.
    const buffer = Buffer.alloc(MEMBER_BYTES)
    assert.equal(early.read(buffer, 0, buffer.length, 1.5 * MEMBER_BYTES), MEMBER_BYTES / 2)
    assert.ok(buffer.subarray(0, MEMBER_BYTES / 2).equals(plain.subarray(1.5 * MEMBER_BYTES, 2 * MEMBER_BYTES)))
    await spool.dispose()
    assert.equal(early.read(buffer, 0, 10, 0), 10, 'also when its name is gone')
    early.close()
    assert.equal(existsSync(folder.join('grows')), false)
  })

  it('says where its content ends too early, and keeps all there is', async () => {
    const plain = lines(10_000)
    const cut = await Spool.start(contentOf([plain], { at: 1234, cut: true, reason: '' }), { path: folder.join('cut'), ...ENOUGH })
    await cut.waitFor(Infinity)
    assert.match(cut.message ?? '', /^a\.log\.gz ends too early, behind byte 1,234: it was cut/)
    assert.ok(bytesOf(cut).equals(plain))
    const wrong = await Spool.start(contentOf([plain], { at: 99, cut: false, reason: 'oops' }), { path: folder.join('wrong'), ...ENOUGH })
    await wrong.waitFor(Infinity)
    assert.match(wrong.message ?? '', /^a\.log\.gz is damaged at byte 99 \(oops\)/)
    await Promise.all([cut.dispose(), wrong.dispose()])
  })

  it('keeps what it has when reading fails, or the limit is reached', async () => {
    const plain = lines(3 * MEMBER_BYTES)
    async function* failing(): AsyncGenerator<Buffer> {
      yield plain
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    }
    const failed = await Spool.start(contentOf(failing()), { path: folder.join('failed'), ...ENOUGH })
    await failed.waitFor(Infinity)
    assert.match(failed.message ?? '', /^Only the first 3,145,728 bytes of a\.log\.gz are in: the disk is full$/)
    assert.ok(bytesOf(failed).equals(plain))

    const options = { path: folder.join('limit'), mayGrow: () => limited.size < 2 * MEMBER_BYTES, limitBytes: 2_500_000_000 }
    const limited: Spool = await Spool.start(contentOf([plain]), options)
    await limited.waitFor(Infinity)
    assert.equal(limited.size, 2 * MEMBER_BYTES)
    assert.equal(
      limited.message,
      'Only the first 2,097,152 bytes of a.log.gz are in: the unpacked content of logs may take 2.5 GB of disk at most (setting sluice.spoolLimit). Raise the limit, or close other analyses.',
    )
    assert.deepEqual(limited.said?.values, { name: 'a.log.gz', bytes: 2 * MEMBER_BYTES, gigabytes: 2.5 })
    assert.ok(bytesOf(limited).equals(plain.subarray(0, 2 * MEMBER_BYTES)))
    await Promise.all([failed.dispose(), limited.dispose()])
  })

  it('ends at once when it is not wanted any more', async () => {
    let given = 0
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        given++
        yield Buffer.alloc(MEMBER_BYTES)
      }
    }
    const spool = await Spool.start(contentOf(endless()), { path: folder.join('endless'), ...ENOUGH })
    await spool.waitFor(1)
    await spool.dispose()
    const before = given
    await new Promise(setImmediate)
    assert.equal(given, before)
    assert.equal(existsSync(folder.join('endless')), false)
  })
})

describe('engine/bytes/packed/spoolStore', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('unpacks a file once for all who look at it, and again when it has changed', async () => {
    const path = folder.file('a.log.gz', gzipSync(lines(50_000)))
    const store = new SpoolStore(folder.join('spools'))
    const [one, two] = await Promise.all([store.hold(path), store.hold(path)])
    assert.equal(one.spool, two.spool)
    await one.spool.waitFor(Infinity)
    writeFileSync(path, gzipSync(lines(60_000)))
    const three = await store.hold(path)
    await three.spool.waitFor(Infinity)
    assert.deepEqual([one.spool.size, three.spool.size], [50_000, 60_000])
    await one.release()
    await one.release()
    assert.ok(existsSync(two.spool.path))
    await Promise.all([two.release(), three.release()])
    assert.deepEqual(readdirSync(folder.join('spools')), [])
  })

  it('holds all spools to one limit, and what is freed can be taken again', async () => {
    const path = folder.file('noise.gz', gzipSync(Buffer.from(Array.from({ length: 3 * MEMBER_BYTES }, (_, i) => (i * i * 31 + (i >> 3)) & 255)), { level: 1 }))
    const first = new SpoolStore(folder.join('limit'), 1)
    const none = await first.hold(path)
    await none.spool.waitFor(Infinity)
    assert.match(none.spool.message ?? '', /^Only the first 0 bytes of noise\.gz are in: .* \(setting sluice\.spoolLimit\)/)
    await none.release()
    const store = new SpoolStore(folder.join('limit'), 1e9)
    const all = await store.hold(path)
    await all.spool.waitFor(Infinity)
    assert.equal(all.spool.size, 3 * MEMBER_BYTES)
    await all.release()
  })

  it('says why there is nothing', async () => {
    const store = new SpoolStore(folder.join('nothing'))
    await assert.rejects(store.hold(folder.join('missing.gz')), { code: 'notFound' })
    await assert.rejects(store.hold(folder.file('plain.log', 'hello\n')), { code: 'unsupported', message: /plain\.log is not packed/ })
    await assert.rejects(new SpoolStore(folder.file('file', '')).hold(folder.file('b.gz', gzipSync('b'))), /file/)
  })

  it('takes away what processes have left that are no more', async () => {
    const spools = folder.join('sweep')
    const { pid } = spawnSync(process.execPath, ['-e', '0'])
    const here = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
    const store = new SpoolStore(spools)
    await (await store.hold(folder.file('c.gz', gzipSync('c')))).release()
    const put = (name: string, days = 0): string => {
      writeFileSync(`${spools}/${name}`, '')
      const then = Date.now() / 1000 - days * 86400
      utimesSync(`${spools}/${name}`, then, then)
      return name
    }
    put(`${here}-${pid}-0123456789ab.spool`)
    put(`${here}-${process.pid}-0123456789ab.spool`)
    put('00000000-1-0123456789ab.spool', 8)
    const kept = [
      put(`${here}-${process.ppid}-0123456789ab.spool`),
      put('00000000-1-ba9876543210.spool', 6),
      put('notes.txt', 100),
    ]
    await (await new SpoolStore(spools).hold(folder.join('c.gz'))).release()
    assert.deepEqual(readdirSync(spools).sort(), kept.sort())
  })
})
