import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { PART, partsOf, SEGMENT_COST } from '../../../../src/webview/text/parts.ts'
import { segmentsOf, type Segment } from '../../../../src/webview/text/segments.ts'

const piece = fc.tuple(fc.constantFrom('word ', 'x', '\x1b[31m', '\x01', '\n', 'e\u0301', '😀', '名前', '👩\u200d🚀', '\ud800'), fc.integer({ min: 1, max: 3000 })).map(([text, times]) => text.repeat(times))
const texts = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('').slice(0, 30_000))
const shown = (segments: readonly Segment[]): string => segments.map(({ text }) => text).join('')

describe('parts of a text', () => {
  it('have all of it, none more than can be laid out at once', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const segments = segmentsOf(text, { ansi: true, newlines: true, marks: [10, 20, PART - 5, PART + 5] })
        const parts = partsOf(segments)
        assert.equal(parts.map(shown).join(''), shown(segments))
        for (const part of parts) assert.ok(shown(part).length + SEGMENT_COST * (part.length - 1) <= PART && part.every((segment) => segment.text !== ''))
        assert.ok(parts.slice(0, -1).every((part) => part.length > 0))
        // No more of them than it takes.
        assert.ok(parts.length <= 1 + (shown(segments).length + SEGMENT_COST * segments.length) / (PART - 250), `${parts.length} parts of ${shown(segments).length}`)
        // What is said of a piece is said of all parts of it.
        const styled = (all: readonly Segment[]): [string, boolean, unknown][] => all.flatMap(({ text: of, mark, style }) => of.split('').map((char): [string, boolean, unknown] => [char, mark, style]))
        assert.deepEqual(styled(parts.flat()), styled(segments))
      }),
      { numRuns: 30 },
    )
  })

  it('is one of a short text', () => {
    const segments = segmentsOf('a\x1b[1mb', { ansi: true })
    assert.deepEqual(partsOf(segments), [segments])
    assert.deepEqual(partsOf([]), [[]])
  })

  it('end where a line ends, else between words, and never within a character', () => {
    const first = (text: string): string => shown(partsOf(segmentsOf(text, { ansi: true, newlines: true }))[0])
    assert.equal(first(`${'a '.repeat(1970)}\n${'b '.repeat(400)}`), `${'a '.repeat(1970)}\n`)
    assert.equal(first(`${'a'.repeat(3900)} ${'b'.repeat(400)}`), `${'a'.repeat(3900)} `)
    const room = PART - SEGMENT_COST
    assert.equal(first('😀'.repeat(2500)).length, room - 1)
    assert.equal(first(`a${'😀'.repeat(2500)}`).length, room)
    assert.equal(first(`a${'e\u0301'.repeat(2500)}`).length, room)
    assert.equal(first('e\u0301'.repeat(2500)).length, room - 1)
  })
})
