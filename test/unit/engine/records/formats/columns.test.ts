import { strict as assert } from 'node:assert'
import { detect, detectAs } from '../../../../../src/engine/records/formats/detect.ts'
import { fieldsOf, formatNamed } from '../../../../../src/engine/records/formats/registry.ts'

const found = (...lines: readonly string[]): string => detect([Buffer.from(lines.join('\n'))], Date.UTC(2026, 0, 9)).name

describe('engine/records/formats/columns', () => {
  it('knows a format again by its name, with all that it chose', () => {
    const name = found('When it was,Who (user),What', '2026-01-05 06:00:00,bob,"a, b"', '2026-01-05 06:00:01,eve,c', '2026-01-05 06:00:02,eve,d')
    assert.equal(name, 'csv fields=When%20it%20was,Who%20(user),What time=When_it_was')
    const format = formatNamed(name)
    assert.deepEqual(format && fieldsOf(format, 'time'), ['When_it_was'])
    assert.deepEqual(format?.layout.kind === 'columns' && format.layout.names, ['When it was', 'Who (user)', 'What'])
  })

  it('looks for times in the columns with usual names that have some', () => {
    const name = found('time,created_at,level', 'soon,2026-01-05T06:00:00Z,info', 'later,2026-01-05T06:00:01Z,info', 'x,2026-01-05T06:00:02Z,warn')
    assert.equal(name, 'csv fields=time,created_at,level time=created_at')
  })

  it('takes no numbers for times, unless their column says so', () => {
    assert.equal(found('id,size,kind', '1767592800,1767592801,a', '1767592802,1767592803,b', '1,2,c'), 'csv fields=id,size,kind')
    const format = formatNamed(found('ts,size', '1767592800,1', '1767592802,2', '1767592803,3'))
    assert.deepEqual(format && fieldsOf(format, 'time'), ['ts'])
  })

  it('takes the day of times without a date from the log, else from the day that it was written on', () => {
    assert.match(found('#Date: 2026-01-05 06:00:00', '#Fields: time c-ip', '06:00:00 10.0.0.8'), / until=2026-01-05$/)
    assert.match(found('#Fields: time c-ip', '06:00:00 10.0.0.8', '06:00:01 10.0.0.8'), / until=2026-01-09$/)
  })

  it('takes no other text for columns', () => {
    const others: readonly (readonly string[])[] = [
      ['Dear all, thanks', 'for coming, and', 'for the cake, too'],
      ['a,b,c', '1,2,3', '4,5', '6', '7'],
      ['a,b,a', '1,2,3', '4,5,6', '7,8,9'],
      ['1,2,3', '4,5,6', '7,8,9', '1,2,3'],
      ['a,b,c', '1,2,3'],
      ['name: x, age: 3, up', 'name: y, age: 4, up', 'name: z, age: 5, up', 'name: z, age: 6, up'],
      ['#Fields:', 'a b', 'c d'],
    ]
    for (const lines of others) assert.equal(found(...lines), 'plain', lines[0])
  })

  it('reads the names of columns where one is told that a log has some', () => {
    const samples = [Buffer.from('a,b\n1,2\n3\n4,5\n')]
    assert.equal(detect(samples).name, 'plain')
    assert.equal(detectAs('tsv', [Buffer.from('a\tb\n2026-01-05\tx\n2026-01-06\ty\n2026-01-06\tz\n')]), undefined)
    assert.equal(detectAs('csv', [Buffer.from('a,b,c\n1,2,3\n4,5,6\n7,8,9\n')])?.name, 'csv fields=a,b,c')
    assert.equal(detectAs('csv', [Buffer.from('')]), undefined)
  })

  it('has no format for choices that mean nothing', () => {
    for (const name of ['csv fields=%', 'json fields=a', 'access fields=a,b', 'csv fields=']) assert.equal(formatNamed(name), undefined, name)
  })
})
