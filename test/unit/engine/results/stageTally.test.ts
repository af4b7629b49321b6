import { strict as assert } from 'node:assert'
import { makePlan } from '../../../../src/engine/results/plan.ts'
import { StageTally } from '../../../../src/engine/results/stageTally.ts'
import { parseOrThrow } from '../../../../src/engine/stages/registry.ts'

function tallyOf(query: string, wanted: [number, string[]][] = []): StageTally {
  return new StageTally(makePlan(parseOrThrow(query)), new Map(wanted))
}

/** Rows in and out of each stage, as the chips show them. */
function shown(tally: StageTally, lines: number, exact = true): string[] {
  const number = (value: number, isExact: boolean): string => `${value}${isExact ? '' : '+'}`
  return tally
    .counts({ value: lines, exact }, true)
    .map(({ rowsIn, rowsOut, inExact, outExact }) => `${number(rowsIn, inExact)} → ${number(rowsOut, outExact)}`)
}

describe('engine/results/stageTally', () => {
  it('adds up what scans let through; each stage takes what the one before gave', () => {
    const tally = tallyOf('error | parse "a=*" as a | search a=1')
    tally.add(0, Float64Array.of(5, 5, 2), [])
    tally.add(0, Float64Array.of(3, 3, 1), [])
    assert.deepEqual(shown(tally, 20, false), ['20+ → 8+', '8+ → 8+', '8+ → 3+'])
    tally.finish(0)
    assert.deepEqual(shown(tally, 20), ['20 → 8', '8 → 8', '8 → 3'])
  })

  it('passes on what comes in where a stage is off', () => {
    const tally = tallyOf('error | /* search x */ | search y')
    tally.add(0, Float64Array.of(5, 2), [])
    tally.finish(0)
    assert.deepEqual(shown(tally, 9), ['9 → 5', '5 → 5', '5 → 2'])
  })

  it('shows that a stage that stopped the reading knows its output and not its input', () => {
    const tally = tallyOf('error | head 3 | search y')
    tally.add(0, Float64Array.of(40), [])
    tally.set(1, 3, true)
    tally.add(1, Float64Array.of(2), [])
    tally.finish(1)
    assert.deepEqual(shown(tally, 100, false), ['100+ → 40+', '40+ → 3', '3 → 2'])
  })

  it('forgets what it counted of an input that is replaced', () => {
    const tally = tallyOf('| stats count() by raw | search x')
    tally.add(0, Float64Array.of(9), [])
    tally.set(1, 4, false)
    tally.add(1, Float64Array.of(2), [])
    tally.restart(1)
    assert.deepEqual(shown(tally, 9), ['9 → 9+', '9+ → 4+', '4+ → 0+'])
  })

  it('warns of a field that was never seen, once the pass has ended', () => {
    const tally = tallyOf('user=ann ms>5', [[0, ['user', 'ms']]])
    tally.add(0, Float64Array.of(0), [[0, 'ms']])
    const warnings = (done: boolean) => tally.counts({ value: 1, exact: true }, done).map((stage) => stage.warnings)
    assert.deepEqual(warnings(false), [[]])
    assert.deepEqual(warnings(true), [["No row that was read has the field 'user'."]])
  })

  it('says at which stage a pass failed', () => {
    const tally = tallyOf('a | search b')
    tally.fail(1, 'Too slow.')
    tally.fail(17, 'of another query')
    assert.deepEqual(tally.counts({ value: 0, exact: true }, true).map((stage) => stage.error), [undefined, 'Too slow.'])
  })

  it('adds up rows in which types do not go together, with the message of the first', () => {
    const tally = tallyOf('| where a > 1 | head 5 | where b > 1')
    const warnings = (): string[][] => tally.counts({ value: 9, exact: true }, true).map((stage) => [...stage.warnings])
    tally.add(0, Float64Array.of(9, 9), [], [{ stage: 1, rows: 2, source: 0, offset: 70, message: 'second' }])
    tally.add(0, Float64Array.of(9, 9), [], [{ stage: 1, rows: 3, source: 0, offset: 20, message: 'first' }])
    tally.add(0, Float64Array.of(9, 9), [], [{ stage: 1, rows: 1, source: 1, offset: 0, message: 'third' }])
    tally.add(1, Float64Array.of(5), [], [{ stage: 3, rows: 1, source: 0, offset: -1, message: 'other' }])
    assert.deepEqual(warnings(), [[], ['6 rows: first.'], [], ['1 row: other.']])
    tally.restart(1)
    assert.deepEqual(warnings(), [[], ['6 rows: first.'], [], []])
    const refined = tallyOf('| where a > 1 | head 5')
    refined.copy(tally, 1)
    assert.deepEqual(refined.counts({ value: 9, exact: true }, true)[1].warnings, ['6 rows: first.'])
  })
})
