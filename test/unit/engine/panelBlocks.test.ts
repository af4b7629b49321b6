import { strict as assert } from 'node:assert'
import { BLOCK_BYTES } from '../../../src/common/constants.ts'
import { panelBlockBytes } from '../../../src/engine/panelBlocks.ts'
import { openSession, runToEnd } from '../../support/sessions.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

const KB = 1024
const MB = 1024 * KB

describe('blocks of a log in the panel', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('are small in a small log', () => {
    assert.deepEqual([0, 100 * KB, 600 * KB, MB, 16 * MB, 64 * MB, 64 * MB * KB].map((bytes) => panelBlockBytes(bytes)), [16, 64, 512, 4 * KB, 64 * KB, BLOCK_BYTES, BLOCK_BYTES])
  })

  it('stay as they are until it has grown out of them', () => {
    assert.equal(panelBlockBytes(8 * MB, 2 * KB), 2 * KB)
    assert.equal(panelBlockBytes(9 * MB, 2 * KB), 32 * KB)
    assert.equal(panelBlockBytes(100 * 1024 * MB, BLOCK_BYTES), BLOCK_BYTES)
  })

  it('show a few rows at their times, and nothing between them', async () => {
    const times = [0, 0, 3600_000, 7200_000]
    const text = times.map((time, i) => `${new Date(1.7e12 + time).toISOString()} ${i === 2 ? 'ERROR' : 'INFO'} some words\n`).join('')
    const listener = { progress: () => undefined, sourceChange: () => undefined }
    const session = await openSession([folder.file('few.log', text)], { format: 'timestamped', listener })
    await runToEnd(session, '')
    const { counts } = session.timeline({ buckets: 100 })
    const full = counts.filter((count) => count > 0)
    assert.deepEqual(full, [2, 1, 1])
    session.close()
  })

  it('show when things happened', async () => {
    const lines = Array.from({ length: 2000 }, (_, i) => `${new Date(1.7e12 + i * 1000).toISOString()} ${i < 1000 ? 'INFO' : 'ERROR'} some words\n`)
    const listener = { progress: () => undefined, sourceChange: () => undefined }
    const session = await openSession([folder.file('small.log', lines.join(''))], { format: 'timestamped', listener })
    await runToEnd(session, '')
    const { counts, width, from, timed } = session.timeline({ buckets: 100 })
    assert.equal(timed, 2000)
    const errorsBefore = counts.reduce((sum, count, i) => sum + (i % 7 === 5 && from + (Math.floor(i / 7) + 1) * width < 1.7e12 + 950_000 ? count : 0), 0)
    assert.equal(errorsBefore, 0)
    session.close()
  })
})
