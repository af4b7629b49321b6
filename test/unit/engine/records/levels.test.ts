import { strict as assert } from 'node:assert'
import { LEVELS } from '../../../../src/common/page.ts'
import { LEVEL_REACH, levelInWords, levelOfStatus, levelOfValue } from '../../../../src/engine/records/levels.ts'

/** The level that words in a line show. */
function level(text: string): string {
  const bytes = Buffer.from(text)
  return LEVELS[levelInWords(bytes, 0, bytes.length, LEVEL_REACH, false, { level: 0, start: 0, end: 0 })]
}

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
    ['06:00 INF started', 'info'],
    ['[level=warn] x', 'warning'],
    ['\u001b[33mwarn\u001b[39m: disk', 'warning'],
    ['\u001b[0merror is what they say', ''],
    ['Error 1234567', ''],
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

  it('takes the first word behind a time in any case', () => {
    const found = { level: 0, start: 0, end: 0 }
    const firstLevel = (text: string): string => LEVELS[levelInWords(Buffer.from(text), 0, text.length, 256, true, found)]
    assert.equal(firstLevel(' info vpxd[1]: x'), 'info')
    assert.equal(firstLevel(' - Error: x'), 'error')
    assert.equal(firstLevel(' \u001b[32minfo\u001b[0m: x'), 'info')
    assert.equal(firstLevel(' user error: x'), '')
    assert.equal(firstLevel(' 17 error: x'), '')
  })

  const values: readonly (readonly [value: string, level: string])[] = [
    ['ERROR', 'error'], ['Information', 'info'], ['wrn', 'warning'], ['E', 'error'], ['D2', 'debug'],
    ['10', 'trace'], ['20', 'debug'], ['30', 'info'], ['40', 'warning'], ['50', 'error'], ['60', 'fatal'], ['35', 'info'],
    ['0', 'fatal'], ['3', 'error'], ['4', 'warning'], ['6', 'info'], ['7', 'debug'],
    ['8', ''], ['100', ''], ['1000', ''], ['4.5', ''], ['-3', ''], ['level', ''], ['x', ''], ['errors', ''], ['', ''],
  ]
  for (const [value, expected] of values) {
    it(`takes ${expected === '' ? 'no level' : expected} from the value '${value}'`, () => {
      assert.equal(LEVELS[levelOfValue(Buffer.from(`<${value}>`), 1, 1 + value.length)], expected)
    })
  }

  it('takes errors and warnings from the status of an answer', () => {
    const shown = ['200', '301', '101', '404', '499', '500', '599', '600', '099', '20', '2000', '4xx', '-', '']
    const expected = ['info', 'info', 'info', 'warning', 'warning', 'error', 'error', '', '', '', '', '', '', '']
    assert.deepEqual(shown.map((text) => LEVELS[levelOfStatus(Buffer.from(text), 0, text.length)]), expected)
  })
})
