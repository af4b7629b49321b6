import { strict as assert } from 'node:assert'
import { COLUMN_FUNCTIONS, isColumnCall, scanColumnCall } from '../../../../src/engine/query/columnCall.ts'
import { printName } from '../../../../src/engine/query/printer.ts'
import { aggregateFunction, functionNames } from '../../../../src/engine/stages/aggregate/functions.ts'
import { FUNCTIONS } from '../../../../src/engine/stages/expression/functions/functions.ts'
import { parse, print } from '../../../../src/engine/stages/registry.ts'

const columnOf = (text: string): string | undefined => scanColumnCall(text, 0, text.length)?.name

describe('columns that are called as calls', () => {
  it('are those of the functions of stats, with their arguments', () => {
    assert.deepEqual([...COLUMN_FUNCTIONS.keys()].sort(), [...functionNames].sort())
    for (const name of functionNames) {
      const { field, second } = aggregateFunction(name)!
      assert.deepEqual([name, isColumnCall(`${name}()`), isColumnCall(`${name}(x)`)], [name, field === 'possible', true])
      assert.equal(isColumnCall(`${name}(x, 5)`), second !== undefined, name)
    }
  })

  it('never have the name of a function of expressions', () => {
    const names = FUNCTIONS.flatMap(({ name, aliases = [] }) => [name, ...aliases])
    assert.deepEqual(names.filter((name) => COLUMN_FUNCTIONS.has(name)), [])
  })

  it('are read as stats names them', () => {
    assert.equal(columnOf('COUNT( )'), 'count()')
    assert.equal(columnOf('Avg( ms ) > 5'), 'avg(ms)')
    assert.equal(columnOf('p99.9(ms)'), 'p99.9(ms)')
    assert.equal(columnOf('percentile(ms,95.0)'), 'percentile(ms, 95)')
    assert.equal(columnOf('sum(count())'), 'sum(count())')
    assert.equal(columnOf('dc( `my ip` )'), 'dc(my ip)')
    assert.equal(columnOf('max(größe)'), 'max(größe)')
    assert.equal(columnOf('avg(resp-time)'), 'avg(resp-time)')
  })

  it('are nothing else that has parentheses', () => {
    for (const text of ['count ()', 'count(', 'count(a b)', 'count(a, 5)', 'sum()', 'lower(x)', 'foo(x)', 'count', 'p95()', 'percentile(x, y)', 'dc(``)', 'dc(`x)']) {
      assert.equal(columnOf(text), undefined, text)
    }
    assert.equal(columnOf('sum('.repeat(10_000)), undefined)
  })

  it('are printed without quotes where they are read back', () => {
    assert.deepEqual(['count()', 'Count()', 'dc(my ip)', 'sum(count())', 'percentile(x,5)'].map(printName), ['count()', '`Count()`', '`dc(my ip)`', 'sum(count())', '`percentile(x,5)`'])
  })

  it('stand where names of fields do, and in expressions', () => {
    for (const [text, printed] of [
      ['| sort -Count( )', '| sort - count()'],
      ['| sort 3 - num(avg(ms)), sum(x) desc', '| sort 3 num(avg(ms)), - sum(x)'],
      ['| fields - percentile(ms,95), `count()`', '| fields - percentile(ms, 95), count()'],
      ['| where count()>5 and sum(ms)/count()<2', '| where count() > 5 and sum(ms) / count() < 2'],
      ['| eval mean = round(sum(ms) / count(), 1), avg(ms) = 1', '| eval mean = round(sum(ms) / count(), 1), avg(ms) = 1'],
      ['| rename count() as n', '| rename count() as n'],
      ['| stats sum(count()) by p95(ms)', '| stats sum(count()) by p95(ms)'],
    ]) {
      const { query, diagnostics } = parse(text)
      assert.deepEqual(diagnostics, [], text)
      assert.equal(print(query), printed)
    }
  })

  it('are fields for colours, as a whole', () => {
    const text = '| where count() / sum(ms) > 1 | sort - count()'
    const fields = parse(text).tokens.filter(({ kind }) => kind === 'field').map(({ start, end }) => text.slice(start, end))
    assert.deepEqual(fields, ['count()', 'sum(ms)', 'count()'])
  })
})
