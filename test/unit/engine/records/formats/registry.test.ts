import { strict as assert } from 'node:assert'
import { json } from '../../../../../src/engine/records/formats/json.ts'
import { fieldsOf, formatNamed, FORMATS } from '../../../../../src/engine/records/formats/registry.ts'

describe('engine/records/formats/registry', () => {
  it('knows every format by its name', () => {
    for (const format of FORMATS) assert.equal(formatNamed(format.name), format)
    assert.equal(new Set(FORMATS.map(({ name }) => name)).size, FORMATS.length)
    assert.equal(formatNamed('xml'), undefined)
  })

  it('lets a name say which fields are looked at first', () => {
    const format = formatNamed('json time=ts message=a.b')
    assert.ok(format)
    assert.equal(format.name, 'json time=ts message=a.b')
    assert.deepEqual([...(fieldsOf(format, 'time') ?? [])].sort(), [...(fieldsOf(json, 'time') ?? [])].sort())
    assert.equal(fieldsOf(format, 'time')?.[0], 'ts')
    assert.deepEqual(fieldsOf(format, 'message'), ['a.b', ...(fieldsOf(json, 'message') ?? [])])
    assert.equal(format.level, json.level)
    const wrong = ['json time', 'json time=', 'json user=x', 'json  time=ts', 'timestamped time=ts', 'plain message=x', 'access level=x', 'x a']
    for (const name of wrong) assert.equal(formatNamed(name), undefined, name)
  })

  it('knows formats behind prefixes, one inside of another where it is of time stamps', () => {
    const format = formatNamed('kubectl/stamped/json time=a/b')
    assert.equal(format?.name, 'kubectl/stamped/json time=a/b')
    assert.equal(format.wrapped?.prefix, 'kubectl')
    assert.equal(format.wrapped.format.wrapped?.prefix, 'stamped')
    assert.equal(format.wrapped.format.wrapped.format.name, 'json time=a/b')
    const wrong = ['cri/', 'cri/xml', 'x/json', 'cri/cri/json', 'stamped/compose/json', 'stamped/stamped/json', 'cri/stamped/stamped/json']
    for (const name of wrong) assert.equal(formatNamed(name), undefined, name)
  })
})
