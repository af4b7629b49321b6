import { strict as assert } from 'node:assert'
import { makePlan } from '../../../../src/engine/results/plan.ts'
import { blocksToRead, fieldsKnown } from '../../../../src/engine/results/skipping.ts'
import { LEVEL_COUNT } from '../../../../src/engine/records/statistics.ts'
import { parseOrThrow } from '../../../../src/engine/stages/registry.ts'
import { statisticsOf } from '../../../support/knownStatistics.ts'

const DAY = 86_400_000
const days = Array.from({ length: 10 }, (_, day) => Date.UTC(2026, 0, 1 + day, 6))
const levels = Array.from({ length: LEVEL_COUNT }, () => 0)
const statistics = statisticsOf(days.map((minTime) => ({ lines: 1, records: 1, untimed: 0, minTime, maxTime: minTime + DAY / 2, levels })))

const read = (query: string): number[] => [...(blocksToRead(makePlan(parseOrThrow(query), { now: days[9], end: days[9] }), statistics) ?? [])]

describe('between', () => {
  it('reads the blocks that a search for the same times reads', () => {
    assert.deepEqual(read('| between "2026-01-03" "2026-01-05"'), [0, 0, 1, 1, 1, 0, 0, 0, 0, 0])
    for (const [from, to] of [['2026-01-03', '2026-01-05'], ['-3d', '-1d'], ['now-2d', 'now'], ['2026-01-04 06:00', '2026-01-04 07:00'], ['2025-01-01', '2025-01-02']]) {
      assert.deepEqual(read(`| between "${from}" "${to}"`), read(`time>="${from}" time<="${to}"`), `${from} to ${to}`)
    }
  })

  it('reads all where it is not the first to leave out rows', () => {
    assert.deepEqual(read('error | between "2026-01-03" "2026-01-05"'), [])
  })

  it('does not miss the times of blocks that are not read', () => {
    assert.deepEqual(fieldsKnown(makePlan(parseOrThrow('| between "2026-01-03" "2026-01-05"'), { now: 0, end: 0 }), statistics), [[1, 'time']])
  })
})
