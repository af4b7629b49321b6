import { strict as assert } from 'node:assert'
import { assistBehind, textBefore } from '../../../../src/webview/panel/pipeline.ts'
import { moved, offerAt, taken, type Offer } from '../../../../src/webview/query/suggest.ts'

const FIELDS = [{ name: 'user' }, { name: 'ms' }]
const assist = assistBehind('', () => FIELDS, () => undefined)

function offer(text: string, asked = false): Offer | undefined {
  return offerAt(assist.complete(text, text.length), text, text.length, asked)
}

function labels(text: string, asked = false): string[] | undefined {
  return offer(text, asked)?.items.map(({ label }) => label)
}

function take(text: string, at = 0): string {
  const { text: after, select: [from, to] } = taken({ ...offer(text)!, at }, text)
  return `${after.slice(0, from)}[${after.slice(from, to)}]${after.slice(to)}`
}

describe('offerAt', () => {
  it('offers what goes with what was typed', () => {
    assert.deepEqual(labels('| stats count() by u'), ['user', 'source'])
    assert.deepEqual(labels('error us'), ['user'])
    assert.equal(labels('| where nothing_like_it'), undefined)
  })

  it('does not offer by itself what was typed already, nor anything for the next word of a search', () => {
    assert.equal(labels('| stats count() by ms'), undefined)
    assert.equal(labels('error '), undefined)
    assert.equal(labels(''), undefined)
    assert.ok(labels('error ', true)?.includes('user'))
    assert.deepEqual(labels('| stats count() by ms', true), ['ms'])
  })
})

describe('moved', () => {
  it('goes round', () => {
    const first = offer('| stats count() by u')!
    assert.deepEqual([moved(first, -1).at, moved(first, 1).at, moved(moved(first, 1), 1).at], [1, 1, 0])
    assert.deepEqual([first.moved, moved(first, 1).moved], [false, true])
  })
})

describe('taken', () => {
  it('puts the item in the place of what was typed, and selects what is to be typed over', () => {
    assert.equal(take('error us'), 'error user=[]')
    assert.equal(take('x | hea'), 'x | head [10]')
    assert.equal(take('| where le'), '| where len([])')
    assert.equal(take('| stats su'), '| stats sum([x])')
  })

  it('leaves the parentheses of a call that is there', () => {
    const text = '| where le(user) > 5'
    const found = offerAt(assist.complete(text, 10), text, 10, false)!
    assert.equal(taken(found, text).text, '| where len(user) > 5')
  })
})

describe('assistBehind', () => {
  it('knows what the stages in front make, and counts from the text of the stage', () => {
    const query = 'error | eval slow = ms > 5 | where x = 1'
    const behind = assistBehind(textBefore(query, 2), () => FIELDS, () => undefined)
    const { start, end, items } = behind.complete('where sl', 8)
    assert.deepEqual([start, end], [6, 8])
    assert.ok(items.some(({ label }) => label === 'slow'))
    assert.deepEqual([behind.hover('where slow', 7)?.start, behind.hover('where slow', 7)?.end], [6, 10])
    assert.equal(textBefore(query, 0), '')
  })
})
