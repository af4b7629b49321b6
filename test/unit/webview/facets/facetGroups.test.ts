import { strict as assert } from 'node:assert'
import type { FieldInfo } from '../../../../src/common/protocol.ts'
import { facetGroups, inOrder, isConstant, isTelling } from '../../../../src/webview/facets/facetGroups.ts'
import { filterRange, filterValue } from '../../../../src/webview/query/valueTerms.ts'
import { parse } from '../../../../src/engine/stages/registry.ts'

const columns = ['field', 'value', 'count', 'percent', 'distinct', 'rows', 'total', 'kind', 'from', 'to', 'exact', 'most']

describe('webview/facets', () => {
  const groups = facetGroups({
    columns,
    done: true,
    fraction: 1,
    rows: [
      ['level', 'info', '75', '75', '2', '100', '100', 'value', undefined, undefined, 'true'],
      ['level', 'error', '25', '25', '2', '100', '100', 'value', undefined, undefined, 'true'],
      ['ms', '< 10', '5', '50', '9', '10', '100', 'range', undefined, '10', 'true'],
      ['id', undefined, '100', '100', '98', '100', '100', 'many', undefined, undefined, 'false'],
      ['path', '/', '60', '60', '30', '100', '100', 'frequent', undefined, undefined, 'false', '62'],
      ['path', '/a', '20', '20', '30', '100', '100', 'frequent', undefined, undefined, 'false', '20'],
    ],
  })

  it('have the level first, then what tells most; what is the same in all rows, and what is another in each, come last', () => {
    const row = (field: string, value: string | undefined, distinct: number, rows = 100, kind = 'value') => [field, value, '1', '1', String(distinct), String(rows), '100', kind, undefined, undefined, 'true']
    const rows = [row('id', undefined, 98, 100, 'many'), row('env', 'prod', 1), row('raw.level', 'e', 2), row('ms', '< 10', 50, 100, 'range'), row('user', 'ann', 4), row('kind', 'Timeout', 1, 7), row('made', 'x', 40), row('service', 'shop', 1), row('level', 'error', 1)]
    const fields = [['env', 0, 1], ['level', 0, 1], ['kind', 0, 0.1], ['service', 0.2, 1], ['user', 0.9, 1]].map(([name, variety, share]) => ({ name, variety, share }) as FieldInfo)
    const all = facetGroups({ columns, done: true, fraction: 1, rows })
    assert.deepEqual(inOrder(all, fields).map(({ field }) => field), ['level', 'kind', 'service', 'ms', 'raw.level', 'user', 'made', 'env', 'id'])
    assert.deepEqual(all.filter((group) => isConstant(group, fields)).map(({ field }) => field), ['env', 'level'])
  })

  it('are the values of each field, in the order of the table', () => {
    assert.deepEqual(groups.map(({ field, rows, distinct, exact, values }) => [field, rows, distinct, exact, values.length]), [
      ['level', 100, 2, true, 2],
      ['ms', 10, 9, true, 1],
      ['id', 100, 98, false, 1],
      ['path', 100, 30, false, 2],
    ])
    assert.deepEqual(groups[0].values.map(({ label, share }) => [label, share]), [['info', 0.75], ['error', 0.25]])
    assert.deepEqual([groups[1].values[0].to, groups[2].values[0].label], ['10', undefined])
    assert.deepEqual(groups[3].values.map(({ label, count, most, kind }) => [label, count, most, kind]), [['/', 60, 62, 'frequent'], ['/a', 20, undefined, 'frequent']])
    assert.deepEqual(groups.map(isTelling), [true, true, false, true])
  })

  it('become terms of the query', () => {
    assert.equal(filterValue('', 'level', 'error', false), 'level="error"')
    assert.equal(filterValue('a OR b', 'level', 'error', true), '(a OR b) NOT level="error"')
    assert.equal(filterRange('timeout', 'ms', '5', '10', false), 'timeout ms>=5 ms<10')
    assert.equal(filterRange('', 'ms', undefined, '10', true), 'NOT (ms<10)')
    assert.equal(filterRange('', 'took', '1s', '2s', false), ' | where took >= 1s and took < 2s'.trim())
    for (const query of [filterRange('x', 'a b', '1s', undefined, true), filterValue('| head 5', 'x', 'y', true), filterRange('| stats count() by a', 'a', '1', undefined, false)]) {
      assert.deepEqual(parse(query).diagnostics, [], query)
    }
  })
})
