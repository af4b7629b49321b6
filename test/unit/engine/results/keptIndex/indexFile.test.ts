import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import { BLOCK_BYTES } from '../../../../../src/common/constants.ts'
import { LEVEL_COUNT } from '../../../../../src/engine/records/statistics.ts'
import {
  encodeIndex,
  isKeepable,
  keptPath,
  maxIndexBytes,
  openIndex,
  type IndexHeader,
} from '../../../../../src/engine/results/keptIndex/indexFile.ts'
import { returned, statisticsOf, type BlockFigures } from '../../../../support/knownStatistics.ts'

const LARGEST = 2n ** 63n - 1n

function header(blocks: number, blockBytes = BLOCK_BYTES): IndexHeader {
  const hash = 'ab'.repeat(32)
  return {
    identity: {
      device: -1n,
      inode: LARGEST,
      size: blocks * blockBytes,
      modified: LARGEST,
      statusChanged: -LARGEST,
      head: hash,
      tail: hash,
    },
    path: `/${'ü'.repeat(2000)}/app.log`,
    kind: { format: 'f'.repeat(256), mode: 'records', blockBytes, basis: 'ü'.repeat(1024) },
  }
}

const all = (count: number, minTime: number, maxTime: number): BlockFigures => ({
  lines: count,
  records: count,
  untimed: count,
  minTime,
  maxTime,
  levels: Array<number>(LEVEL_COUNT).fill(count),
})

const bytesOf = (head: IndexHeader, blocks: (BlockFigures | undefined)[]): Buffer =>
  Buffer.concat([...encodeIndex(head, statisticsOf(blocks))])

