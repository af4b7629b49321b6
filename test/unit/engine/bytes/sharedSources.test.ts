import { strict as assert } from 'node:assert'
import { SharedSources } from '../../../../src/engine/bytes/sharedSources.ts'
import type { ByteSource, SourceSpec } from '../../../../src/engine/bytes/source.ts'

const spec = (path: string, size = 1): SourceSpec => ({ path, name: path, size, skip: 0, file: { device: 1n, inode: 2n } })

describe('engine/bytes/sharedSources', () => {
  function opener() {
    const log: string[] = []
    const shared = new SharedSources(({ path, size }): ByteSource => {
      log.push(`open ${path} ${size}`)
      return { size, read: () => 0, close: () => log.push(`close ${path} ${size}`) }
    })
    return { log, shared }
  }

  it('opens a file once, when it is first read, and closes it with the last share', () => {
    const { log, shared } = opener()
    const first = shared.hold(spec('a'))
    const second = shared.hold(spec('a'))
    assert.deepEqual(log, [])
    assert.equal(first.open(), second.open())
    first.release()
    first.release()
    assert.deepEqual(log, ['open a 1'])
    second.release()
    assert.deepEqual(log, ['open a 1', 'close a 1'])
  })

  it('opens again what was closed, and keeps different files and sizes apart', () => {
    const { log, shared } = opener()
    const first = shared.hold(spec('a'))
    first.open()
    shared.hold(spec('a', 2)).open()
    shared.hold(spec('b')).open()
    first.release()
    shared.hold(spec('a')).open()
    assert.deepEqual(log, ['open a 1', 'open a 2', 'open b 1', 'close a 1', 'open a 1'])
  })

  it('closes nothing that was never opened', () => {
    const { log, shared } = opener()
    shared.hold(spec('a')).release()
    assert.deepEqual(log, [])
  })
})
