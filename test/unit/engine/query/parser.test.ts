import { strict as assert } from 'node:assert'
import { SluiceError } from '../../../../src/common/errors.ts'
import type { SearchExpr, SearchNode } from '../../../../src/engine/query/ast.ts'
import { listOf } from '../../../../src/engine/query/diagnostics.ts'
import { parse, parseOrThrow, print, stages } from '../../../../src/engine/stages/registry.ts'

const STAGES = listOf(stages.map(({ names }) => names[0]))

/** The tree in a few characters. */
function shape(expr: SearchExpr): string {
  switch (expr.type) {
    case 'all':
      return '*'
    case 'phrase':
      return `'${expr.text}'`
    case 'regex':
      return `/${expr.source}/${expr.flags}`
    case 'compare': {
      const { value } = expr
      const text = value.type === 'any' ? '*' : value.type === 'regex' ? `/${value.source}/${value.flags}` : value.quoted ? `'${value.text}'` : value.text
      return `{${expr.field} ${expr.op} ${text}}`
    }
    case 'not':
      return `!${shape(expr.item)}`
    case 'and':
      return `(${expr.items.map(shape).join(' & ')})`
    case 'or':
      return `(${expr.items.map(shape).join(' | ')})`
  }
}

function search(text: string): string {
  const { query, diagnostics } = parse(text)
  assert.deepEqual(diagnostics, [], text)
  assert.equal(query.stages.length, 1, text)
  return shape((query.stages[0].node as SearchNode).expr)
}

/** Messages with what they underline. */
function mistakes(text: string): [string, string][] {
  return parse(text).diagnostics.map(({ start, end, message }) => [text.slice(start, end), message])
}

describe('search expressions', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['', '*'],
    ['  ', '*'],
    ['*', '*'],
    ['error', "'error'"],
    ['error timeout', "('error' & 'timeout')"],
    ['error AND timeout', "('error' & 'timeout')"],
    ['a b OR c d', "(('a' & 'b') | ('c' & 'd'))"],
    ['a OR b AND NOT c', "('a' | ('b' & !'c'))"],
    ['NOT a b', "(!'a' & 'b')"],
    ['NOT (a OR b) c', "(!('a' | 'b') & 'c')"],
    ['-a -"b c" -(d OR e)', "(!'a' & !'b c' & !('d' | 'e'))"],
    ['NOT(a)', "!'a'"],
    ['NOT"a"', "!'a'"],
    ['and or not', "('and' & 'or' & 'not')"],
    ['--flag - -> ---', "('--flag' & '-' & '->' & '---')"],
    ['"a \\"b\\" \\\\ \\d"', `'a "b" \\ \\d'`],
    ['"a|b"', "'a|b'"],
    ['/a|b/i', '/a|b/i'],
    ['/a b/', '/a b/'],
    ['/[/]\\/x/', '/[/]\\/x/'],
    ['/var/log/app', "'/var/log/app'"],
    ['/usr/lib /etc/x', "('/usr/lib' & '/etc/x')"],
    ['/a/ii /a/uv', "('/a/ii' & '/a/uv')"],
    ['a // b\n c', "('a' & 'c')"],
    ['// /', '*'],
    ['//x a//b a// "//"', "('//x' & 'a//b' & 'a//' & '//')"],
    ['(/a/)', '/a/'],
    ['12:30:01', "'12:30:01'"],
    ['std::x', "'std::x'"],
    ['http://host/x', "'http://host/x'"],
    ['error: disk', "('error:' & 'disk')"],
    ['(error:)', "'error:'"],
    ['[ERROR] {"x":1} f(x) connect() it`s don\'t', `('[ERROR]' & '{"x":1}' & 'f(x)' & 'connect()' & 'it\`s' & 'don't')`],
    ['f(a b)', "('f' & ('a' & 'b'))"],
    ['name=5', '{name = 5}'],
    ['name==5', '{name = 5}'],
    ['name="5"', "{name = '5'}"],
    ['a.b-c@d:x', '{a.b-c@d : x}'],
    ['user!=bob', '{user != bob}'],
    ['ms>5 ms>=5 ms<5 ms<=-5', '({ms > 5} & {ms >= 5} & {ms < 5} & {ms <= -5})'],
    ['user:* user=*', '({user : *} & {user = *})'],
    ['user:/b.b/i', '{user : /b.b/i}'],
    ['path=/var/log', '{path = /var/log}'],
    ['`user name`=bob `a``b`:x', '({user name = bob} & {a`b : x})'],
    ['_x=1 5x=1', "('_x=1' & '5x=1')"],
    ['a->b x', "('a->b' & 'x')"],
    ['été=1', '{été = 1}'],
    ['head 10', "('head' & '10')"],
    ['search error', "('search' & 'error')"],
  ]
  for (const [text, expected] of cases) it(`reads ${text || 'nothing'}`, () => assert.equal(search(text), expected))

  it('keeps the places of terms', () => {
    const { query } = parse('error OR (a b)')
    const { expr } = query.stages[0].node as SearchNode
    assert.deepEqual(expr.span, { start: 0, end: 14 })
    assert.ok(expr.type === 'or')
    assert.deepEqual(expr.items.map(({ span }) => span), [{ start: 0, end: 5 }, { start: 10, end: 13 }])
  })
})

