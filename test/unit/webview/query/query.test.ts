import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { parse } from '../../../../src/engine/stages/registry.ts'
import { MOST_WORDS, paint } from '../../../../src/webview/query/highlight.ts'
import { HistoryCursor } from '../../../../src/webview/query/history.ts'
import { plainPaint } from '../../../support/plainPaint.ts'

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

  it('is what its plain twin makes of queries, also of those with mistakes', () => {
    const word = fc.constantFrom('error', '"time out"', '|', 'head', '10', 'where', 'a', '>', '(', ')', '/x+/', 'by', ',', '/*', '*/', '"', ' // b\n', '5 >', 'or')
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join(' ')
        const { tokens, diagnostics } = parse(text)
        assert.deepEqual(paint(text, tokens, diagnostics), plainPaint(text, tokens, diagnostics), text)
      }),
    )
  })

  it('is what its plain twin makes of words that lie over each other', () => {
    const text = 'abcdefghij'
    const span = fc.tuple(fc.nat(text.length - 1), fc.integer({ min: 1, max: text.length })).map(([start, length]) => ({ start, end: Math.min(text.length, start + length) }))
    const tokens = fc.array(fc.tuple(span, fc.constantFrom('field' as const, 'error' as const, 'number' as const)).map(([at, kind]) => ({ ...at, kind })), { maxLength: 8 })
    const mistakes = fc.array(fc.oneof(span, fc.nat(text.length).map((start) => ({ start, end: start }))).map((at) => ({ ...at, message: '' })), { maxLength: 3 })
    fc.assert(fc.property(tokens, mistakes, (words, wrong) => assert.deepEqual(paint(text, words, wrong), plainPaint(text, words, wrong))))
  })

  it('colours the first words of very many, and still shows a mistake behind them', () => {
    const text = `| fields ${Array.from({ length: 1000 }, (_, i) => `metric_${i}`).join(', ')}, metric_0`
    const { tokens, diagnostics } = parse(text)
    const pieces = paint(text, tokens, diagnostics)
    assert.equal(pieces.map((piece) => piece.text).join(''), text)
    assert.equal(pieces.filter(({ kind }) => kind).length, MOST_WORDS)
    assert.deepEqual(pieces.filter(({ mistake }) => mistake).map((piece) => piece.text), ['metric_0'])
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
