import { strict as assert } from 'node:assert'
import { appendFileSync, renameSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { beginsAs, compareWith, identify } from '../../../../src/engine/bytes/identity.ts'
import { TemporaryFolder } from '../../../support/temporary.ts'

describe('engine/bytes/identity', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())
  let number = 0

  /** A file, and what has become of it after something was done to it. */
  async function changeOf(content: string, act: (path: string) => void): Promise<string> {
    const path = folder.file(`${number++}.log`, content)
    const before = await identify(path)
    act(path)
    const { change, size } = await compareWith(path, before)
    if (change !== 'deleted') assert.equal(size, statSync(path).size)
    return change
  }

  /** Later than the time at which it was looked at, whatever the file system's clock does. */
  const touch = (path: string): void => utimesSync(path, new Date(), new Date(Date.now() + 5000))
  const rewrite = (content: string) => (path: string) => {
    writeFileSync(path, content)
    touch(path)
  }

  it('knows a file that nothing happened to', async () => {
    assert.equal(await changeOf('one\n', () => undefined), 'same')
    assert.equal(await changeOf('one\n', touch), 'same')
    assert.equal(await changeOf('', () => undefined), 'same')
  })

  it('knows a file that has grown', async () => {
    assert.equal(await changeOf('one\n', (path) => appendFileSync(path, 'two\n')), 'grown')
    assert.equal(await changeOf('', (path) => appendFileSync(path, 'two\n')), 'grown')
    assert.equal(await changeOf('x'.repeat(20_000), (path) => appendFileSync(path, 'y')), 'grown')
  })

  it('knows a file that was cut, rewritten or replaced', async () => {
    assert.equal(await changeOf('one\ntwo\n', (path) => truncateSync(path, 4)), 'changed')
    assert.equal(await changeOf('one\n', rewrite('two\n')), 'changed')
    assert.equal(await changeOf('one\n', rewrite('two\nthree\n')), 'changed', 'larger, but not what it was')
    const end = 'x'.repeat(20_000)
    assert.equal(await changeOf(`${end}1`, rewrite(`${end}2345`)), 'changed', 'its old end is another')
    const replaced = await changeOf('one\n', (path) => {
      writeFileSync(`${path}.new`, 'one\ntwo\n')
      renameSync(`${path}.new`, path)
    })
    assert.equal(replaced, 'changed')
  })

  it('knows a file that was deleted', async () => {
    assert.equal(await changeOf('one\n', (path) => rmSync(path)), 'deleted')
  })

  it('is that of the bytes which are worked on, though the file has grown meanwhile', async () => {
    const path = folder.file('meanwhile.log', 'one\n')
    appendFileSync(path, 'two\n')
    const before = await identify(path, 4)
    assert.equal(before.size, 4)
    assert.deepEqual(await compareWith(path, before), { change: 'grown', size: 8 })
    appendFileSync(path, 'three\n')
    assert.deepEqual(await compareWith(path, before), { change: 'grown', size: 14 })
  })

  it('fails for a file that is not there', async () => {
    await assert.rejects(identify(folder.join('none.log')), { code: 'ENOENT' })
  })

  it('tells the head from the tail', async () => {
    const middle = 'x'.repeat(20_000)
    const [one, otherEnd, otherHead, otherMiddle] = await Promise.all(
      [`a${middle}b`, `a${middle}c`, `d${middle}b`, `a${middle.replace(/^(.{9000})./, '$1y')}b`].map((text) =>
        identify(folder.file(`${number++}.log`, text)),
      ),
    )
    assert.equal(one.head, otherEnd.head)
    assert.notEqual(one.tail, otherEnd.tail)
    assert.notEqual(one.head, otherHead.head)
    assert.equal(one.tail, otherHead.tail)
    assert.deepEqual([otherMiddle.head, otherMiddle.tail], [one.head, one.tail], 'only the ends are looked at')
  })

  it('begins as before where it has grown, under whatever name', async () => {
    const path = folder.file(`${number++}.log`, 'one\n')
    const before = await identify(path)
    appendFileSync(path, 'two\n')
    assert.equal(await beginsAs(path, before), true)
    renameSync(path, `${path}.1`)
    assert.equal(await beginsAs(`${path}.1`, before), true)
    writeFileSync(path, 'one\ntwo\n')
    assert.equal(await beginsAs(path, before), false, 'another file with the same content')
    truncateSync(`${path}.1`, 3)
    assert.equal(await beginsAs(`${path}.1`, before), false)
    await assert.rejects(beginsAs(folder.join('none.log'), before), { code: 'ENOENT' })
  })
})