describe('engine/results/keptIndex/indexFile', () => {
  it('is at most 0.02 % of the log and 4 KiB, whatever the log holds', () => {
    const worst: BlockFigures[] = [
      all(BLOCK_BYTES, 0.1, 0.7),
      all(BLOCK_BYTES, -(2 ** 52), 2 ** 52),
      all(BLOCK_BYTES, -(2 ** 52) / 1000, 2 ** 52 / 1000),
      all(BLOCK_BYTES, 2 ** 52, 2 ** 52),
    ]
    for (const blocks of [1, 2, 5000]) {
      for (const figures of [...worst.map((one) => [one]), [worst[1], worst[3]], worst]) {
        const given = Array.from({ length: blocks }, (_, block) => figures[block % figures.length])
        const head = header(blocks)
        // The last block may be of a single byte.
        const short = { ...head, identity: { ...head.identity, size: head.identity.size - BLOCK_BYTES + 1 } }
        const bytes = bytesOf(short, given)
        assert.ok(bytes.length <= maxIndexBytes(short.identity.size), `${bytes.length} bytes for ${blocks} blocks`)
        assert.deepEqual(returned(openIndex(bytes)?.statistics(blocks)), statisticsOf(given))
      }
    }
  })

  it('takes few bytes for an ordinary log', () => {
    const blocks = Array.from({ length: 4000 }, (_, block): BlockFigures => {
      const minTime = 1_767_600_000_000 + block * 60_000
      return { lines: 2100, records: 2000, untimed: 0, minTime, maxTime: minTime + 59_990, levels: [0, 0, 400, 1400, 150, 50, 0] }
    })
    const { length } = bytesOf(header(4000), blocks)
    assert.ok(length < 4000 * 24, `${length} bytes`)
  })

  it('keeps times of microseconds in few bytes, and others as they are', () => {
    const size = (minTime: number, maxTime: number): number =>
      bytesOf(header(100), Array.from({ length: 100 }, (_, i) => all(1, minTime + i, maxTime + i))).length
    const milliseconds = size(1_767_600_000_000, 1_767_600_000_001)
    assert.ok(size(1_767_600_000_000.123, 1_767_600_000_000.456) < milliseconds + 300)
    assert.ok(size(1_767_600_000_000.0625, 1_767_600_000_000.9375) > milliseconds + 1000)
  })

  it('is in pieces, so that a long one keeps nobody waiting', () => {
    const blocks = Array.from({ length: 50_000 }, () => all(1, NaN, NaN))
    const pieces = [...encodeIndex(header(50_000), statisticsOf(blocks))]
    assert.equal(pieces.length, 6)
    assert.deepEqual(returned(openIndex(Buffer.concat(pieces))?.statistics(50_000)), statisticsOf(blocks))
  })

  it('is of the blocks that were known when it was begun', () => {
    const blocks = Array.from({ length: 40_000 }, (_, block) => (block % 3 === 0 ? undefined : all(1, block, block)))
    const statistics = statisticsOf(blocks)
    const pieces: Buffer[] = []
    for (const piece of encodeIndex(header(40_000), statistics)) {
      pieces.push(piece)
      statistics.known.fill(1)
    }
    assert.deepEqual(returned(openIndex(Buffer.concat(pieces))?.statistics(40_000)), statisticsOf(blocks))
  })

  it('keeps the end of a long path, in whole characters', () => {
    assert.equal(keptPath('/var/log/app.log'), '/var/log/app.log')
    assert.equal(keptPath(`/${'x'.repeat(3000)}/app.log`), `${'x'.repeat(1016)}/app.log`)
    assert.equal(keptPath(`${'ü'.repeat(2000)}.`), `${'ü'.repeat(511)}.`)
    assert.equal(openIndex(bytesOf(header(1), [undefined]))?.path, keptPath(header(1).path))
  })

  it('does not take names that it has no room for', () => {
    const { kind } = header(1)
    assert.equal(isKeepable(kind), true)
    assert.equal(isKeepable({ ...kind, format: 'f'.repeat(257) }), false)
    assert.equal(isKeepable({ ...kind, basis: 'ü'.repeat(1025) }), false)
  })

  it('refuses statistics that are not of the file', () => {
    assert.throws(() => bytesOf(header(2), [undefined]), RangeError)
  })

  describe('opens nothing', () => {
    const good = bytesOf(header(3, 100), [all(5, 1, 2), undefined, all(5, NaN, NaN)])

    it('that is not an index', () => {
      for (const bytes of [Buffer.alloc(0), Buffer.alloc(39), Buffer.alloc(40), good.subarray(0, 8), good.subarray(1)]) {
        assert.equal(openIndex(bytes), undefined)
      }
    })

    it('of another version, though it is whole', () => {
      const body = Buffer.from(good.subarray(0, -32))
      body[7]++
      assert.equal(openIndex(Buffer.concat([body, createHash('sha256').update(body).digest()])), undefined)
    })

    it('with more blocks than there is room for, before it makes any', () => {
      assert.ok(returned(openIndex(good)?.statistics(3)))
      assert.equal(returned(openIndex(good)?.statistics(2)), undefined)
      const huge = { ...header(3, 100), identity: { ...header(3, 100).identity, size: 2 ** 52 } }
      // The size is wrong by so much that the statistics of all its blocks would fill the memory.
      const body = Buffer.from(good.subarray(0, -32))
      const from = Buffer.from(good.subarray(8, 24))
      const encoded = bytesOf({ ...huge, kind: { ...huge.kind, blockBytes: 2 ** 52 } }, [undefined])
      const sizeBytes = encoded.subarray(24, 32)
      const hostile = Buffer.concat([body.subarray(0, 8), from, sizeBytes, body.subarray(26)])
      const opened = openIndex(Buffer.concat([hostile, createHash('sha256').update(hostile).digest()]))
      assert.equal(opened?.identity.size, 2 ** 52)
      assert.equal(returned(opened.statistics(2 ** 20)), undefined)
      assert.equal(returned(opened.statistics(2 ** 50)), undefined)
    })

    it('in which a block has more than it can hold', () => {
      assert.ok(returned(openIndex(bytesOf(header(1, 100), [all(100, 1, 2)]))?.statistics(1)))
      assert.equal(returned(openIndex(bytesOf(header(1, 100), [all(101, 1, 2)]))?.statistics(1)), undefined)
    })
  })
})
