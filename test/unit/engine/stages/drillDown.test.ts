import { strict as assert } from 'node:assert'
import { rowsWith } from '../../../../src/engine/stages/aggregate/drillDown.ts'
import { drillDown } from '../../../../src/engine/stages/drillDown.ts'

function from(query: string, row: Record<string, string | undefined>): string | undefined {
  return drillDown(query, { has: (column) => column in row, value: (column) => row[column] })
}

describe('from a row of a table to the rows behind it', () => {
  it('puts a filter on the keys in place of the aggregate and what is behind it', () => {
    const row = { user: 'bob', status: '500', 'count()': '3' }
    assert.equal(from('error | stats count() by user, status | head 3', row), 'error | search user="bob" status="500"')
    assert.equal(from('| parse "u=* " as user | stats count()  by user', row), '| parse "u=* " as user | search user="bob"')
    assert.equal(from('| stats count() by user | stats count() by status', row), '| stats count() by user | search status="500"')
  })

  it('searches for them at the start where nothing was searched', () => {
    assert.equal(from('* | stats count() by user', { user: 'bob' }), 'user="bob"')
    assert.equal(from('/* error */ | stats count() by user', { user: 'bob' }), '/* error */ | search user="bob"')
    assert.equal(from('// all\n* | stats count() by user', { user: 'bob' })?.includes('// all'), true)
  })

  it('takes the aggregate away where it has no keys', () => {
    assert.equal(from('error | stats count()', { 'count()': '9' }), 'error')
  })

  it('looks for rows without the field, and quotes what has to be', () => {
    assert.equal(from('| stats count() by user', { user: undefined }), 'NOT user:*')
    assert.equal(from('| stats count() by `odd name`', { 'odd name': 'a "b"' }), '`odd name`="a \\"b\\""')
  })

  it('looks for what is in a bucket', () => {
    const minute = { 'span(time, 1m)': '2024-05-01T10:00:00.000Z', user: 'bob' }
    assert.equal(from('| stats count() by span(time, 1m), user', minute), 'time>="2024-05-01T10:00:00.000Z" time<"2024-05-01T10:01:00.000Z" user="bob"')
    assert.equal(from('| stats count() by span(1M) as m', { m: '2024-12-01T00:00:00.000+01:00' }), 'time>="2024-12-01" time<"2025-01-01"')
    assert.equal(from('| stats count() by span(n, 0.1)', { 'span(n, 0.1)': '0.3' }), 'n>=0.3 n<0.4')
    assert.equal(from('| stats count() by span(n, 5)', { 'span(n, 5)': undefined }), undefined)
    assert.equal(from('| stats count() by span(took, 5ms)', { 'span(took, 5ms)': '5ms' }), undefined)
  })

  it('leaves alone what stages behind the aggregate may have changed', () => {
    const row = { user: 'bob', n: '3', x: '4' }
    assert.equal(from('| stats count() as n by user | eval user = upper(user)', row), undefined)
    assert.equal(from('| stats count() as n by user | rename n as user', row), undefined)
    assert.equal(from('| stats count() as n by user | fillnull with "nobody" in user', row), undefined)
    assert.equal(from('| stats count() as n by user | parse field=n "*" as user', row), undefined)
    assert.equal(from('| stats count() as n by user | fields n', { n: '3' }), undefined)
    assert.equal(from('| stats count() as n by user | eval x = n + 1 | where n > 1', row), 'user="bob"')
  })

  it('does nothing without an aggregate, with one that is off, or with a mistake', () => {
    assert.equal(from('error', { raw: 'x' }), undefined)
    assert.equal(from('error | /* stats count() by user */', { user: 'x' }), undefined)
    assert.equal(from('error | stats nonsense', { user: 'x' }), undefined)
  })

  it('labels the rows behind a pattern', () => {
    assert.equal(from('error | patterns | head 3', { patterns_field: 'user <*> "x"' }), 'error | patterns mode=label | search patterns_field="user <*> \\"x\\""')
    assert.equal(from('| patterns text by user new_field=kind', { kind: 'a', user: undefined }), '| patterns text mode=label new_field=kind | search kind="a" NOT user:*')
    assert.equal(from('| patterns compare source a with b', { patterns_field: 'x' }), 'source="a" OR source="b" | patterns mode=label | search patterns_field="x"')
    const times = '| patterns compare time "2024-05-01" with "2024-05-02" to "2024-05-03"'
    assert.equal(from(times, { patterns_field: 'x' }), 'time="2024-05-01" OR time>="2024-05-02" time<"2024-05-03" | patterns mode=label | search patterns_field="x"')
    assert.equal(from('| patterns', { patterns_field: '(17 more patterns)' }), undefined)
    assert.equal(from('| patterns', { pattern_count: '17' }), undefined)
    assert.equal(from('| patterns mode=label', { patterns_field: 'x' }), undefined)
  })

  it('filters by ranges', () => {
    assert.deepEqual(rowsWith([{ field: 'ms', from: 10, below: 20 }]), ['search ms>=10 ms<20'])
    assert.deepEqual(rowsWith([{ field: 'time', from: '2024-05-01T12:00:00Z' }, { field: 'a', is: 'b' }]), ['search time>="2024-05-01T12:00:00Z" a="b"'])
    assert.deepEqual(rowsWith([]), [])
  })
})
