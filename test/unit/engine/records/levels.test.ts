import { strict as assert } from 'node:assert'
import { LEVELS } from '../../../../src/common/page.ts'
import { guessLevel } from '../../../../src/engine/records/levels.ts'

const level = (text: string): string => LEVELS[guessLevel(text)]

describe('engine/records/levels', () => {
  const cases: readonly (readonly [text: string, level: string])[] = [
    ['2026-01-05 06:00:00 ERROR db: timeout', 'error'],
    ['2026-01-05 06:00:00 WARN disk nearly full', 'warning'],
    ['2026-01-05 WARNING x', 'warning'],
    ['[info] started', 'info'],
    ['<err> bad', 'error'],
    ['(debug) x', 'debug'],
    ['level=error msg="x"', 'error'],
    ['lvl: warn x', 'warning'],
    ['{"time":1,"level":"fatal","msg":"gone"}', 'fatal'],
    ['{"severity" : "NOTICE"}', 'info'],
    ['EMERG the house burns', 'fatal'],
    ['FINEST detail', 'trace'],
    ['SEVERE: no', 'error'],
    ['an error happened, said nobody in capitals', ''],
    ['[constructor] x', ''],
    ['[warnings] x', ''],
    ['ERRORS: 0', ''],
    ['INFO then ERROR', 'info'],
    ['[warn] then ERROR', 'warning'],
    ['06:00 \u001b[31mERROR\u001b[0m db', 'error'],
    ['\u001b[1;33mWARN\u001b[0m disk', 'warning'],
    ['\u001b[mINFO', 'info'],
    ['mERROR', ''],
    ['', ''],
  ]
  for (const [text, expected] of cases) {
    it(`finds ${expected === '' ? 'no level' : expected} in '${text}'`, () => assert.equal(level(text), expected))
  }

  it('looks at the beginning of a row only', () => {
    assert.equal(level(`${' '.repeat(300)}ERROR`), '')
  })

  it('takes its time in proportion to the row', () => {
    // Hostile to an expression that tries every number of blanks.
    assert.equal(level(`level${' '.repeat(250)}x`.repeat(1000)), '')
  })
})
