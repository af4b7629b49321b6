import { strict as assert } from 'node:assert'
import { complete, matching } from '../../../../src/engine/language/language.ts'
import { FUNCTIONS } from '../../../../src/engine/stages/expression/functions/functions.ts'
import { stages } from '../../../../src/engine/stages/registry.ts'

const FIELDS = [{ name: 'user', example: 'ann' }, { name: 'ms' }, { name: 'level', example: 'error' }, { name: 'my field' }]

/** What is offered at the end of a text, or at the mark ^ in it, as it is inserted. */
function offered(marked: string): string[] {
  const at = marked.includes('^') ? marked.indexOf('^') : marked.length
  const text = marked.replace('^', '')
  const { start, items } = complete(text, at, FIELDS)
  return matching(items, text.slice(start, at)).map(({ insert }) => insert)
}

const allOf = (found: string[], ...wanted: string[]): void => assert.deepEqual(wanted.filter((each) => !found.includes(each)), [], found.join(' · '))
const noneOf = (found: string[], ...unwanted: string[]): void => assert.deepEqual(unwanted.filter((each) => found.includes(each)), [])

describe('complete', () => {
  it('offers every stage behind a bar, with its template and help', () => {
    const { items } = complete('error | ', 8)
    assert.deepEqual(items.map(({ label }) => label).sort(), stages.map(({ names }) => names[0]).sort())
    for (const { kind, help, select, insert } of items) {
      assert.equal(kind, 'stage')
      assert.ok(help && help.summary.length > 0 && help.examples.length > 0)
      if (select) assert.ok(insert.slice(...select).length > 0)
    }
    assert.deepEqual(offered('error | sta').map((text) => text.split(' ')[0]), ['stats', 'streamstats'])
    assert.equal(offered('error | st')[0].split(' ')[0], 'stats', 'what is asked for most comes first')
  })

  it('replaces the word at the place, also what of it stands behind', () => {
    const { start, end } = complete('error | stats count() by user', 10, FIELDS)
    assert.deepEqual([start, end], [8, 13])
  })

  it('offers what the parser of a stage looks for at the place', () => {
    assert.deepEqual(offered('| stats count() '), ['as', 'by'])
    allOf(offered('| stats '), 'count()', 'sum(x)')
    assert.deepEqual(offered('| stats count() by us'), ['user'])
    allOf(offered('| stats sum('), 'user', 'ms', '`my field`')
    assert.deepEqual(offered('| rename ms '), ['as'])
    assert.deepEqual(offered('| parse "a*" '), ['as'])
    assert.deepEqual(offered('| parse "a*" as '), [])
    assert.deepEqual(offered('| head '), [])
    allOf(offered('| replace /a/ '), 'with')
    allOf(offered('| replace /a/ with "b" '), 'in')
    allOf(offered('| spath '), 'input=', 'output=', 'path=')
    allOf(offered('| spath input='), 'user')
    allOf(offered('| decode '), 'base64', 'url', 'hex')
    allOf(offered('| redact '), 'email', 'ip', 'token', 'card')
    assert.deepEqual(offered('| strip '), ['ansi'])
  })

  it('offers numbers first where a function reads numbers', () => {
    const fields = ['time:2024-05-12T06:00:00Z', 'level:info', 'took:12ms', 'status:200', 'made:'].map((each) => ({ name: each.split(':')[0], ...(each.endsWith(':') ? {} : { example: each.slice(each.indexOf(':') + 1) }) }))
    const first = (text: string): string[] => complete(text, text.length, fields).items.filter(({ kind }) => kind === 'field').map(({ label }) => label)
    const numbers = ['took', 'status', 'made', 'line', 'source', 'time', 'level', 'raw']
    for (const text of ['| stats p95(', '| timechart sum(', '| where abs(', '| eval x = round(took, 2) + abs(']) assert.deepEqual(first(text), numbers, text)
    for (const text of ['| stats dc(', '| stats count() by ', '| where len(', '| where abs(took) > 1 and ']) assert.equal(first(text)[0], 'time', text)
  })

  it('offers fields, functions and words in expressions', () => {
    const values = offered('| where ')
    allOf(values, 'user', '`my field`', 'not', 'true', 'null', ...FUNCTIONS.map(({ name }) => `${name}()`))
    assert.deepEqual(offered('| where us'), ['user'])
    allOf(offered('| eval x = '), 'user', 'len()')
    allOf(offered('| where len('), 'user', 'len()')
    allOf(offered('| where ms '), 'is', 'not', 'in', 'like', 'between', 'and', 'or')
    assert.deepEqual(offered('| where ms > 5 a'), ['and'])
    allOf(offered('| eval x = extract('), 'year', 'hour')
    assert.deepEqual(offered('| where user is '), ['not', 'null'])
  })

  it('puts the caret between the parentheses of a function, if it takes something', () => {
    const { items } = complete('| where ', 8)
    const of = (name: string) => items.find(({ label }) => label === name)
    assert.deepEqual(of('len')?.select, [4, 4])
    assert.deepEqual(of('now')?.select, [5, 5])
  })

  it('offers fields to compare in a search, and its words', () => {
    allOf(offered(''), 'user=', '`my field`=', 'AND', 'OR', 'NOT')
    assert.deepEqual(offered('error us'), ['user='])
    assert.deepEqual(offered('-us'), ['user='])
    allOf(offered('| search '), 'user=')
    assert.deepEqual(offered('user='), [])
    assert.deepEqual(offered('/var/us'), [])
  })

  it('offers the levels behind a comparison of the level', () => {
    assert.deepEqual(offered('level>=wa'), ['warning'])
    assert.deepEqual(offered('| where level >= ').slice(0, 6), ['trace', 'debug', 'info', 'warning', 'error', 'fatal'].map((name) => `'${name}'`))
    noneOf(offered('| where xlevel >= '), "'warning'")
  })

  it('knows the fields that stages in front make, and those that a table has', () => {
    allOf(offered('| parse "a*" as thing | where '), 'thing', 'user')
    const behind = offered('| stats count() as n by user | where ')
    allOf(behind, 'n', 'user')
    noneOf(behind, 'ms', 'raw')
    noneOf(offered('| where ^ | eval later = 1'), 'later')
    noneOf(offered('| /* eval off = 1 */ | where '), 'off')
    allOf(offered('| where ( | eval x = 1 | where '), 'x')
  })

  it('offers nothing in texts, regular expressions and comments', () => {
    for (const text of ['"us^er"', '"us', '| parse "us', '/us^er/', '| where match(user, /us^er/)', 'x // us', '/* us^er */', "| where user = 'us"]) {
      assert.deepEqual(offered(text), [], text)
    }
  })

  it('offers nothing right behind a number, a text or a parenthesis', () => {
    for (const text of ['| where ms > 5', '| where ms > 5a', "| where user = 'x'", '| where len(user)', '| head 5', '| parse "a*"', '| stats count()', '`my field`']) assert.deepEqual(offered(text), [], text)
    allOf(offered('| where (us'), 'user')
    allOf(offered('| where ms+us'), 'user')
    allOf(offered('| where ms/us'), 'user')
  })

  it('goes on with a name in back quotes', () => {
    assert.deepEqual(offered('| where `my'), ['`my field`'])
    const { start, end } = complete('| where `my f` > 1', 12, FIELDS)
    assert.deepEqual([start, end], [8, 14])
  })

  it('puts first what begins with what was typed', () => {
    const { items } = complete('| where ', 8, [{ name: 'a_ms' }, { name: 'ms' }])
    assert.deepEqual(matching(items, 'MS').map(({ label }) => label).slice(0, 2), ['ms', 'a_ms'])
    assert.equal(matching(complete('| s', 3, []).items, 's')[0].label, 'stats', 'what is asked for most')
  })
})
