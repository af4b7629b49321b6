import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import type { Expr } from '../../src/engine/query/expression/ast.ts'
import { parseExpression } from '../../src/engine/query/expression/parser.ts'
import { printExpression } from '../../src/engine/query/expression/printer.ts'
import { formatBytes, formatDuration, parseBytes, parseDuration } from '../../src/engine/query/expression/quantities.ts'
import { TableBatch } from '../../src/engine/records/tableBatch.ts'
import { compileExpression } from '../../src/engine/stages/expression/compile.ts'
import { FUNCTIONS } from '../../src/engine/stages/expression/functions/functions.ts'
import { toField } from '../../src/engine/stages/expression/values.ts'
import { expression } from '../support/expressionArbitrary.ts'
import { plainExpression, toField as plainField } from '../support/plainExpression.ts'
import { nastyText, someRegex } from '../support/queryArbitrary.ts'

const silent = { report: (): never => assert.fail('a mistake was reported'), token: () => undefined }

function read(text: string): Expr {
  const { expr, readTo } = parseExpression(text, 0, text.length, silent, FUNCTIONS)
  assert.equal(readTo, text.length)
  return expr
}

const meaning = (expr: Expr): unknown => JSON.parse(JSON.stringify(expr, (key, value: unknown) => (key === 'span' ? undefined : value)))

describe('expressions', () => {
  it('parse to what was printed', () => {
    const parts = { fields: ['user', 'ms', 'a.b', 'not', 'x y', '`', 'a-b', 'null'], texts: nastyText, regexes: someRegex }
    fc.assert(
      fc.property(expression(parts), (expr) => {
        const text = printExpression(expr)
        assert.deepEqual(meaning(read(text)), meaning(expr), text)
      }),
      { numRuns: 4000 },
    )
  })

  it('give what the plain twin gives, and tell of the same rows', () => {
    const texts = fc.constantFrom('', 'abc', 'ABC', '5', '40', '-3', '5.50', '1e2', 'true', 'False', '1.5s', '200ms', '10KB', '1 MiB', '2024-05-01 12:30:00', 'error', 'warn', ' x ', 'a\nb', '10.1.2.3')
    const value = fc.oneof({ weight: 3, arbitrary: texts }, { weight: 2, arbitrary: fc.constantFrom(0, 1, 5, -3, 5.5, 500, 1e9) }, { weight: 1, arbitrary: fc.constant(undefined) })
    const row = fc.record({ a: value, b: value, level: fc.constantFrom('error', 'warn', 'info', 'odd', undefined) })
    const parts = { fields: ['a', 'b', 'level', 'missing'], texts, regexes: fc.constantFrom('a', '^x', '\\d+', 'b$').map((source) => ({ source, flags: '' })) }
    fc.assert(
      fc.property(expression(parts), fc.array(row, { minLength: 1, maxLength: 4 }), (expr, rows) => {
        const faults: string[] = []
        const evaluate = compileExpression(expr, { fault: (message) => void faults.push(message), beat: () => undefined, sawField: () => undefined })
        const batch = new TableBatch({ columns: ['a', 'b', 'level'], rows: rows.map((each) => [each.a, each.b, each.level]) })
        rows.forEach((each, i) => {
          faults.length = 0
          const found = toField(evaluate(batch, i))
          const expected = plainExpression(expr, { field: (name) => (each as Record<string, string | number | undefined>)[name] })
          assert.deepEqual([found, faults.length > 0], [plainField(expected.value), expected.faulty], `${printExpression(expr)} of ${JSON.stringify(each)}`)
        })
      }),
      { numRuns: 8000 },
    )
  })

  it('write durations and sizes as they are read', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (value) => {
        assert.equal(parseDuration(formatDuration(value)), value)
        assert.equal(parseBytes(formatBytes(value)), value)
      }),
    )
  })
})
