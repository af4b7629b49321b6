import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, renameSync, rmSync, symlinkSync, truncateSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { FileSource, fileError } from '../../../../src/engine/bytes/fileSource.ts'
import { BlockReader } from '../../../../src/engine/lines/block.ts'
import { TemporaryFolder } from '../../../support/temporary.ts'

function text(source: FileSource, position: number, length: number): string {
  const buffer = Buffer.alloc(length)
  return buffer.subarray(0, source.read(buffer, 0, length, position)).toString()
}

describe('engine/bytes/fileSource', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('reads by position', () => {
    const source = FileSource.open(folder.file('a.log', 'hello world'))
    assert.deepEqual([source.size, text(source, 6, 5), text(source, 0, 2), text(source, 9, 50), text(source, 20, 5)], [11, 'world', 'he', 'ld', ''])
    source.close()
    source.close()
  })

  it('opens an empty file', () => {
    const source = FileSource.open(folder.file('empty.log', ''))
    assert.deepEqual([source.size, text(source, 0, 10)], [0, ''])
    source.close()
  })

  it('works on the size that it was told, though the file has grown', () => {
    const path = folder.file('grows.log', 'one\n')
    appendFileSync(path, 'two\n')
    const source = FileSource.open(path, { size: 4 })
    assert.equal(source.size, 4)
    source.close()
  })

  it('says `changed` for a file that is shorter than it was', () => {
    assert.throws(() => FileSource.open(folder.file('short.log', 'abc'), { size: 4 }), { code: 'changed', message: /short\.log/ })
  })

  it('says `changed` for another file under the same name', () => {
    const path = folder.file('replaced.log', 'abc')
    const source = FileSource.open(path)
    source.close()
    FileSource.open(path, { size: 3, file: source.key }).close()
    renameSync(path, folder.join('old.log'))
    folder.file('replaced.log', 'abcdef')
    assert.throws(() => FileSource.open(path, { size: 3, file: source.key }), { code: 'changed', message: /replaced\.log.*another file/ })
  })

  it('follows a link', () => {
    symlinkSync(folder.file('target.log', 'x'), folder.join('link.log'))
    const source = FileSource.open(folder.join('link.log'))
    assert.equal(source.size, 1)
    source.close()
  })

  it('refuses what is missing and what is a folder, by name', () => {
    assert.throws(() => FileSource.open(folder.join('none.log')), { code: 'notFound', message: /none\.log/ })
    assert.throws(() => FileSource.open(folder.path), { code: 'isDirectory' })
    assert.throws(() => FileSource.open(folder.file('file', 'x') + '/inside'), /./)
  })

  it('refuses a FIFO without waiting for its writer', function () {
    if (process.platform === 'win32') return this.skip()
    execFileSync('mkfifo', [folder.join('pipe')])
    assert.throws(() => FileSource.open(folder.join('pipe')), { code: 'notRegularFile', message: /pipe is a FIFO/ })
  })

  it('refuses a device', function () {
    if (process.platform === 'win32') return this.skip()
    assert.throws(() => FileSource.open('/dev/null'), { code: 'notRegularFile', message: /null is a device/ })
  })

  it('refuses a socket', async function () {
    if (process.platform === 'win32') return this.skip()
    const path = folder.join('socket')
    const server = await new Promise<Server>((resolve) => {
      const listening: Server = createServer().listen(path, () => resolve(listening))
    })
    assert.throws(() => FileSource.open(path), { code: 'notRegularFile', message: /a socket/ })
    await new Promise((resolve) => server.close(resolve))
  })

  it('refuses a file that may not be read', function () {
    if (process.platform === 'win32') return this.skip()
    const path = folder.file('secret.log', 'x')
    chmodSync(folder.path, 0o755)
    chmodSync(path, 0)
    // Root may read everything: be nobody for a moment.
    const root = process.getuid?.() === 0
    if (root) process.seteuid?.(65534)
    try {
      assert.throws(() => FileSource.open(path), { code: 'noPermission', message: /secret\.log/ })
    } finally {
      if (root) process.seteuid?.(0)
    }
  })

  it('names the error of a file that may not be read', () => {
    for (const code of ['EACCES', 'EPERM']) assert.equal(fileError({ code }, '/x/secret.log').code, 'noPermission')
    assert.match(fileError({ code: 'EIO' }, '/x/bad.log').message, /bad\.log cannot be read \(EIO\)/)
  })

  it('says `changed` when it is cut while it is open', () => {
    const path = folder.file('cut.log', 'one\n'.repeat(1000))
    const source = FileSource.open(path)
    const reader = new BlockReader(source, 0, { blockBytes: 1024, maxLineBytes: 1024 })
    reader.read(0)
    truncateSync(path, 1500)
    assert.throws(() => reader.read(2), { code: 'changed' })
    source.close()
  })

  it('goes on with a file that is deleted while it is open', function () {
    if (process.platform === 'win32') return this.skip()
    const path = folder.file('gone.log', 'still here')
    const source = FileSource.open(path)
    rmSync(path)
    assert.equal(text(source, 0, 5), 'still')
    source.close()
  })
})
