import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { FEW_SEGMENTS, MAX_SEGMENTS, segmentsOf } from '../../../../src/webview/text/segments.ts'
import { nextSpecial } from '../../../../src/webview/text/symbols.ts'

const shown = (text: string, ansi = true): string => segmentsOf(text, { ansi }).map((segment) => segment.text).join('')
const marked = (text: string, marks: number[]): string[] =>
  segmentsOf(text, { ansi: true, marks }).filter(({ mark }) => mark).map((segment) => segment.text)

describe('segments', () => {
  it('shows plain text as one piece', () => {
    assert.deepEqual(segmentsOf('hello\tworld', { ansi: true }), [{ text: 'hello\tworld', kind: 'text', style: undefined, mark: false, level: false }])
    assert.deepEqual(segmentsOf('', { ansi: true }), [])
  })

  it('colours text, and does not show the sequences that say so', () => {
    const [red, plain] = segmentsOf('\x1b[31mred\x1b[0m plain', { ansi: true })
    assert.deepEqual(red.style, { fg: 1 })
    assert.equal(red.text, 'red')
    assert.equal(plain.style, undefined)
  })

  it('shows sequences as text where colours are not wanted', () => {
    assert.equal(shown('\x1b[31mred', false), '\u241b[31mred')
  })

  it('shows other sequences, and does not obey them', () => {
    const [escape, rest] = segmentsOf('\x1b[2Jrest', { ansi: true })
    assert.deepEqual([escape.kind, escape.text, rest.text], ['escape', '\u241b[2J', 'rest'])
  })

  it('keeps marks at their places when sequences before them are hidden', () => {
    const text = '\x1b[31merror\x1b[0m: timeout'
    const start = text.indexOf('timeout')
    assert.deepEqual(marked(text, [start, start + 7]), ['timeout'])
    assert.deepEqual(marked(text, [5, 10, start, start + 7]), ['error', 'timeout'])
  })

  it('keeps a mark that a colour begins inside of', () => {
    assert.deepEqual(marked('ab\x1b[31mcd', [1, 8]), ['b', 'c'])
  })

  it('marks symbols too', () => {
    assert.deepEqual(marked('a\0b', [0, 3]), ['a', '\u2400', 'b'])
  })

  it('shows controls and direction marks', () => {
    assert.equal(shown('a\0b\x7f'), 'a\u2400b\u2421')
    assert.equal(shown('\x85'), '\\x85')
    assert.equal(shown('\u202eabc\u202c'), 'RLOabcPDF')
    assert.equal(shown('\u2066x\u2069'), 'LRIxPDI')
    assert.equal(segmentsOf('\u202e', { ansi: true })[0].title, 'U+202E right-to-left override')
    assert.equal(shown('\u{E0041}'), 'U+E0041')
  })

  it('breaks lines only where that is wanted', () => {
    assert.equal(shown('a\nb'), 'a\u21b5b')
    assert.equal(segmentsOf('a\nb', { ansi: true, newlines: true }).map(({ text }) => text).join(''), 'a\nb')
  })

  it('breaks lines there also behind very many pieces', () => {
    const text = 'a\x01b\x02\n'.repeat(MAX_SEGMENTS)
    assert.equal(segmentsOf(text, { ansi: true, newlines: true }).map((segment) => segment.text).join(''), 'a\u2401b\u2402\n'.repeat(MAX_SEGMENTS))
  })

  it('makes one piece of a run of the same control', () => {
    assert.equal(segmentsOf('\0'.repeat(1000), { ansi: true }).length, 1)
  })

  it('bounds the number of pieces', () => {
    const text = 'a\x01'.repeat(100_000)
    const segments = segmentsOf(text, { ansi: true })
    assert.ok(segments.length <= MAX_SEGMENTS + 2)
    assert.equal(segments.map((segment) => segment.text).join(''), 'a\u2401'.repeat(100_000))
  })

  it('cuts no more than a few pieces of what is out of view, and shows the same text', () => {
    const text = '\x1b[32mok\x1b[0m \x1b[1mfailed\x1b[0m at\x01 '.repeat(100)
    const segments = segmentsOf(text, { ansi: true, reach: 300 })
    assert.ok(segments.length < segmentsOf(text, { ansi: true }).length / 2 && segments.length > FEW_SEGMENTS)
    const last = segments.at(-1)!
    assert.ok(segments.slice(0, -1).reduce((sum, { text: { length } }) => sum + length, 0) > 300)
    assert.deepEqual([last.kind, last.style, last.text.includes('\x1b')], ['text', undefined, false])
    assert.equal(segments.map((segment) => segment.text).join(''), shown(text))
    assert.deepEqual(segmentsOf(text.slice(0, 200), { ansi: true, reach: 10 }), segmentsOf(text.slice(0, 200), { ansi: true }))
  })

  it('shows the same text wherever the view ends', () => {
    const piece = fc.constantFrom('a', ' ', '\n', '\0', '\x1b', '\x1b[31m', '\x1b[0;1m', '\x1b[2J', '\x1b[0', '\u202e', '\u{E0041}', '\ud83d\ude00')
    fc.assert(
      fc.property(fc.array(piece, { minLength: 50, maxLength: 120 }), fc.nat(400), fc.boolean(), fc.boolean(), (pieces, reach, ansi, newlines) => {
        const text = pieces.join('').repeat(4)
        const all = segmentsOf(text, { ansi, newlines })
        const some = segmentsOf(text, { ansi, newlines, reach })
        assert.equal(some.map((segment) => segment.text).join(''), all.map((segment) => segment.text).join(''))
        // But the last piece, which is of what is out of view, and the one before it, which may be the first part of a run.
        assert.deepEqual(some.slice(0, -2), all.slice(0, Math.max(0, some.length - 2)))
      }),
    )
  })

  it('names the level', () => {
    const level = segmentsOf('12:00 ERROR x', { ansi: true, level: [6, 11] }).filter((segment) => segment.level)
    assert.deepEqual(level.map(({ text }) => text), ['ERROR'])
  })

  it('never lets a special character through, and loses no visible one', () => {
    const piece = fc.constantFrom('a', ' ', '\t', '\0', '\x1b', '\x1b[31m', '\x1b[0m', '[', 'm', ';', '\u202e', '\x9b', '\u05d0', '\ud83d\ude00', '1')
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(30)), (pieces, numbers) => {
        const text = pieces.join('')
        const marks = [...new Set(numbers)].sort((a, b) => a - b)
        if (marks.length % 2) marks.pop()
        const segments = segmentsOf(text, { ansi: true, marks })
        const joined = segments.map((segment) => segment.text).join('')
        assert.equal(nextSpecial(joined, 0), -1)
        const visible = text.replace(/\x1b\[[\d;:]*m/g, '').replace(/[^a\u05d0]/g, '')
        assert.equal(joined.replace(/[^a\u05d0]/g, ''), visible)
        // What is marked and visible is just what lies between the marks.
        const inMarks = pairs(marks).map(([from, to]) => text.slice(from, to)).join('')
        if (!/[\x1b]/.test(text)) {
          const got = segments.filter(({ mark }) => mark).map((segment) => segment.text).join('')
          assert.equal(got.replace(/[^a\u05d0]/g, ''), inMarks.replace(/[^a\u05d0]/g, ''))
        }
      }),
    )
  })
})

function pairs(numbers: readonly number[]): [number, number][] {
  return Array.from({ length: numbers.length >> 1 }, (_, i) => [numbers[2 * i], numbers[2 * i + 1]])
}
