import { strict as assert } from 'node:assert'
import { statSync } from 'node:fs'
import { inspectFile, lineEndOf, looksBinary } from '../../../../src/engine/bytes/inspect.ts'
import { TemporaryFolder } from '../../../support/temporary.ts'

const lineEnd = (...samples: string[]): string => lineEndOf(samples.map((sample) => Buffer.from(sample)))

describe('engine/bytes/inspect', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('tells size, name, encoding and line ends', async () => {
    const path = folder.file('app.log', 'one\r\ntwo\r\n')
    const { info, spec } = await inspectFile(path)
    assert.deepEqual(info, { path, name: 'app.log', size: 10, encoding: 'UTF-8', bom: false, lineEnd: 'CRLF', binary: false })
    const { dev: device, ino: inode } = statSync(path, { bigint: true })
    assert.deepEqual(spec, { path, name: 'app.log', size: 10, skip: 0, file: { device, inode } })
  })

  it('tells an empty file', async () => {
    const { info, spec } = await inspectFile(folder.file('empty.log', ''))
    assert.deepEqual([info.size, info.lineEnd, info.binary, info.bom, spec.skip], [0, 'none', false, false, 0])
  })

  it('skips a byte order mark', async () => {
    const { info, spec } = await inspectFile(folder.file('bom.log', '\ufeffx\n'))
    assert.deepEqual([info.bom, spec.skip], [true, 3])
    assert.equal((await inspectFile(folder.file('only.log', '\ufeff'))).spec.skip, 3)
    assert.equal((await inspectFile(folder.file('half.log', Buffer.from([0xef, 0xbb])))).spec.skip, 0)
  })

  it('looks at the middle and the end of a large file too', async () => {
    const bytes = Buffer.alloc(1024 * 1024, 'x\n')
    assert.equal((await inspectFile(folder.file('large.log', bytes))).info.binary, false)
    bytes[bytes.length - 5] = 0
    assert.equal((await inspectFile(folder.file('end.log', bytes))).info.binary, true)
    bytes[bytes.length - 5] = 120
    bytes[bytes.length / 2 + 7] = 0
    assert.equal((await inspectFile(folder.file('middle.log', bytes))).info.binary, true)
  })

  it('finds the line ends that there are', () => {
    assert.deepEqual([lineEnd(''), lineEnd('abc\r'), lineEnd('a\nb\n'), lineEnd('a\r\n'), lineEnd('\n', '\r\n')], ['none', 'none', 'LF', 'CRLF', 'mixed'])
  })

  it('takes NULs and many control characters for binary, and colours not', () => {
    assert.deepEqual(
      ['a\0b', '\x01\x02\x03', 'plain\ttext\r\n\f', '\x1b[31mred\x1b[0m', '', 'äöü€'].map((text) => looksBinary(Buffer.from(text))),
      [true, true, false, false, false, false],
    )
  })

  it('passes on why a file cannot be opened', async () => {
    await assert.rejects(inspectFile(folder.join('none.log')), { code: 'notFound' })
    await assert.rejects(inspectFile(folder.path), { code: 'isDirectory' })
  })
})
