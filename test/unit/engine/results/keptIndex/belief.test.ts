import { strict as assert } from 'node:assert'
import type { FileIdentity } from '../../../../../src/engine/bytes/identity.ts'
import { compareIdentities, settledBlocks } from '../../../../../src/engine/results/keptIndex/belief.ts'
import { LEVEL_COUNT } from '../../../../../src/engine/records/statistics.ts'
import { statisticsOf, type BlockFigures } from '../../../../support/knownStatistics.ts'

const KEPT: FileIdentity = { device: 1n, inode: -2n, size: 100, modified: 5n, statusChanged: 6n, head: 'aa', tail: 'bb' }

describe('engine/results/keptIndex/belief', () => {
  const cases: [string, Partial<FileIdentity>, boolean, string][] = [
    ['nothing happened', {}, false, 'same'],
    ['its numbers are read without a sign', { inode: 2n ** 64n - 2n }, false, 'same'],
    ['it was renamed', { statusChanged: 7n }, true, 'same'],
    ['something happened to it, and its time may have been set back', { statusChanged: 7n }, false, 'other'],
    ['it was written to', { modified: 6n, statusChanged: 7n }, true, 'other'],
    ['its head differs', { head: 'ab' }, false, 'other'],
    ['its tail differs', { tail: 'ab' }, true, 'other'],
    ['it is on another device', { device: 2n }, true, 'other'],
    ['it is another file', { inode: 3n }, false, 'other'],
    ['it is shorter', { size: 99 }, false, 'other'],
    ['it is longer', { size: 101, head: 'x', tail: 'y', modified: 9n, statusChanged: 9n }, false, 'perhapsGrown'],
    ['it is longer, but another', { size: 101, inode: 3n }, false, 'other'],
  ]
  for (const [what, now, renamed, expected] of cases) {
    it(`answers '${expected}' where ${what}`, () => assert.equal(compareIdentities(KEPT, { ...KEPT, ...now }, renamed), expected))
  }

  describe('settled blocks', () => {
    const reaches = { record: 20, line: 50 }
    const levels = Array<number>(LEVEL_COUNT).fill(0)
    const block = (lines: number | undefined): BlockFigures | undefined =>
      lines === undefined ? undefined : { lines, records: lines, untimed: lines, minTime: NaN, maxTime: NaN, levels }
    /** How many of ten blocks of 10 bytes, from the first, are settled. */
    const settled = (lines: (number | undefined)[], size = 100): number => {
      const mask = [...settledBlocks(statisticsOf(lines.map(block)), size, 10, reaches)]
      const prefix = mask.indexOf(0) < 0 ? mask.length : mask.indexOf(0)
      assert.ok(mask.slice(prefix).every((is) => is === 0))
      return prefix
    }

    it('are all but the last L + B where lines are short', () => {
      assert.equal(settled(Array(10).fill(1)), 8)
      assert.equal(settled(Array(10).fill(1), 99), 7)
      assert.equal(settled(Array(10).fill(1), 91), 7)
    })

    it('are fewer where the last line is long: it may go on', () => {
      assert.equal(settled([1, 1, 1, 1, 1, 1, 1, 0, 0, 0]), 6)
      assert.equal(settled([1, 1, 1, 1, 1, 1, 0, 0, 0, 0]), 5)
      assert.equal(settled([1, 1, 1, 1, 1, 0, 0, 0, 0, 0]), 5)
      assert.equal(settled([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 5)
    })

    it('are those that are known', () => {
      assert.equal(settled([1, 1, 1, undefined, undefined, undefined, undefined, undefined, undefined, undefined]), 3)
      assert.equal(settled([1, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, 1]), 1)
    })
  })
})
