import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { jsonLines, objectOf, printJson, readJson, valueText } from '../../../../src/webview/detail/jsonLines.ts'

const all = (): boolean => true
const shown = (text: string, isOpen: (path: string, depth: number) => boolean = all): string[] =>
  jsonLines(readJson(text), isOpen, 1000).lines.map(({ depth, key, text: value, path }) => `${'  '.repeat(depth)}${key ?? ''} ${value} @${path}`)

describe('webview/detail/jsonLines', () => {
  it('gives a line for each value, with the way to it', () => {
    assert.deepEqual(shown('{"a":{"b":[1,"x"]},"c":null,"d":{}}'), [
      ' { 3 } @',
      '  a { 1 } @a',
      '    b [ 2 ] @a.b',
      '      0 1 @a.b.0',
      '      1 "x" @a.b.1',
      '  c null @c',
      '  d {} @d',
    ])
  })

  it('leaves out what is folded, and says what can be', () => {
    const { lines } = jsonLines(readJson('{"a":{"b":1},"c":[]}'), (path) => path === '', 1000)
    assert.deepEqual(lines.map(({ path, open }) => [path, open]), [['', true], ['a', false], ['c', undefined]])
  })

  it('stops at the number of lines that is wanted', () => {
    const { lines, more } = jsonLines(Array.from({ length: 1e5 }, (_, i) => i), all, 300)
    assert.deepEqual([lines.length, more], [300, true])
    assert.equal(jsonLines([1, 2], all, 3).more, false)
  })

  it('keeps numbers as they are written', () => {
    const value = readJson('{"id":12345678901234567890,"n":1.0,"e":1e3,"m":5}')
    assert.equal(printJson(value), '{\n  "id": 12345678901234567890,\n  "n": 1.0,\n  "e": 1e3,\n  "m": 5\n}')
  })

  it('finds an object at the end of a text, and in none other', () => {
    assert.deepEqual(readJson('2026-05-01 INFO {"a":1}'), { a: 1 })
    assert.deepEqual(readJson('[INFO] {"a":1}'), { a: 1 })
    for (const text of ['', 'a', '5', '"x"', '{"a":1} done', 'a {b}', '{"a":']) assert.equal(readJson(text), undefined, text)
    assert.equal(readJson('['.repeat(100_000) + ']'.repeat(100_000)), undefined)
  })

  it('makes an object of fields, with those that are JSON as what they say', () => {
    assert.equal(printJson(objectOf([['a', '1'], ['b', undefined], ['c', '["x"]'], ['d', '{no}'], ['__proto__', 'p']])), '{\n  "a": "1",\n  "c": [\n    "x"\n  ],\n  "d": "{no}",\n  "__proto__": "p"\n}')
  })

  it('prints what JSON.stringify prints', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // -0 is written as 0.
        fc.pre(!JSON.stringify(value).includes('-0'))
        const text = JSON.stringify(value, undefined, 2)
        assert.equal(printJson(value), text)
        const read = readJson(text)
        if (read !== undefined) assert.equal(printJson(read), text)
      }),
    )
  })

  it('copies a text as it is, and anything else as JSON', () => {
    assert.deepEqual([valueText('a"b'), valueText(5), valueText(null), valueText({ a: 1 })], ['a"b', '5', 'null', '{\n  "a": 1\n}'])
  })
})
