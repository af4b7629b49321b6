import { strict as assert } from 'node:assert'
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { indexName, trimFolder } from '../../../../../src/engine/results/keptIndex/indexFolder.ts'
import { TemporaryFolder } from '../../../../support/temporary.ts'

describe('engine/results/keptIndex/indexFolder', () => {
  const temporary = new TemporaryFolder()
  after(() => temporary.remove())
  let number = 0
  const kind = { format: 'plain', mode: 'lines', blockBytes: 1024 } as const
  const many = { files: 100, bytes: 1e9 }

  /** A folder of files with their sizes and times in seconds. */
  function folderOf(files: Record<string, [bytes: number, time: number]>): string {
    const folder = temporary.join(`f${number++}`)
    mkdirSync(folder)
    for (const [name, [bytes, time]] of Object.entries(files)) {
      writeFileSync(join(folder, name), 'x'.repeat(bytes))
      utimesSync(join(folder, name), time, time)
    }
    return folder
  }
  const log = (inode: bigint, format = 'plain'): string => indexName({ device: 1n, inode }, { ...kind, format })

  it('names by device, inode and kind', () => {
    const name = indexName({ device: 0x10n, inode: -1n }, kind)
    assert.match(name, /^10-ffffffffffffffff-[0-9a-f]{8}\.index$/)
    assert.equal(indexName({ device: 0x10n, inode: 2n ** 64n - 1n }, kind), name)
    const others = [{ ...kind, format: 'json' }, { ...kind, mode: 'records' as const }, { ...kind, blockBytes: 1025 }]
    assert.equal(new Set([kind, ...others].map((one) => indexName({ device: 1n, inode: 1n }, one))).size, 4)
  })

  it('never removes the latest for being old: several may be of one time', async () => {
    for (const latest of [log(1n), log(2n), log(3n)]) {
      const folder = folderOf({ [log(1n)]: [1, 1000], [log(2n)]: [1, 1000], [log(3n)]: [1, 1000] })
      await trimFolder(folder, { files: 1, bytes: 100 }, latest, 100)
      assert.deepEqual(readdirSync(folder), [latest])
    }
  })

  it('removes the oldest, by number and by bytes', async () => {
    const files = { [log(1n)]: [10, 3000], [log(2n)]: [10, 1000], [log(3n)]: [10, 2000] } as const
    for (const [limits, kept] of [
      [{ files: 2, bytes: 100 }, [1n, 3n]],
      [{ files: 3, bytes: 20 }, [1n, 3n]],
      [{ files: 3, bytes: 30 }, [1n, 2n, 3n]],
      [{ files: 3, bytes: 29 }, [1n, 3n]],
    ] as const) {
      const folder = folderOf({ ...files } as Record<string, [number, number]>)
      await trimFolder(folder, limits, log(1n), 100)
      assert.deepEqual(readdirSync(folder).sort(), kept.map((inode) => log(inode)).sort())
    }
  })

  it('removes others of the same log where all of them are too long for it, but not the latest', async () => {
    const files = (): string => folderOf({ [log(1n)]: [60, 1000], [log(1n, 'json')]: [60, 2000], [log(2n)]: [60, 500] })
    for (const [limit, kept] of [
      [120, [log(1n), log(1n, 'json'), log(2n)]],
      [119, [log(1n), log(2n)]],
      [1, [log(1n), log(2n)]],
    ] as const) {
      const folder = files()
      await trimFolder(folder, many, log(1n), limit)
      assert.deepEqual(readdirSync(folder).sort(), [...kept].sort())
    }
  })

  it('does not mind a folder that is not there', async () => {
    await trimFolder(temporary.join('none'), many, log(1n), 1)
  })
})
