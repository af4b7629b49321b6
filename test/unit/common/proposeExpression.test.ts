import { strict as assert } from 'node:assert'
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { proposeExpression } from '../../../src/common/proposeExpression.ts'

const cases = JSON.parse(readFileSync(new URL('proposeExpression.json', import.meta.url), 'utf8')) as readonly (readonly [string, Record<string, string>])[]
const fixtures = new URL('../../fixtures/formats/', import.meta.url)

function groupsOf(line: string): Record<string, string> | undefined {
  const found = new RegExp(proposeExpression(line), 'uy').exec(line)
  return found ? { ...found.groups } : undefined
}

describe('common/proposeExpression', () => {
  for (const [line, groups] of cases) it(line, () => assert.deepEqual(groupsOf(line), groups))

  it('matches lines with other values', () => {
    const expression = new RegExp(proposeExpression('05.01.2026 06:00:00,250 | WARN  | [main] took 12ms for "a b" from 10.0.0.1'), 'uy')
    expression.lastIndex = 0
    assert.deepEqual({ ...expression.exec('31.12.2025 23:59:59,000 | INFO | [http-1] took 7ms for "" from 192.168.0.12')?.groups }, {
      time: '31.12.2025 23:59:59,000', level: 'INFO', thread: 'http-1', message: 'took 7ms for "" from 192.168.0.12',
    })
  })

  it('is an expression that matches its line, for every line', () => {
    const part = fc.oneof(
      fc.constantFrom('2026-01-05 06:00:00', '06:00:00.1', 'INFO', 'error', 'a=b', 'level="x y"', 'ts=1', '[', ']', '[main]', '(', ')', '<1>', '|', '\t', '"', '"q"', '1', '-2.5', '12ms', '10.0.0.1', 'a.b.C', 'a::b', 'x[1]:', '{', '}', '\\', '/', '^', '$', '*', 'ü', '😀', ' ', ' ', ' ', ': ', ', '),
      fc.string({ unit: 'binary', maxLength: 3 }),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const line = parts.join('').replace(/[\r\n\u2028\u2029\ud800-\udfff]/gu, '')
        assert.ok(groupsOf(line), proposeExpression(line))
      }),
      { numRuns: 1500 },
    )
    for (const name of readdirSync(fixtures).filter((each) => each.endsWith('.log'))) {
      const [line] = readFileSync(new URL(name, fixtures), 'utf8').split(/\r?\n/)
      assert.ok(groupsOf(line), `${name}: ${proposeExpression(line)}`)
    }
  })

  it('does not take long on a long line', () => {
    for (const text of ['a', '1', ' ', '[', '=', '"', 'a.', 'a=b ', '1.1.1.1 ', '(a ', 'a::', 'a|']) assert.ok(proposeExpression(text.repeat(20_000)).length > 0)
  })
})
