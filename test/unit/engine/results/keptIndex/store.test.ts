import { strict as assert } from 'node:assert'
import {
  appendFileSync, closeSync, copyFileSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync,
  utimesSync, writeFileSync, writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { BLOCK_BYTES, RECORD_REACH_BYTES } from '../../../../../src/common/constants.ts'
import { identify } from '../../../../../src/engine/bytes/identity.ts'
import { blockCount } from '../../../../../src/engine/lines/block.ts'
import type { KnownStatistics } from '../../../../../src/engine/records/knownStatistics.ts'
import { LEVEL_COUNT } from '../../../../../src/engine/records/statistics.ts'
import { KeptIndexStore, MIN_LOG_BYTES, type KeptIndex } from '../../../../../src/engine/results/keptIndex/store.ts'
import { maxIndexBytes, type StatisticsKind } from '../../../../../src/engine/results/keptIndex/indexFile.ts'
import { statisticsOf } from '../../../../support/knownStatistics.ts'
import { TemporaryFolder } from '../../../../support/temporary.ts'

const KIND: StatisticsKind = { format: 'plain', mode: 'records', blockBytes: BLOCK_BYTES, basis: 'UTC' }
const LINE = 'a line of text of 32 bytes long\n'
const BLOCKS = 20
const CONTENT = LINE.repeat((BLOCKS * BLOCK_BYTES) / LINE.length)

/** Figures that tell the blocks apart. */
function statistics(blocks = BLOCKS, shift = 0): KnownStatistics {
  return statisticsOf(
    Array.from({ length: blocks }, (_, block) => ({
      lines: 8192,
      records: 8000 + block,
      untimed: shift,
      minTime: 1_700_000_000_000 + block,
      maxTime: 1_700_000_000_500.25 + block,
      levels: Array.from({ length: LEVEL_COUNT }, (_, level) => level + block),
    })),
  )
}

describe('engine/results/keptIndex/store', () => {
  const temporary = new TemporaryFolder()
  after(() => temporary.remove())
  let number = 0
  let folder = ''
  let log = ''
  let store: KeptIndexStore

  beforeEach(() => {
    folder = temporary.join(`kept${number++}`)
    log = temporary.file(`app${number++}.log`, CONTENT)
    store = new KeptIndexStore(folder)
  })

  const load = async (path = log, kind = KIND, from = store): Promise<KeptIndex | undefined> => from.load(path, await identify(path), kind)
  const save = async (kind = KIND, of = statistics(), to = store): Promise<boolean> => to.save(log, await identify(log), kind, of)
  const files = (): string[] => readdirSync(folder)
  const onlyFile = (): string => {
    assert.equal(files().length, 1)
    return join(folder, files()[0])
  }
  const later = (path: string): void => utimesSync(path, new Date(), new Date(Date.now() + 5000))
  /** Other bytes in the middle. */
  function overwrite(path: string): void {
    const file = openSync(path, 'r+')
    writeSync(file, 'X', CONTENT.length / 2)
    closeSync(file)
  }

  it('gives back what it was given, also to another process', async () => {
    assert.equal(await load(), undefined)
    const identity = await identify(log)
    assert.equal(await store.save(log, identity, KIND, statistics()), true)
    assert.deepEqual(await load(), { statistics: statistics(), identity, change: 'same', basis: 'UTC' })
    assert.deepEqual((await load(log, KIND, new KeptIndexStore(folder)))?.statistics, statistics())
  })

  it('lets nobody else read it, and leaves nothing else behind', async () => {
    await save()
    assert.match(files().join(), /^[0-9a-f]+-[0-9a-f]+-[0-9a-f]{8}\.index$/)
    assert.ok(statSync(onlyFile()).size <= maxIndexBytes(CONTENT.length))
    if (process.platform === 'win32') return
    assert.equal(statSync(onlyFile()).mode & 0o777, 0o600)
    assert.equal(statSync(folder).mode & 0o777, 0o700)
  })

  it('has an index for each way to cut a log into records, as long as they are short enough together', async () => {
    const lines = { ...KIND, mode: 'lines' as const }
    await save()
    await save(lines, statistics(BLOCKS, 7))
    assert.deepEqual((await load())?.statistics, statistics())
    assert.deepEqual((await load(log, lines))?.statistics, statistics(BLOCKS, 7))
    assert.equal(await load(log, { ...KIND, format: 'access' }), undefined)
    assert.equal(await load(log, { ...KIND, blockBytes: 2 * BLOCK_BYTES }), undefined)
    // Of the largest basis there is not room for a second one.
    await save({ ...KIND, basis: 'x'.repeat(2048) })
    await save({ ...lines, basis: 'x'.repeat(2048) })
    assert.equal(files().length, 1)
    assert.equal(await load(), undefined)
    assert.equal((await load(log, lines))?.basis.length, 2048)
  })

  it('keeps the latest basis', async () => {
    await save()
    await save({ ...KIND, basis: 'Europe/Berlin' }, statistics(BLOCKS, 3))
    const { basis, statistics: kept } = (await load()) ?? {}
    assert.deepEqual([basis, kept], ['Europe/Berlin', statistics(BLOCKS, 3)])
    assert.equal(await save({ ...KIND, basis: 'x'.repeat(3000) }), false, 'too long to keep')
    assert.equal((await load())?.basis, 'Europe/Berlin')
  })

  it('keeps what is known of a part', async () => {
    const part = statistics()
    for (const block of [0, 7, BLOCKS - 1]) part.known[block] = 0
    await save(KIND, part)
    assert.deepEqual((await load())?.statistics.known, part.known)
    assert.equal(await save(KIND, { ...part, known: new Uint8Array(BLOCKS) }), false, 'nothing is not worth it')
    assert.ok(await load())
  })

  it('does not keep small logs', async () => {
    log = temporary.file('small.log', CONTENT.slice(0, MIN_LOG_BYTES - 1))
    assert.equal(await save(KIND, statistics(MIN_LOG_BYTES / BLOCK_BYTES)), false)
    appendFileSync(log, 'x')
    assert.equal(await save(KIND, statistics(MIN_LOG_BYTES / BLOCK_BYTES)), true)
    truncateSync(log, MIN_LOG_BYTES - 1)
    assert.equal(await load(), undefined)
  })

  it('says so where statistics are not of the file', async () => {
    await assert.rejects(save(KIND, statistics(BLOCKS - 1)), RangeError)
  })

  describe('believes it', () => {
    it('when the file was renamed', async () => {
      await save()
      renameSync(log, `${log}.1`)
      assert.equal((await load(`${log}.1`))?.change, 'same')
      writeFileSync(log, CONTENT)
      assert.equal(await load(), undefined, 'another file of its name')
    })

    it('when the file has grown, but for the blocks that may have changed', async () => {
      const identity = await identify(log)
      await save()
      appendFileSync(log, LINE.repeat(20_000))
      const kept = await load()
      assert.deepEqual([kept?.change, kept?.identity], ['grown', identity])
      const known = kept?.statistics.known ?? new Uint8Array()
      assert.equal(known.length, blockCount(CONTENT.length + 20_000 * LINE.length))
      const believed = BLOCKS - RECORD_REACH_BYTES / BLOCK_BYTES
      assert.deepEqual([...known], Array.from(known, (_, block) => (block < believed ? 1 : 0)))
      const expected = statistics()
      assert.deepEqual(kept?.statistics.minTime.subarray(0, believed), expected.minTime.subarray(0, believed))
      assert.ok(kept?.statistics.levels.subarray(believed * LEVEL_COUNT).every((count) => count === 0))
      assert.ok(kept?.statistics.maxTime.subarray(believed).every(Number.isNaN))
      renameSync(log, `${log}.1`)
      assert.equal((await load(`${log}.1`))?.change, 'grown')
    })

    it('when the file grew while it was gathered', async () => {
      const identity = await identify(log)
      appendFileSync(log, LINE)
      assert.equal(await store.save(log, identity, KIND, statistics()), true)
      assert.equal((await load())?.change, 'grown')
    })
  })

  describe('does not believe it', () => {
    /** What is loaded of a log to which something was done since. */
    async function after(act: (path: string) => void): Promise<KeptIndex | undefined> {
      await save()
      assert.ok(await load())
      act(log)
      return load()
    }

    it('when the file was written to in its middle', async () => {
      assert.equal(
        await after((path) => {
          overwrite(path)
          later(path)
        }),
        undefined,
      )
    })

    it('when the file was only touched: who wrote to it may have changed it', async () => {
      assert.equal(await after(later), undefined)
    })

    it('when the time of the last write was set back', async () => {
      assert.equal(
        await after((path) => {
          utimesSync(path, new Date(1_700_000_000_000), new Date(1_700_000_000_000))
        }),
        undefined,
      )
      // Now it is the time that is kept, to the nanosecond.
      assert.equal(
        await after((path) => {
          const { ctimeMs } = statSync(path)
          while (statSync(path).ctimeMs === ctimeMs) {
            overwrite(path)
            utimesSync(path, new Date(1_700_000_000_000), new Date(1_700_000_000_000))
          }
        }),
        undefined,
      )
    })

    it('when the file is shorter, or another', async () => {
      assert.equal(await after((path) => truncateSync(path, CONTENT.length - 1)), undefined)
      writeFileSync(log, CONTENT)
      assert.equal(
        await after((path) => {
          copyFileSync(path, `${path}.new`)
          renameSync(`${path}.new`, path)
        }),
        undefined,
      )
    })

    it('when the file is longer, but begins or went on otherwise', async () => {
      assert.equal(await after((path) => writeFileSync(path, `X${CONTENT.slice(1)}${LINE}`)), undefined)
      writeFileSync(log, CONTENT)
      assert.equal(await after((path) => writeFileSync(path, `${CONTENT.slice(0, -100)}${LINE.repeat(9)}`)), undefined)
    })

    for (const [what, damage] of Object.entries<(bytes: Buffer) => Uint8Array>({
      empty: () => Buffer.alloc(0),
      cut: (bytes) => bytes.subarray(0, bytes.length - 1),
      'of another program': () => Buffer.from('{"version":1}'.repeat(100)),
      'of another version': (bytes) => Buffer.concat([bytes.subarray(0, 7), Buffer.from('0'), bytes.subarray(8)]),
      'damaged in one bit': (bytes) => bytes.map((byte, at) => (at === 300 ? byte ^ 4 : byte)),
      'of another file': (bytes) => bytes,
    })) {
      it(`when it is ${what}; and makes it again`, async () => {
        await save()
        const file = onlyFile()
        if (what === 'of another file') {
          log = temporary.file(`other${number++}.log`, CONTENT)
          await save()
          copyFileSync(file, join(folder, files().find((name) => join(folder, name) !== file) ?? ''))
        } else writeFileSync(file, damage(readFileSync(file)))
        assert.equal(await load(), undefined)
        assert.equal(await save(), true)
        assert.deepEqual((await load())?.statistics, statistics())
      })
    }

    it('when there is a folder in its place', async () => {
      await save()
      const file = onlyFile()
      rmSync(file)
      mkdirSync(file)
      assert.equal(await load(), undefined)
      assert.equal(await save(), false)
      assert.equal(files().length, 1)
    })
  })

  it('keeps nothing of a file that was changed while it was gathered, or has gone', async () => {
    const identity = await identify(log)
    overwrite(log)
    later(log)
    assert.equal(await store.save(log, identity, KIND, statistics()), false)
    rmSync(log)
    assert.equal(await store.save(log, identity, KIND, statistics()), false)
    assert.throws(() => files(), { code: 'ENOENT' })
  })

  it('does without a folder that it cannot write to', async () => {
    store = new KeptIndexStore(join(log, 'not', 'a', 'folder'))
    assert.equal(await save(), false)
    assert.equal(await load(), undefined)
  })

  it('can be written by several at once', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, (_, i) => save(KIND, statistics(BLOCKS, i), new KeptIndexStore(folder))))
    assert.deepEqual(results, Array(8).fill(true))
    onlyFile()
    const kept = (await load())?.statistics
    assert.ok(kept)
    assert.deepEqual(kept, statistics(BLOCKS, kept.untimed[0]), 'one of them, whole')
  })

  it('removes the indexes that were used longest ago, and nothing else', async () => {
    const limits = { files: 3, bytes: 1024 * 1024 }
    store = new KeptIndexStore(folder, { limits })
    const logs: string[] = []
    const indexes: string[] = []
    for (let i = 0; i < 3; i++) {
      log = temporary.file(`one${i}.log`, CONTENT)
      await save()
      logs.push(log)
      indexes.push(files().find((name) => !indexes.includes(name)) ?? '')
      const date = new Date(Date.now() - 10_000_000 + i)
      utimesSync(join(folder, indexes[i]), date, date)
    }
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    writeFileSync(join(folder, `.${indexes[0]}.0123456789ab.part`), 'being written')
    writeFileSync(join(folder, `.${indexes[1]}.0123456789ab.part`), 'left behind')
    utimesSync(join(folder, `.${indexes[1]}.0123456789ab.part`), new Date(0), new Date(0))
    assert.ok(await load(logs[0]), 'now it is the one used last')
    log = temporary.file('one3.log', CONTENT)
    await save()
    assert.deepEqual(files().filter((name) => indexes.includes(name)).sort(), [indexes[0], indexes[2]].sort())
    assert.ok(await load())
    assert.deepEqual(files().filter((name) => !name.endsWith('.index')).sort(), [`.${indexes[0]}.0123456789ab.part`, 'notes.txt'])
  })

  it('keeps within its bytes', async () => {
    await save()
    const { size } = statSync(onlyFile())
    const small = new KeptIndexStore(folder, { limits: { files: 100, bytes: size - 1 } })
    assert.equal(await load(log, KIND, small), undefined, 'what is longer is not read either')
    assert.ok(await load())
    rmSync(folder, { recursive: true })
    const room = { files: 100, bytes: Math.floor(2.5 * size) }
    store = new KeptIndexStore(folder, { limits: room })
    for (let i = 0; i < 4; i++) {
      log = temporary.file(`two${i}.log`, CONTENT)
      assert.equal(await save(), true)
      assert.ok(await load(), 'the latest stays')
      assert.equal(files().length, Math.min(2, i + 1))
    }
    store = new KeptIndexStore(folder, { limits: { files: 100, bytes: Math.floor(size / 2) } })
    assert.equal(await save(), false)
    assert.equal(await load(), undefined)
    assert.deepEqual(files(), [])
  })
})
