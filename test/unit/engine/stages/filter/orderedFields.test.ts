import { strict as assert } from 'node:assert'
import { LEVELS } from '../../../../../src/common/page.ts'
import type { CompareOp } from '../../../../../src/engine/query/ast.ts'
import { levelNamed, levelsThat, levelTest, timeBounds } from '../../../../../src/engine/stages/filter/orderedFields.ts'

const text = (value: string) => ({ type: 'text', text: value, quoted: false }) as const
const names = (op: CompareOp, value: string): string[] | undefined => levelsThat(op, text(value))?.map((level) => LEVELS[level])

describe('engine/stages/filter/orderedFields', () => {
  it('knows levels by all their names', () => {
    for (const [name, level] of [['warn', 'warning'], ['WARN', 'warning'], ['err', 'error'], ['crit', 'fatal'], ['50', 'error'], ['I', 'info']]) {
      assert.equal(LEVELS[levelNamed(name)], level, name)
    }
    assert.equal(levelNamed('nothing'), 0)
  })

  it('orders levels, and never takes a record without one', () => {
    assert.deepEqual(names('>=', 'warn'), ['warning', 'error', 'fatal'])
    assert.deepEqual(names('>', 'warn'), ['error', 'fatal'])
    assert.deepEqual(names('<', 'info'), ['trace', 'debug'])
    assert.deepEqual(names('<=', 'INFO'), ['trace', 'debug', 'info'])
    assert.deepEqual(names('=', 'err'), ['error'])
    assert.deepEqual(names('!=', 'fatal'), ['trace', 'debug', 'info', 'warning', 'error'])
    assert.equal(names(':', 'err'), undefined)
    assert.equal(names('=', 'blue'), undefined)
  })

  it('reads levels that stages made, and leaves their numbers numbers', () => {
    const atLeastWarning = levelTest('>=', text('warn'))!
    assert.deepEqual(['WARN', 'Error', 'info', 'blue'].map(atLeastWarning), [true, true, false, false])
    assert.deepEqual(['WARN', 'blue'].map(levelTest('!=', text('warn'))!), [false, true])
    const above = levelTest('>', text('5'))!
    assert.deepEqual(['7', '3', '5.5'].map(above), [true, false, true])
  })

  it('bounds times by what a span lasts', () => {
    const day = { type: 'time', text: '', quoted: false, from: 1000, to: 2000 } as const
    const holds = (op: CompareOp, time: number): boolean => {
      const { from, to, outside } = timeBounds(op, day)
      return (time >= from && time < to) !== outside
    }
    const times = [999, 1000, 1999, 2000]
    assert.deepEqual(times.map((time) => holds('=', time)), [false, true, true, false])
    assert.deepEqual(times.map((time) => holds('!=', time)), [true, false, false, true])
    assert.deepEqual(times.map((time) => holds('>', time)), [false, false, false, true])
    assert.deepEqual(times.map((time) => holds('>=', time)), [false, true, true, true])
    assert.deepEqual(times.map((time) => holds('<', time)), [true, false, false, false])
    assert.deepEqual(times.map((time) => holds('<=', time)), [true, true, true, false])
  })

  it('tells a moment from those next to it', () => {
    for (const at of [1_714_521_600_000, 0, -5]) {
      const moment = { type: 'time', text: '', quoted: false, from: at, to: at } as const
      const holds = (op: CompareOp, time: number): boolean => {
        const { from, to, outside } = timeBounds(op, moment)
        return (time >= from && time < to) !== outside
      }
      const times = [at - 0.001, at, at + 0.001]
      assert.deepEqual(times.map((time) => holds('=', time)), [false, true, false])
      assert.deepEqual(times.map((time) => holds('<=', time)), [true, true, false])
      assert.deepEqual(times.map((time) => holds('>', time)), [false, false, true])
    }
  })
})
