import { strict as assert } from 'node:assert'
import { existsSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { ResultFiles } from '../../../src/host/resultFiles.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

describe('ResultFiles', () => {
  let folder: TemporaryFolder
  let files: ResultFiles
  beforeEach(() => {
    folder = new TemporaryFolder()
    files = new ResultFiles(folder.join('results'))
  })
  afterEach(() => folder.remove())

  async function write(hoursAgo = 0): Promise<string> {
    const path = await files.reserve('app.result.log')
    writeFileSync(path, 'row\n')
    const when = Date.now() / 1000 - 3600 * hoursAgo
    utimesSync(dirname(path), when, when)
    return path
  }

  it('gives every result its own place, under its name', async () => {
    const [first, second] = [await write(), await write()]
    assert.notEqual(first, second)
    assert.equal(basename(first), 'app.result.log')
    await files.release(first)
    assert.deepEqual([existsSync(dirname(first)), existsSync(second)], [false, true])
  })

  it('removes old ones that are not open', async () => {
    const [old, open, fresh] = [await write(30), await write(30), await write(1)]
    await files.sweep(24 * 3600_000, (path) => path === open)
    assert.deepEqual([old, open, fresh].map((path) => existsSync(path)), [false, true, true])
  })

  it('has nothing to remove before there is anything', () => files.sweep(0, () => false))
})
