import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { Damage } from '../../../../../src/engine/bytes/packed/packedFile.ts'
import { TarReader } from '../../../../../src/engine/bytes/packed/tar.ts'
import { damageText, openContent } from '../../../../../src/engine/bytes/packed/unpack.ts'
import { splitMemberPath } from '../../../../../src/engine/bytes/packed/memberPath.ts'
import { tarBody, tarEnd, tarEntry, tarHeader } from '../../../../support/tar.ts'
import { TemporaryFolder } from '../../../../support/temporary.ts'
import { zip } from '../../../../tools/zip.mjs'

const log = Buffer.from('2024-05-01 ERROR in a log\n'.repeat(3000))
const other = Buffer.from('another\n')

async function contentOf(path: string, member?: string): Promise<{ name: string; bytes: Buffer; damage: Damage | undefined }> {
  const content = await openContent(path, member)
  const parts: Buffer[] = []
  try {
    for (;;) {
      const next = await content.chunks.next()
      if (next.done) return { name: content.name, bytes: Buffer.concat(parts), damage: next.value }
      parts.push(Buffer.from(next.value))
    }
  } finally {
    await content.close()
  }
}

describe('engine/bytes/packed: archives', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  for (const [name, pack] of Object.entries({ tar: (bytes: Buffer) => bytes, 'tar.gz': (bytes: Buffer) => gzipSync(bytes) })) {
    it(`of ${name}: one file without asking, one of several by its name`, async () => {
      const one = folder.file(`one.${name}`, pack(Buffer.concat([tarHeader('logs/', 0, { type: '5' }), tarEntry('logs/a.log', log), tarEnd])))
      assert.deepEqual(await contentOf(one), { name: `one.${name}:logs/a.log`, bytes: log, damage: undefined })
      const two = folder.file(`two.${name}`, pack(Buffer.concat([tarEntry('a.log', log), tarEntry('b.log', other), tarEntry('empty', Buffer.alloc(0)), tarEnd])))
      await assert.rejects(contentOf(two), { code: 'member', details: { path: two, names: ['a.log', 'b.log', 'empty'] }, message: /holds 3 files\. Choose one:\n {2}two\.tar.*:a\.log/ })
      assert.deepEqual((await contentOf(two, 'b.log')).bytes, other)
      assert.deepEqual((await contentOf(two, 'a.log')).bytes, log)
      assert.deepEqual((await contentOf(two, 'empty')).bytes, Buffer.alloc(0))
      await assert.rejects(contentOf(two, 'c.log'), { code: 'notFound' })
      const none = folder.file(`none.${name}`, pack(Buffer.concat([tarHeader('logs/', 0, { type: '5' }), tarEnd])))
      await assert.rejects(contentOf(none), { code: 'unsupported', message: /holds no files/ })
    })
  }

  it('of tar: names and sizes in whatever way they are written', async () => {
    const long = `${'folder/'.repeat(30)}a.log`
    const pax = (text: string): Buffer => tarEntry('PaxHeaders', Buffer.from(text), { type: 'x' })
    const record = (key: string, value: string): string => {
      const rest = ` ${key}=${value}\n`
      const bytes = Buffer.byteLength(rest)
      let length = bytes
      while (String(length).length + bytes !== length) length = String(length).length + bytes
      return `${length}${rest}`
    }
    const big = Buffer.alloc(12)
    big[0] = 0x80
    big.writeUInt32BE(log.length, 8)
    const archives = {
      prefix: [tarEntry('a.log', log, { prefix: 'some/folder' }), 'some/folder/a.log'],
      gnu: [Buffer.concat([tarEntry('././@LongLink', Buffer.from(`${long}\0`), { type: 'L' }), tarEntry(long.slice(0, 99), log)]), long],
      'gnu with a long link': [
        Buffer.concat([
          tarEntry('././@LongLink', Buffer.from(`${long}\0`), { type: 'L' }), tarEntry('././@LongLink', Buffer.from(`${long}\0`), { type: 'K' }),
          tarEntry(long.slice(0, 99), log),
        ]),
        long,
      ],
      pax: [Buffer.concat([pax(record('path', 'é=1/a.log') + record('size', String(log.length))), tarHeader('short', 0), tarBody(log)]), 'é=1/a.log'],
      'pax for all': [Buffer.concat([tarEntry('g', Buffer.from(record('path', 'wrong')), { type: 'g' }), tarEntry('a.log', log)]), 'a.log'],
      binary: [Buffer.concat([tarHeader('a.log', 0, { rawSize: big }), tarBody(log)]), 'a.log'],
    } as const
    for (const [kind, [bytes, name]] of Object.entries(archives)) {
      const path = folder.file('names.tar', Buffer.concat([bytes, tarEnd]))
      const found = await contentOf(path)
      assert.equal(found.name, `names.tar:${name}`, kind)
      assert.ok(found.bytes.equals(log), kind)
    }
  })

  it('of tar: the same in whatever pieces it comes', () => {
    const archive = Buffer.concat([tarEntry('a', other), tarEntry('././@LongLink', Buffer.from('long\0'), { type: 'L' }), tarEntry('b', log.subarray(0, 1000)), tarEnd])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }), (sizes) => {
        const reader = new TarReader()
        const files: [string, string][] = []
        for (let at = 0, i = 0; at < archive.length; at += sizes[i++ % sizes.length]) {
          for (const event of reader.read(archive.subarray(at, at + sizes[i % sizes.length]))) {
            if (Buffer.isBuffer(event)) files[files.length - 1][1] += event.toString()
            else files.push([event.name, ''])
          }
        }
        assert.deepEqual(files, [['a', other.toString()], ['long', log.toString('utf8', 0, 1000)]])
        assert.ok(reader.ended)
      }),
    )
  })

  it('of tar: all of a file up to where the archive is cut or damaged', async () => {
    const archive = Buffer.concat([tarEntry('a.log', log), tarEntry('b.log', other), tarEnd])
    const cut = await contentOf(folder.file('cut.tar', archive.subarray(0, 10_000)), 'a.log')
    assert.deepEqual([cut.bytes.length, cut.damage?.cut, cut.damage?.at], [10_000 - 512, true, 10_000])
    archive[512 + tarBody(log).length + 3] ^= 1
    const path = folder.file('wrong.tar', archive)
    assert.deepEqual((await contentOf(path, 'a.log')).bytes, log)
    const wrong = await contentOf(path, 'b.log')
    assert.deepEqual([wrong.bytes.length, wrong.damage?.reason], [0, 'it is no valid tar'])
  })

  it('of zip: one file without asking, one of several by its name', async () => {
    const one = folder.file('one.zip', zip([{ name: 'logs/a.log', data: log }]))
    assert.deepEqual(await contentOf(one), { name: 'one.zip:logs/a.log', bytes: log, damage: undefined })
    const two = folder.file('two.zip', zip([{ name: 'a.log', data: log }, { name: 'b.log', data: other }]))
    await assert.rejects(contentOf(two), { code: 'member', details: { path: two, names: ['a.log', 'b.log'] } })
    assert.deepEqual((await contentOf(two, 'b.log')).bytes, other)
    await assert.rejects(contentOf(two, 'c.log'), { code: 'notFound' })
    await assert.rejects(contentOf(folder.file('cut.zip', zip([{ name: 'a.log', data: log }]).subarray(0, 100))), { code: 'unsupported', message: /cut\.zip cannot be read as a zip archive/ })
  })

  it('of zip: what is damaged up to there', async () => {
    const archive = zip([{ name: 'a.log', data: log }])
    archive[60] ^= 0xff
    const { bytes, damage } = await contentOf(folder.file('wrong.zip', archive))
    assert.ok(damage)
    assert.ok(bytes.length <= log.length)
    assert.match(damageText('wrong.zip', damage).message, /^wrong\.zip is damaged at byte [\d,]+ \(/)
  })

  it('are told from their files by a colon', () => {
    const archive = folder.file('b:c.zip', '')
    assert.deepEqual(splitMemberPath(archive), { path: archive })
    assert.deepEqual(splitMemberPath(`${archive}:d:e.log`), { path: archive, member: 'd:e.log' })
    assert.deepEqual(splitMemberPath(`${archive}x:d`), { path: `${archive}x:d` })
    assert.deepEqual(splitMemberPath(`${folder.path}:d`), { path: `${folder.path}:d` }, 'a folder is no archive')
  })
})

