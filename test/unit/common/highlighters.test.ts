import { strict as assert } from 'node:assert'
import { patternOf, readHighlighters, withHighlighter } from '../../../src/common/highlighters.ts'

describe('highlighters', () => {
  it('are read from a setting of any type', () => {
    assert.deepEqual(readHighlighters('x'), [])
    assert.deepEqual(readHighlighters([{ text: 'a', color: 'pink' }, 3, { text: '' }, { name: 'B', text: '/b/', color: 'red', off: true }]), [
      { name: 'a', text: 'a', color: 'yellow' },
      { name: 'B', text: '/b/', color: 'red', off: true },
    ])
  })

  it('are texts in any case, or expressions', () => {
    assert.deepEqual(patternOf({ text: 'a.b' }), { source: 'a\\.b', flags: 'giu' })
    assert.deepEqual(patternOf({ text: '/a.b/i' }), { source: 'a.b', flags: 'ig' })
    assert.equal(patternOf({ text: '/(/' }), undefined)
  })

  it('get a colour of their own, and never mean what they do not say', () => {
    const one = withHighlighter([], 'first')
    const two = withHighlighter(one, '/tmp/x')
    assert.deepEqual(two.map(({ name, color }) => [name, color]), [['first', 'yellow'], ['/tmp/x', 'blue']])
    const { source, flags } = patternOf(two[1])!
    assert.ok(new RegExp(source, flags).test('in /tmp/x'))
    assert.deepEqual(withHighlighter([{ ...one[0], off: true }], 'first'), one)
  })
})
