import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { BLOCK_BYTES } from '../../src/common/constants.ts'
import { blocksWithin, blocksWithLevel, blocksWithoutTime } from '../../src/engine/records/blockChoice.ts'
import { forget, type KnownStatistics } from '../../src/engine/records/knownStatistics.ts'
import { LEVEL_COUNT } from '../../src/engine/records/statistics.ts'
import { settledBlocks } from '../../src/engine/results/keptIndex/belief.ts'
import { encodeIndex, maxIndexBytes, openIndex, type IndexHeader } from '../../src/engine/results/keptIndex/indexFile.ts'
import { figures, returned, statisticsOf } from '../support/knownStatistics.ts'
import { plainLines } from '../support/plainLines.ts'
import { plainRecords } from '../support/plainRecords.ts'

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const wide = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
/** Text without half characters, which no file name or setting that is written as UTF-8 can have. */
const text = (maxLength: number): fc.Arbitrary<string> => fc.string({ unit: 'binary', maxLength })

/** An index of a log in blocks of `blockBytes`. */
function index(blockBytes: number, maxBlocks: number): fc.Arbitrary<{ header: IndexHeader; statistics: KnownStatistics }> {
  const block = fc.option(figures(blockBytes), { nil: undefined, freq: 10 })
  const plain = { noNullPrototype: true }
  const mode = fc.constantFrom('lines' as const, 'records' as const)
  const kind = fc.record({ format: text(40), mode, blockBytes: fc.constant(blockBytes), basis: text(200) }, plain)
  return fc.array(block, { minLength: 1, maxLength: maxBlocks }).chain((blocks) => {
    const size = fc.integer({ min: (blocks.length - 1) * blockBytes + 1, max: blocks.length * blockBytes })
    const times = { modified: wide, statusChanged: wide }
    const identity = fc.record({ device: wide, inode: wide, size, ...times, head: hash, tail: hash }, plain)
    return fc.record({ identity, path: text(200), kind }, plain).map((header) => ({ header, statistics: statisticsOf(blocks) }))
  })
}

const bytesOf = (header: IndexHeader, statistics: KnownStatistics): Buffer => Buffer.concat([...encodeIndex(header, statistics)])

const signed = (body: Uint8Array): Buffer => Buffer.concat([body, createHash('sha256').update(body).digest()])