describe('mistakes', () => {
  const term = 'expected a word, a "phrase", a /regex/ or a comparison as name=value'
  const cases: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    ['(a', [['(', "expected a ')' for this '('"]]],
    ['a ) b', [[')', "expected a '(' before this ')'"]]],
    ['a OR', [['OR', `${term} after 'OR'`]]],
    ['OR a', [['OR', `${term} before 'OR'`]]],
    ['NOT', [['NOT', `${term} after 'NOT'`]]],
    ['()', [[')', `${term} after '('`]]],
    ['"abc', [['"abc', 'expected " to close the phrase']]],
    ['/(/ x', [['/(/', 'expected a regular expression: unterminated group']]],
    ['ms>', [['ms>', "expected a value right after 'ms>'; put it in quotes to search for that text"]]],
    ['ms>/x/', [['/x/', "expected a number or a text after '>', found a regular expression"]]],
    ['status = 500', [['status =', "expected a comparison without blanks, as status=value; put '=' in quotes to search for it"]]],
    ['user!=*', [['user!=*', 'expected NOT user:* for rows without the field']]],
    ['(a|b)', [['|', "expected OR inside parentheses, found '|', which begins the next stage"]]],
    ['`a b` x', [['`a b`', 'expected a comparison right after the name, as `name`=value']]],
    ['a | head x', [['x', "expected a number of rows after 'head', found 'x'"]]],
    ['a | head 3 4', [['4', "expected '|' or the end after 'head 3', found '4'"]]],
    ['a | hed 10', [['hed', `unknown stage 'hed': did you mean 'head'? (expected one of ${STAGES})`]]],
    ['a | grep x=1', [['grep', `unknown stage 'grep': did you mean 'search'? (expected one of ${STAGES})`]]],
    ['a |', [['|', `expected a stage after '|' (one of ${STAGES})`]]],
    ['| where', [['where', "expected a condition after 'where', as a = 1"]]],
    ['| where a = 1 b', [['b', "expected an operator, as =, and, +, found 'b'"]]],
    ['| where (a = 1', [['(', "expected a ')' for this '('"]]],
    ['| where a = ', [['=', 'expected a field, a number, a "text", a function or a parenthesis']]],
    ['| where lowr(a) = 1', [['lowr', "unknown function 'lowr': did you mean 'lower'?"]]],
    ['| where a > 5x', [['5x', "expected a number, a duration as 1.5s or 1h30m, or bytes as 10KB or 1MiB; 'x' is no unit"]]],
    ['| where 1 = "x"', [['"x"', "expected a number to compare with '1', found a string"]]],
    ['| where a = null', [['null', "expected 'is null' or 'is not null': a comparison with null is never true"]]],
    ['| where a', []],
    ['| where 5', [['5', 'expected a condition, as a = 1, found a number']]],
    ['| where time > 5', [['5', "expected a time to compare with 'time', found a number"]]],
    ['| where time > "soon"', [['"soon"', "expected a time, as '2024-05-01 12:30', 'now-15m' or '-15m'"]]],
    ['| where len(5) = 1', [['5', "expected a string for 'text' of len(), found a number; tostring() makes one"]]],
    ['| where round(a, 1, 2) = 1', [['round(a, 1, 2)', 'expected round(number[, digits]), found 3 arguments']]],
    ["| where match(a, 'x')", [["'x'", `expected a /regex/, found ''x''`]]],
    ['| where match(a, /(/)', [['/(/', 'expected a regular expression: unterminated group']]],
    ["| where a = 'x", [["'x", "expected ' to close the text"]]],
    ['| where a not 5', [['5', "expected 'in', 'like' or 'between' after 'not', found '5'"]]],
    ['| eval', [['eval', "expected the name of a field after 'eval'"]]],
    ['| eval a', [['a', "expected '=' after a"]]],
    ['| eval a = "x" + 1', [['"x" + 1', "expected values that '+' can be between, found a string and a number; concat() joins texts"]]],
    ['| eval and = 1', [['and', "expected the name of a field after 'eval', with back quotes around `and`, found 'and'"]]],
    ['| eval raw = 1', [['raw', "expected another name: 'raw' is the row's text"]]],
    ['| eval a = 1, ', [[',', "expected the name of a field after ','"]]],
    ["| eval a = strftime(time, '%Q')", [["'%Q'", "expected one of %Y %y %m %d %e %j %H %I %p %M %S %f %s %a %A %b %B %z %%, %F, %T, found '%Q'"]]],
    ['a | search', [['search', "expected what to search for after 'search'; * is every row"]]],
    ['| parse "a=*" as x, y', [['x, y', 'expected 1 name, one for each * of the pattern, found 2']]],
    ['| parse "a=* b=*" as x', [['x', 'expected 2 names, one for each * of the pattern, found 1']]],
    ['| parse "abc" as x', [['"abc"', 'expected at least one * in the pattern, for the text that becomes a field']]],
    ['| parse "a**" as x, y', [['"a**"', 'expected text between two * of the pattern']]],
    ['| parse "*,*" as x, x', [['x', "expected different names, found 'x' again"]]],
    ['| parse "*"', [['"*"', "expected 'as' after the pattern"]]],
    ['| parse /a(b)/', [['/a(b)/', 'expected a named group in the regular expression, as (?<name>\\w+)']]],
    ['| parse', [['parse', `expected a "pattern with *" or a /regex/ after 'parse'`]]],
    ['| replace a with "b"', [['a', `expected a /regex/ or the "value" of a field after 'replace', found 'a'`]]],
    ['| replace /a/ by "b"', [['by', "expected 'with' after the regular expression, found 'by'"]]],
    ['| fields', [['fields', "expected the names of fields after 'fields'"]]],
    ['| fields a,', [[',', "expected a name after ','"]]],
    ['| fields a, a', [['a', "expected each field once, found 'a' again"]]],
    ['| stats', [['stats', "expected count(), sum(x), avg(x), min(x), max(x), median(x) or p95(x) after 'stats'"]]],
    ['| stats cuont() by x', [['cuont', "unknown function 'cuont': did you mean 'count'? (expected count(), sum(x), avg(x), min(x), max(x), median(x) or p95(x))"]]],
    ['| stats count(', [['(', "expected a field or ')' after 'count('"]]],
    ['| stats count() by', [['by', "expected a field after 'by'"]]],
    ['| stats count() as x by x', [['count() as x', "expected different columns, found 'x' again; 'as' gives a column another name"]]],
    ['/* a', [['/*', "expected '*/' (with a blank before it) to close this comment"]]],
    ['/* a */ b | head', [['b', "expected '|' after '*/'"]]],
    ['| /* head 1 | tail 2 */', [['|', "expected one stage inside /* */, found '|'; switch every stage off on its own"]]],
  ]
  for (const [text, expected] of cases) it(`tells of ${text}`, () => assert.deepEqual(mistakes(text), expected))

  it('reports those of every stage', () => {
    const found = mistakes('(a | head x | stats count(, | parse "*" as a, b | fields x')
    assert.deepEqual(found.map(([part]) => part), ['(', 'x', ',', 'a, b'])
  })

  it('bounds nesting, length and number of stages', () => {
    const deep = '('.repeat(5000) + 'a' + ')'.repeat(5000)
    assert.match(mistakes(deep)[0][1], /at most 100 parentheses/)
    assert.match(mistakes('NOT '.repeat(5000) + 'a')[0][1], /at most 100/)
    assert.match(mistakes('x'.repeat(70_000))[0][1], /at most 65536 characters/)
    assert.match(mistakes('a |'.repeat(5000)).at(-1)![1], /at most 200 stages/)
    assert.deepEqual(mistakes('a '.repeat(5000)), [])
  })

  it('are thrown together where asked for', () => {
    assert.throws(
      () => parseOrThrow('a | head x | tail y'),
      (error) => error instanceof SluiceError && error.code === 'query' && (error.details as unknown[]).length === 2,
    )
    assert.equal(parseOrThrow('a | head').stages.length, 2)
  })
})

