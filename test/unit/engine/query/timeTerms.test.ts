import { strict as assert } from 'node:assert'
import { askForTime, asksForTime } from '../../../../src/engine/query/timeTerms.ts'
import { parse } from '../../../../src/engine/stages/registry.ts'

const T = 'time>=2026-05-12T14:00 time<2026-05-12T15:00'

describe('the time that a query asks for', () => {
  const cases: readonly (readonly [query: string, chosen: string, cleared: string])[] = [
    ['', T, ''],
    ['*', T, ''],
    ['error', `error ${T}`, 'error'],
    ['error   "a  b"', `error   "a  b" ${T}`, 'error   "a  b"'],
    ['error time>=2020-01-01 time<2021-01-01', `error ${T}`, 'error'],
    ['time>-15m error', `error ${T}`, 'error'],
    ['time=2024-05-01', T, ''],
    ['error AND time>"2020-01-01 12:00"', `error ${T}`, 'error'],
    ['time>2020-01-01 AND error AND time<2021 AND x', `error AND x ${T}`, 'error AND x'],
    ['error OR warn', `(error OR warn) ${T}`, 'error OR warn'],
    ['(error OR time>2020-01-01)', `(error OR time>2020-01-01) ${T}`, '(error OR time>2020-01-01)'],
    ['-time>2020-01-01 x', `-time>2020-01-01 x ${T}`, '-time>2020-01-01 x'],
    ['time!=2020-01-01', `time!=2020-01-01 ${T}`, 'time!=2020-01-01'],
    ['error time>2020-01-01 | parse "a *" as a | head 5', `error ${T} | parse "a *" as a | head 5`, 'error | parse "a *" as a | head 5'],
    ['| stats count() by level', `${T} | stats count() by level`, '| stats count() by level'],
    ['/* error */ | head 5', `/* error */ | search ${T} | head 5`, '/* error */ | head 5'],
    ['user=AND time>2020-01-01', `user=AND ${T}`, 'user=AND'],
  ]

  for (const [query, chosen, cleared] of cases) {
    it(`of '${query}' is changed, and nothing else`, () => {
      assert.equal(askForTime(query, T), chosen)
      assert.deepEqual(parse(chosen).diagnostics, [])
      assert.equal(askForTime(chosen, T), chosen)
      assert.equal(askForTime(query, ''), cleared)
      assert.equal(asksForTime(chosen), true)
      assert.equal(asksForTime(cleared), false)
    })
  }

  it('is left where it is in a group of its own', () => {
    assert.equal(askForTime('error (time>2020-01-01 x)', T), `error (time>2020-01-01 x) ${T}`)
  })

  it('can be asked for while a mistake is typed', () => {
    assert.equal(askForTime('error (', T), `error ( ${T}`)
  })
})