describe('properties: kept indexes', () => {
  it('come back as they were written, to the bit, and are as small as they must be', () => {
    const sizes = fc.constantFrom(1, 7, 4096, BLOCK_BYTES)
    fc.assert(
      fc.property(
        sizes.chain((blockBytes) => index(blockBytes, 40)),
        ({ header, statistics }) => {
          const bytes = bytesOf(header, statistics)
          const limit = header.kind.blockBytes === BLOCK_BYTES ? maxIndexBytes(header.identity.size) : Infinity
          assert.ok(bytes.length <= limit, `${bytes.length} bytes`)
          const opened = openIndex(bytes)
          assert.ok(opened)
          assert.deepEqual({ identity: opened.identity, path: opened.path, kind: opened.kind }, header)
          assert.deepEqual(returned(opened.statistics(statistics.known.length)), statistics)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('have room for the blocks that a file has got since', () => {
    fc.assert(
      fc.property(index(4096, 10), fc.nat(5), ({ header, statistics }, more) => {
        const blocks = statistics.known.length
        const found = returned(openIndex(bytesOf(header, statistics))?.statistics(blocks + more))
        assert.ok(found)
        assert.deepEqual([...found.known], [...statistics.known, ...Array<number>(more).fill(0)])
        assert.deepEqual([...found.maxTime], [...statistics.maxTime, ...Array<number>(more).fill(NaN)])
        assert.deepEqual([...found.levels], [...statistics.levels, ...Array<number>(more * LEVEL_COUNT).fill(0)])
      }),
    )
  })

  it('are as none when any byte of them is another, is missing or was added', () => {
    const damage = fc.record({ at: fc.nat(), by: fc.integer({ min: 1, max: 255 }), how: fc.constantFrom('flip', 'cut', 'add') })
    fc.assert(
      fc.property(index(4096, 6), damage, ({ header, statistics }, { at, by, how }) => {
        const bytes = bytesOf(header, statistics)
        const place = at % bytes.length
        if (how === 'flip') bytes[place] ^= by
        const damaged = how === 'cut' ? bytes.subarray(0, place) : how === 'add' ? Buffer.concat([bytes, Buffer.alloc(by)]) : bytes
        assert.equal(openIndex(damaged), undefined)
      }),
      { numRuns: 500 },
    )
  })

  it('never throw, nor claim more than a block can hold, whatever somebody has signed', () => {
    const change = fc.record({ at: fc.nat(), bytes: fc.uint8Array({ minLength: 0, maxLength: 12 }), cut: fc.nat(3) })
    let made = 0
    fc.assert(
      fc.property(index(4096, 6), change, ({ header, statistics }, { at, bytes, cut }) => {
        const body = bytesOf(header, statistics).subarray(0, -32)
        const place = 8 + (at % (body.length - 8))
        const opened = openIndex(signed(Buffer.concat([body.subarray(0, place), bytes, body.subarray(place + cut)])))
        if (!opened) return
        const found = returned(opened.statistics(10))
        if (!found) return
        made++
        assert.equal(found.known.length, 10)
        for (const counts of [found.lines, found.records, found.untimed, found.levels]) {
          assert.ok(counts.every((count) => count <= opened.kind.blockBytes))
        }
      }),
      { numRuns: 1000 },
    )
    assert.ok(made > 0, 'some of it could be read')
  })

  describe('of files that have grown', () => {
    /** As a pass gathers them: time and level of a record follow from its lines' starts, and from what its first line is read to. */
    function plainStatistics(bytes: Uint8Array, blockBytes: number, reach: number, maxLine: number): KnownStatistics {
      const blocks = Array.from({ length: Math.ceil(bytes.length / blockBytes) }, () => ({
        lines: 0,
        records: 0,
        untimed: 0,
        minTime: NaN,
        maxTime: NaN,
        levels: new Array<number>(LEVEL_COUNT).fill(0),
      }))
      const lines = plainLines(bytes)
      for (const { start } of lines) blocks[Math.floor(start / blockBytes)].lines++
      const isHead = ({ start }: { start: number }): boolean => bytes[start] === 72
      for (const { start, line, next } of plainRecords(bytes, 0, isHead, reach)) {
        const first = Buffer.from(bytes.subarray(start, Math.min(lines[line].end, start + maxLine))).toString('latin1')
        const inRecord = lines.filter((one) => one.start >= start && one.start < next).length
        const block = blocks[Math.floor(start / blockBytes)]
        block.records++
        // The lines of the record too, for all that they could mean.
        block.levels[(first.split('e').length + inRecord) % LEVEL_COUNT]++
        const time = first.split('t').length - 1
        if (time === 0) block.untimed++
        else {
          block.minTime = Math.min(time, Number.isNaN(block.minTime) ? Infinity : block.minTime)
          block.maxTime = Math.max(time, Number.isNaN(block.maxTime) ? -Infinity : block.maxTime)
        }
      }
      return statisticsOf(blocks)
    }

    const character = fc.oneof(
      { weight: 2, arbitrary: fc.constant(10) },
      { weight: 2, arbitrary: fc.constant(72) },
      { weight: 8, arbitrary: fc.constantFrom(...Buffer.from('etx\r')) },
    )
    const few = fc.oneof({ weight: 1, arbitrary: fc.constant(10) }, { weight: 40, arbitrary: fc.constantFrom(...Buffer.from('etxH')) })
    const log = fc
      .oneof(fc.array(character, { maxLength: 200, size: 'max' }), fc.array(few, { maxLength: 300, size: 'max' }))
      .map((bytes) => Uint8Array.from(bytes))
    const reaches = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.nat(12), fc.nat(60))
      .map(([blockBytes, record, line]) => ({ blockBytes, record: blockBytes + record, line: blockBytes + record + line }))

    const gap = fc.array(fc.boolean(), { minLength: 20 })

    it('are believed of no block that has changed', () => {
      let believed = 0
      fc.assert(
        fc.property(log, log, reaches, gap, (before, appended, { blockBytes, record, line }, gaps) => {
          const old = plainStatistics(before, blockBytes, record, line)
          const partial = structuredClone(old)
          old.known.forEach((_, block) => gaps[block % gaps.length] && forget(partial, block))
          for (const statistics of [old, partial]) {
            const settled = settledBlocks(statistics, before.length, blockBytes, { record, line })
            const now = plainStatistics(Uint8Array.from([...before, ...appended]), blockBytes, record, line)
            settled.forEach((is, block) => {
              if (is === 0) return
              believed++
              assert.equal(statistics.known[block], 1)
              for (const name of ['lines', 'records', 'untimed', 'minTime', 'maxTime'] as const) {
                assert.equal(now[name][block], old[name][block], `${name} of block ${block}`)
              }
              const levels = (of: KnownStatistics): number[] => [...of.levels.subarray(block * LEVEL_COUNT, (block + 1) * LEVEL_COUNT)]
              assert.deepEqual(levels(now), levels(old), `levels of block ${block}`)
            })
          }
        }),
        { numRuns: 1000 },
      )
      assert.ok(believed > 1000)
    })
  })

  describe('choose the blocks for a condition', () => {
    interface Row {
      time: number
      level: number
    }
    const row: fc.Arbitrary<Row> = fc.record({
      time: fc.oneof(fc.constant(NaN), fc.integer({ min: -20, max: 20 }), fc.double({ min: -20, max: 20, noNaN: true })),
      level: fc.nat(LEVEL_COUNT - 1),
    })
    const blocks = fc.array(fc.option(fc.array(row, { maxLength: 4 }), { nil: undefined, freq: 8 }), { maxLength: 20 })
    const bound = fc.oneof(fc.integer({ min: -25, max: 25 }), fc.double({ min: -25, max: 25 }), fc.constantFrom(-Infinity, Infinity))

    const gathered = (rows: Row[]): Parameters<typeof statisticsOf>[0][number] => {
      const timed = rows.map(({ time }) => time).filter((time) => !Number.isNaN(time))
      return {
        lines: rows.length,
        records: rows.length,
        untimed: rows.length - timed.length,
        minTime: timed.length === 0 ? NaN : Math.min(...timed),
        maxTime: timed.length === 0 ? NaN : Math.max(...timed),
        levels: Array.from({ length: LEVEL_COUNT }, (_, level) => rows.filter((one) => one.level === level).length),
      }
    }
    const statistics = (given: (Row[] | undefined)[]): KnownStatistics => statisticsOf(given.map((rows) => rows && gathered(rows)))
    /** Every block with such a row, and those of which nothing is known. */
    const needed = (given: (Row[] | undefined)[], is: (row: Row) => boolean): number[] =>
      given.map((rows) => (!rows || rows.some(is) ? 1 : 0))

    it('by time: all that have such a record, and none whose records are all before or all after', () => {
      fc.assert(
        fc.property(blocks, bound, bound, (given, from, to) => {
          const chosen = [...blocksWithin(statistics(given), from, to)]
          const wanted = needed(given, ({ time }) => !(time < from) && !(time > to) && !Number.isNaN(time))
          wanted.forEach((is, block) => assert.ok(chosen[block] >= is, `block ${block}`))
          const open = needed(given, ({ time }) => !(time < from) && !Number.isNaN(time))
          const closed = needed(given, ({ time }) => !(time > to) && !Number.isNaN(time))
          chosen.forEach((is, block) => assert.equal(is, open[block] & closed[block], `block ${block}`))
        }),
        { numRuns: 1000 },
      )
    })

    it('by level, and by having no time: exactly those that have such a record', () => {
      fc.assert(
        fc.property(blocks, fc.subarray([...Array(LEVEL_COUNT).keys()]), (given, levels) => {
          assert.deepEqual([...blocksWithLevel(statistics(given), levels)], needed(given, ({ level }) => levels.includes(level)))
          assert.deepEqual([...blocksWithoutTime(statistics(given))], needed(given, ({ time }) => Number.isNaN(time)))
        }),
        { numRuns: 500 },
      )
    })
  })
})
