import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { jsonField, readJson, readPath, valueAt, valueNamed } from '../../../../../src/engine/stages/transform/jsonValue.ts'

const json = fc.jsonValue({ maxDepth: 4 })

/** All leaves, with the keys on the way. */
function leaves(value: unknown, keys: readonly string[] = []): { keys: readonly string[]; value: unknown }[] {
  if (typeof value !== 'object' || value === null) return [{ keys, value }]
  return Object.entries(value).flatMap(([key, inside]) => leaves(inside, [...keys, key]))
}

describe('values of JSON', () => {
  it('are what JSON.parse gives', () => {
    fc.assert(fc.property(json, (value) => assert.deepEqual(readJson(JSON.stringify(value)), JSON.parse(JSON.stringify(value)))))
    assert.equal(readJson('{"a":'), undefined)
  })

  it('keep the digits of long whole numbers, also inside of others', () => {
    const value = readJson('{"id":12345678901234567890,"list":[-98765432109876543210,1.0000000000000001,9007199254740991]}')
    assert.equal(jsonField(valueNamed(value, 'id')), '12345678901234567890')
    assert.equal(jsonField(valueNamed(value, 'list')), '[-98765432109876543210,1,9007199254740991]')
  })

  it('are found by the keys on the way to them', () => {
    fc.assert(
      fc.property(json, (given) => {
        const value: unknown = JSON.parse(JSON.stringify(given))
        for (const { keys, value: leaf } of leaves(value)) {
          const name = keys.join('.')
          // Another way to the same name may come first.
          const ways = leaves(value).filter((other) => other.keys.join('.') === name || name.startsWith(`${other.keys.join('.')}.`) || other.keys.join('.').startsWith(`${name}.`))
          if (keys.length > 0 && ways.length === 1) assert.deepEqual(valueNamed(value, name), leaf)
        }
      }),
    )
  })

  it('have nothing of their prototypes', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'length', '__proto__.toString']) {
      assert.equal(valueNamed(readJson('{"a":1}'), name), undefined)
      assert.equal(valueNamed(readJson('[1]'), name), undefined)
    }
    assert.equal(valueNamed(readJson('{"__proto__":5}'), '__proto__'), 5)
  })

  it('are no values where they are nested too deep', () => {
    const deep = readJson(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)
    assert.doesNotThrow(() => jsonField(valueNamed(deep, 'a')))
  })

  it('are found by paths', () => {
    const value = readJson('{"a":{"b":[{"c":1},{"c":2},{"d":3}]},"x y":{"z.w":4},"l":[[5,6],[7]]}')
    const at = (path: string): unknown => valueAt(value, readPath(path)!)
    assert.deepEqual([at('a.b{0}.c'), at('a.b[1].c'), at('a.b{}.c'), at('a.b{9}'), at("['x y']['z.w']"), at('x y.z.w'), at('l{}{0}'), at('l{1}'), at('a{}'), at('no.c')], [
      1, 2, [1, 2], undefined, 4, 4, [5, 7], [7], undefined, undefined,
    ])
  })

  it('have paths that can be read, or not', () => {
    for (const path of ['', '.a', 'a.', 'a..b', '{', 'a{x}', "['a", 'a]']) assert.equal(readPath(path), undefined, path)
  })
})
