import { strict as assert } from 'node:assert'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { SluiceError } from '../../../../../src/common/errors.ts'
import { writeWhole } from '../../../../../src/engine/results/export/fileSink.ts'
import { TemporaryFolder } from '../../../../support/temporary.ts'

async function* pieces(...texts: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    if (text instanceof Error) throw text
    yield Buffer.from(text)
  }
}

describe('engine/results/export/fileSink', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('writes all pieces, and leaves nothing beside the file', async () => {
    const path = folder.join('a.txt')
    assert.equal(await writeWhole(path, pieces('one\n', '', 'zwö\n')), 9)
    assert.equal(readFileSync(path, 'utf8'), 'one\nzwö\n')
    assert.deepEqual(readdirSync(folder.path), ['a.txt'])
  })

  it('makes an empty file of nothing', async () => {
    const path = folder.join('empty.txt')
    assert.equal(await writeWhole(path, pieces()), 0)
    assert.equal(readFileSync(path, 'utf8'), '')
  })

  it('has nothing under the final name before the file is whole', async () => {
    const path = folder.join('late.txt')
    const seen: boolean[] = []
    async function* watched(): AsyncGenerator<Uint8Array> {
      seen.push(existsSync(path))
      yield Buffer.from('half')
      seen.push(existsSync(path))
      yield Buffer.from('whole')
      seen.push(existsSync(path))
    }
    await writeWhole(path, watched())
    assert.deepEqual([seen, readFileSync(path, 'utf8')], [[false, false, false], 'halfwhole'])
  })

  for (const error of [new SluiceError('cancelled', 'Cancelled.'), new SluiceError('changed', 'Changed.'), new TypeError('bug')]) {
    it(`passes on '${error.message}' of its pieces, and removes what it has written`, async () => {
      const path = folder.file('kept.txt', 'before')
      const count = readdirSync(folder.path).length
      await assert.rejects(writeWhole(path, pieces('half', error)), error)
      assert.equal(readFileSync(path, 'utf8'), 'before', 'what was there is untouched')
      assert.equal(readdirSync(folder.path).length, count)
    })
  }

  it('says `output` where it cannot write, and closes its pieces', async () => {
    await assert.rejects(writeWhole(folder.join('no/such/folder.txt'), pieces('x')), { code: 'output', message: /folder\.txt could not be written/ })
    mkdirSync(folder.join('directory'))
    mkdirSync(folder.join('directory/inside'))
    let closed = false
    async function* held(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from('x')
      } finally {
        closed = true
      }
    }
    const before = readdirSync(folder.path)
    await assert.rejects(writeWhole(folder.join('directory'), held()), { code: 'output' })
    assert.equal(closed, true)
    assert.deepEqual(readdirSync(folder.path), before)
  })
})