/** Programs that pack: what they cannot be found for is not tried. */
const packers = { bz2: 'bzip2', xz: 'xz' } as const

for (const [ending, program] of Object.entries(packers)) {
  describe(`engine/bytes/packed: .${ending}`, function () {
    this.timeout(60_000)
    const folder = new TemporaryFolder()
    after(() => folder.remove())
    const pack = (bytes: Buffer, ...args: string[]): Buffer => execFileSync(program, ['-c', ...args], { input: bytes, maxBuffer: 1e8 })
    const lines = Buffer.from(Array.from({ length: 60_000 }, (_, i) => `line ${i} ${(i * 7919) % 1000}\n`).join(''))

    before(function () {
      try {
        pack(Buffer.from('x'))
      } catch {
        this.skip()
      }
    })

    it('gives all of every stream', async () => {
      for (const [i, streams] of [[lines], [log, other], [Buffer.alloc(0), lines, Buffer.alloc(0)], [Buffer.alloc(300_000, 'y'), other, log]].entries()) {
        const path = folder.file(`${i}.log.${ending}`, Buffer.concat(streams.map((bytes) => pack(bytes))))
        const { bytes, damage } = await contentOf(path)
        assert.equal(damage, undefined, String(i))
        assert.ok(bytes.equals(Buffer.concat(streams)), String(i))
      }
    })

    it('gives what there is of a file that was cut or is damaged, and says where', async () => {
      const packed = Buffer.concat([pack(log), pack(lines, '-1')])
      for (const part of [0.3, 0.6, 0.99]) {
        const end = Math.floor(packed.length * part)
        const { bytes, damage } = await contentOf(folder.file(`cut.log.${ending}`, packed.subarray(0, end)))
        assert.deepEqual([damage?.cut, damage?.at], [true, end])
        assert.ok(bytes.length >= log.length && Buffer.concat([log, lines]).subarray(0, bytes.length).equals(bytes))
      }
      packed[Math.floor(packed.length * 0.9)] ^= 0xff
      const wrong = await contentOf(folder.file(`wrong.log.${ending}`, packed))
      assert.equal(wrong.damage?.cut, false)
      assert.ok(wrong.bytes.subarray(0, log.length).equals(log))
      const more = await contentOf(folder.file(`more.log.${ending}`, Buffer.concat([pack(log), Buffer.from('and more of it')])))
      assert.ok(more.bytes.equals(log))
      assert.match(more.damage?.reason ?? '', /what follows is not|it is no valid/)
    })

    it('can hold a tar archive', async () => {
      const path = folder.file(`a.tar.${ending}`, pack(Buffer.concat([tarEntry('a.log', log), tarEntry('b.log', other), tarEnd])))
      assert.deepEqual((await contentOf(path, 'b.log')).bytes, other)
    })
  })
}
