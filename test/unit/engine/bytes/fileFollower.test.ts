import { strict as assert } from 'node:assert'
import { appendFileSync, copyFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { FileFollower } from '../../../../src/engine/bytes/follow/fileFollower.ts'
import { diskFiles } from '../../../../src/engine/bytes/follow/followFiles.ts'
import { TemporaryFolder } from '../../../support/temporary.ts'

const LARGE = 10_000

describe('engine: a file that is followed on disk', () => {
  const folder = new TemporaryFolder()
  let follower: FileFollower
  let path = ''
  beforeEach(() => {
    path = folder.file('app.log', 'one\n')
    for (const other of ['app.log.1', 'other.log', 'app-2024.log']) rmSync(folder.join(other), { force: true })
    follower = new FileFollower(path, diskFiles, 4096)
  })
  afterEach(() => follower.close())
  after(() => folder.remove())

  /** What comes, with `|` where another file begins. */
  const come = (): string =>
    [...follower.poll()].map((step) => (step.kind === 'bytes' ? step.bytes.toString() : step.resumed ? '|=' : '|')).join('')

  it('gives what is there, and what comes, once', () => {
    assert.equal(come(), 'one\n')
    assert.equal(come(), '')
    appendFileSync(path, 'two')
    assert.equal(come(), 'two')
    appendFileSync(path, '\nthree\n')
    assert.equal(come(), '\nthree\n')
  })

  it('goes on with another file that has its name, after the rest of the one that was renamed', () => {
    assert.equal(come(), 'one\n')
    renameSync(path, folder.join('app.log.1'))
    appendFileSync(folder.join('app.log.1'), 'two\n')
    assert.equal(come(), 'two\n')
    writeFileSync(path, '')
    appendFileSync(folder.join('app.log.1'), 'three\n')
    assert.equal(come(), 'three\n')
    appendFileSync(folder.join('app.log.1'), 'four\n')
    appendFileSync(path, 'five\n')
    assert.equal(come(), 'four\n|five\n')
  })

  it('takes from the copy what a file had that was cut', () => {
    assert.equal(come(), 'one\n')
    appendFileSync(path, 'two\n')
    copyFileSync(path, folder.join('app-2024.log'))
    folder.file('other.log', 'one\nnot this\n')
    truncateSync(path)
    appendFileSync(path, 'three, which is longer than before\n')
    assert.equal(come(), 'two\n|three, which is longer than before\n')
  })

  it('knows a file that was written anew by either end of what it was', () => {
    for (const changed of [0, LARGE - 2]) {
      const bytes = Buffer.alloc(LARGE, 'x')
      writeFileSync(path, bytes)
      come()
      bytes[changed] = 0x79
      bytes[LARGE - 1] = 10
      writeFileSync(path, Buffer.concat([bytes, Buffer.from('more')]))
      assert.equal(come(), `|${bytes.toString()}more`, `byte ${changed}`)
      appendFileSync(path, '!')
      assert.equal(come(), '!')
    }
  })

  it('goes on when a file comes back, and knows one that was left', () => {
    assert.equal(come(), 'one\n')
    renameSync(path, folder.join('other.log'))
    assert.equal(follower.isMissing, true)
    assert.equal(come(), '')
    writeFileSync(path, 'two\n')
    assert.equal(follower.isMissing, false)
    assert.equal(come(), '|two\n')
    renameSync(folder.join('other.log'), path)
    appendFileSync(path, 'three\n')
    assert.equal(come(), '|=three\n')
  })

  it('waits for a file', () => {
    follower.close()
    follower = new FileFollower(folder.join('later.log'), diskFiles)
    assert.equal(come(), '')
    folder.file('later.log', 'here\n')
    assert.equal(come(), 'here\n')
  })
})
