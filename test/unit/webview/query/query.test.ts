import { strict as assert } from 'node:assert'
import { parse } from '../../../../src/engine/stages/registry.ts'
import { paint } from '../../../../src/webview/query/highlight.ts'
import { HistoryCursor } from '../../../../src/webview/query/history.ts'

describe('paint', () => {
  it('cuts the text at tokens and loses nothing', () => {
    const text = 'error OR "time out" | head 10'
    const { tokens, diagnostics } = parse(text)
    const pieces = paint(text, tokens, diagnostics)
    assert.equal(pieces.map((piece) => piece.text).join(''), text)
    assert.equal(pieces.find((piece) => piece.text === 'head')?.kind, 'stage')
    assert.ok(pieces.every(({ mistake }) => !mistake))
  })

  it('underlines a mistake at its exact place', () => {
    const pieces = paint('head ten rows', [], [{ start: 5, end: 8, message: '' }])
    assert.deepEqual(pieces.map((piece) => [piece.text, piece.mistake]), [['head ', false], ['ten', true], [' rows', false]])
  })

  it('gives a mistake without length something to stand under', () => {
    assert.deepEqual(paint('abc', [], [{ start: 1, end: 1, message: '' }]).map(({ text, mistake }) => [text, mistake]), [['a', false], ['b', true], ['c', false]])
    assert.deepEqual(paint('ab', [], [{ start: 2, end: 2, message: '' }]).map(({ mistake }) => mistake), [false, true])
  })
})

describe('HistoryCursor', () => {
  it('goes back and comes forth to what was being typed', () => {
    const cursor = new HistoryCursor(['b', 'a', 'b', '', 'draft'], 'draft')
    assert.equal(cursor.step('newer'), undefined)
    assert.equal(cursor.step('older'), 'b')
    assert.equal(cursor.step('older'), 'a')
    assert.equal(cursor.step('older'), undefined)
    assert.equal(cursor.step('newer'), 'b')
    assert.equal(cursor.step('newer'), 'draft')
  })
})
