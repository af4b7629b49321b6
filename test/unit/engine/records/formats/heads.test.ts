import { strict as assert } from 'node:assert'
import { compileHead } from '../../../../../src/engine/records/formats/heads.ts'
import { json } from '../../../../../src/engine/records/formats/json.ts'
import { FORMATS } from '../../../../../src/engine/records/formats/registry.ts'
import { plain } from '../../../../../src/engine/records/formats/plain.ts'
import { timestamped } from '../../../../../src/engine/records/formats/timestamped.ts'
import type { Format } from '../../../../../src/engine/records/formats/format.ts'

const isHead = (format: Format, line: string): boolean => {
  const bytes = Buffer.from(`##${line}##2026-01-05T06:00:00`, 'latin1')
  return compileHead(format)!.test(bytes, 2, 2 + line.length)
}

describe('engine/records/formats/heads', () => {
  const heads: readonly (readonly [Format, string, boolean])[] = [
    [json, '{"a":1}', true],
    [json, '{', true],
    [json, ' {"a":1}', false],
    [json, '', false],
    [timestamped, '2026-01-05T06:00:00.123Z INFO x', true],
    [timestamped, '2026-01-05 06:00:00,123 x', true],
    [timestamped, '[2026-01-05 06:00:00] x', true],
    [timestamped, '2026/01/05 06:00:00 x', true],
    [timestamped, '\u001b[2m2026-01-05T06:00:00Z\u001b[0m x', true],
    [timestamped, '2026-01-05T06:0', true],
    [timestamped, '2026-01-05T06:', false],
    [timestamped, '2026-21-05T06:00:00', false],
    [timestamped, ' 2026-01-05T06:00:00', false],
    [timestamped, '9026-01-05T06:00:00', false],
    [timestamped, '    at com.example.Pool', false],
    [timestamped, '', false],
  ]
  for (const [format, line, expected] of heads) {
    it(`${format.name}: '${line}' ${expected ? 'starts' : 'does not start'} a record`, () => assert.equal(isHead(format, line), expected))
  }

  it('has no test where every line starts a record', () => assert.equal(compileHead(plain), undefined))

  it('compiles the heads of every format', () => {
    for (const format of FORMATS) assert.equal(compileHead(format) === undefined, format.heads === undefined, format.name)
  })

  for (const head of ['', 'a+', 'a*', '(a)', 'a|b', '^a', '[a', 'a'.repeat(17)]) {
    it(`refuses '${head}'`, () => assert.throws(() => compileHead({ ...plain, heads: [head] }), RangeError))
  }
})
