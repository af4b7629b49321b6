import { strict as assert } from 'node:assert'
import type { SearchExpr } from '../../../../src/engine/query/ast.ts'
import { isBareWord, printExpr, printName, printRegex, printString } from '../../../../src/engine/query/printer.ts'
import { describe as describeStage, parse, print } from '../../../../src/engine/stages/registry.ts'

const span = { start: 0, end: 0 }
const word = (text: string): SearchExpr => ({ type: 'phrase', text, quoted: false, span })

describe('printing', () => {
  it('is canonical', () => {
    assert.equal(print(parse('  error AND ((b))   OR -c|head').query), 'error b OR NOT c | head 10')
    assert.equal(print(parse('(a OR b) c (d e)').query), '(a OR b) c (d e)')
    assert.equal(print(parse('').query), '')
    assert.equal(print(parse('*').query), '')
  })

  it('quotes what would not be read as a word', () => {
    for (const text of ['a b', 'AND', '*', '-x', 'a=b', 'a:b', '(x', '"x', '/x', '/*x', '*/x', '', '=', '\n']) {
      assert.equal(isBareWord(text), false, text)
      assert.equal(printExpr(word(text)), printString(text))
    }
    for (const text of ['a', '-', '--x', 'a"b', '/a/b', 'x*/', 'f(x)', 'error:', '12:30', '*x', 'a\\b']) {
      assert.equal(isBareWord(text), true, text)
      assert.equal(printExpr(word(text)), text)
    }
  })

  it('keeps apart numbers and texts of digits', () => {
    assert.equal(print(parse('a=5 b="5" c="x" d=x').query), 'a=5 b="5" c="x" d=x')
  })

  it('escapes slashes in a regex, but not in its classes', () => {
    assert.equal(printRegex('a/b[/]\\/c', 'i'), '/a\\/b[/]\\/c/i')
    assert.equal(printRegex('', ''), '/(?:)/')
  })

  it('quotes names', () => {
    assert.equal(printName('a.b'), 'a.b')
    assert.equal(printName('a b'), '`a b`')
    assert.equal(printName('a`b'), '`a``b`')
    assert.equal(print(parse('`_x`=1 | fields _x, `1`').query), '`_x`=1 | fields _x, `1`')
  })
})

describe('chip labels', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['error OR timeout | parse "user=* took *ms" as user, ms', ['search error OR timeout', 'parse user, ms']],
    ['| parse /(?<a>x)(?<b>y)/ | head', ['search', 'parse a, b', 'head 10']],
    ['| stats count() by user | hed', ['search', 'stats count() by user', 'hed']],
  ]
  for (const [text, expected] of cases) {
    it(text, () => assert.deepEqual(parse(text).query.stages.map(({ node }) => describeStage(node)), expected))
  }
})