describe('stages in the text', () => {
  it('may be switched off', () => {
    const { query, diagnostics } = parse('/* error */ | head 3 | /* parse "x*/y*" as a, b */ | /**/')
    assert.deepEqual(diagnostics, [])
    assert.deepEqual(query.stages.map(({ on, node }) => [node.name, on]), [['search', false], ['head', true], ['parse', false], ['invalid', false]])
  })

  it('do not report what is wrong in a stage that is off', () => {
    assert.deepEqual(mistakes('a | /* hed 10 */'), [])
    assert.equal(print(parse('a | /* hed 10 */').query), 'a | /* hed 10 */')
  })

  it('know their names and keywords in any case', () => {
    assert.equal(print(parse('| STATS Count() AS n BY user | Head 5').query), '| stats count() as n by user | head 5')
  })

  it('have other ways of writing', () => {
    assert.equal(print(parse('a | limit 5 | filter b | table x,y | stats count by x').query), 'a | head 5 | search b | fields x, y | stats count() by x')
    assert.equal(print(parse('a | head | tail | fields + x').query), 'a | head 10 | tail 10 | fields x')
  })

  it('are coloured', () => {
    const text = 'error /x/ user=5 | /* tail */ | parse "*" as `a b`'
    assert.deepEqual(parse(text).tokens.map(({ kind, start, end }) => [kind, text.slice(start, end)]), [
      ['word', 'error'], ['regex', '/x/'], ['field', 'user'], ['operator', '='], ['number', '5'], ['punctuation', '|'], ['comment', '/* tail */'],
      ['punctuation', '|'], ['stage', 'parse'], ['string', '"*"'], ['keyword', 'as'], ['field', '`a b`'],
    ])
  })
})
