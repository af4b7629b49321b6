import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { isQuick, layered, LOOKED_AT, matchesOf } from '../../../../src/webview/paint/spans.ts'
import { segmentsOf } from '../../../../src/webview/text/segments.ts'

describe('webview/paint/spans', () => {
  it('finds all places, none for an empty match, and looks at the start of long texts only', () => {
    assert.deepEqual(matchesOf(/a+/g, 'aa b a'), [[0, 2], [5, 6]])
    assert.deepEqual(matchesOf(/x*/g, 'axb'), [[1, 2]])
    assert.deepEqual(matchesOf(/z/g, `${'a'.repeat(LOOKED_AT)}z`), [])
  })

  it('takes for quick what cannot take long on any text', () => {
    for (const source of ['took \\d+ms', '[(*+]error', 'a\\+b\\+', 'GET|POST', '(?:abc)']) assert.equal(isQuick(source), true, source)
    for (const source of ['(a+)+$', '.*.*=', '(?:a|a)*b', '(a?){20}a{20,}', '(a)\\1', 'a?a?a?a?a?aaaaa']) assert.equal(isQuick(source), false, source)
  })

  it('draws the first of the list where several are, each character once', () => {
    const span = fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 10 }), fc.constantFrom('find', 'red', 'blue')).map(([start, length, paint]) => ({ start, end: start + length, paint }))
    fc.assert(
      fc.property(fc.array(span, { maxLength: 6 }), (spans) => {
        const painted = Array.from({ length: 41 }, (_, at) => spans.find(({ start, end }) => start <= at && at < end)?.paint)
        const layers = layered(spans)
        assert.deepEqual(Array.from({ length: 41 }, (_, at) => layers.find(({ start, end }) => start <= at && at < end)?.paint), painted)
        assert.ok(layers.every(({ start, end }, i) => start < end && (i === 0 || layers[i - 1].end <= start)))
        const segments = segmentsOf('x'.repeat(41), { ansi: true, marks: [3, 9], level: [5, 12], paints: layers })
        assert.deepEqual(segments.flatMap(({ text, paint }) => Array.from(text, () => paint)), painted)
        assert.equal(segments.map(({ text }) => text).join('').length, 41)
      }),
    )
  })
})
