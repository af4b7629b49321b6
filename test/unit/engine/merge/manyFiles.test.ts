import { strict as assert } from 'node:assert'
import { existsSync, readdirSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { inlinePool } from '../../../../src/engine/results/inlinePool.ts'
import { openSession } from '../../../support/sessions.ts'
import { TemporaryFolder } from '../../../support/temporary.ts'

const FILES = 200
const ROWS = 2000
const BLOCK_BYTES = 16 * 1024
const DESCRIPTORS = '/proc/self/fd'

/** Files that take turns with every row. */
const line = (file: number, row: number): string => `${new Date(Date.UTC(2026, 0, 5) + 1000 * row + file).toISOString()} INFO request ${row} of ${file} ${'x'.repeat(30)}\n`

describe('hundreds of files that are merged', function () {
  this.timeout(60_000)
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  after(async () => {
    await pool.dispose()
    folder.remove()
  })

  it('have a block or two of each in memory, and are open once', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const held = (): number => {
      collect()
      return process.memoryUsage().arrayBuffers
    }
    const open = (): number => (existsSync(DESCRIPTORS) ? readdirSync(DESCRIPTORS).length : 0)
    const contents = Array.from({ length: FILES }, (_, file) => Array.from({ length: ROWS }, (_, row) => line(file, row)).join(''))
    const paths = contents.map((content, file) => folder.file(`${file}.log`, content))
    const total = contents.reduce((sum, content) => sum + content.length, 0)
    const openBefore = open()
    const session = await openSession(paths, { pool, format: 'timestamped', sizes: { blockBytes: BLOCK_BYTES, maxLineBytes: 1024 * 1024 } })
    const run = session.prepare('')
    await run.execute(false)
    const before = held()
    let [bytes, pieces, most, files] = [0, 0, 0, 0]
    let next = ''
    for await (const piece of session.render(run.id, { format: 'text' })) {
      if (bytes === 0) next = Buffer.from(piece.bytes.subarray(0, 2000)).toString()
      bytes += piece.bytes.length
      if (++pieces % 20 !== 0) continue
      most = Math.max(most, held() - before)
      files = Math.max(files, open() - openBefore)
    }
    assert.equal(bytes, total)
    assert.ok(next.startsWith(Array.from({ length: 10 }, (_, file) => line(file, 0)).join('')))
    // With the keys and ends of their rows, and what is just being written.
    const bound = FILES * 2 * (BLOCK_BYTES + 16 * (BLOCK_BYTES / line(0, 0).length)) + 4 * 1024 * 1024
    assert.ok(bound < total / 2)
    // What tests before this one have left behind may go meanwhile, so that it can look like less.
    assert.ok(most < bound, `${most} bytes of ${total} at a time`)
    assert.ok(files <= FILES + 8, `${files} files are open`)
    session.close()
    assert.ok(open() <= openBefore + 8)
  })
})
