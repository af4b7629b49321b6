import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { diagnose, format, oneLine, tokens } from '../../../../src/engine/language/language.ts'
import { commentsOf } from '../../../../src/engine/query/segments.ts'
import { parse, print, stages } from '../../../../src/engine/stages/registry.ts'

describe('format', () => {
  it('puts each stage on a line of its own, as it is printed', () => {
    assert.equal(format('error   timeout|  where x>5|stats count()   by  x'), 'error timeout\n| where x > 5\n| stats count() by x\n')
    assert.equal(format('|head 5'), '| head 5\n')
    assert.equal(format(''), '\n')
  })

  it('keeps comments and single empty lines where they are', () => {
    const text = '// what is slow\n\n\nerror // all\n|parse "a*" as x| // below\n// own line\n\n where x>5\n// end'
    assert.equal(format(text), '// what is slow\n\nerror // all\n| parse "a*" as x // below\n// own line\n\n| where x > 5\n// end\n')
  })

  it('leaves a stage with comments inside as it is written', () => {
    assert.equal(format('| stats   count() // how many  \n  by x // and\n|  head 5'), '| stats   count() // how many\n  by x // and\n| head 5\n')
  })

  it('keeps stages that are off', () => {
    assert.equal(format('x | /*   nosuch  5 */|head 5'), 'x\n| /* nosuch  5 */\n| head 5\n')
    assert.equal(format('/*  x   y */ | head 5'), '/* x   y */\n| head 5\n')
  })

  it('does not touch a text with mistakes', () => {
    assert.equal(format('x | nosuch'), undefined)
  })

  it('loses nothing, and does nothing a second time', () => {
    const stage = fc.constantFrom(...stages.flatMap(({ examples }) => examples.flatMap(({ query }) => query.split(' | ').slice(1))), '/* head 3 */', '/* nosuch ( */', 'where a / b / c > 1')
    const search = fc.constantFrom('', 'error', 'a OR b', '/x y/i', '"a // b"', 'http://x //y', '/tmp a/b', 'user=bob', '(a OR b) -c')
    const blank = fc.constantFrom(' ', '  ', '\n', '\n\n', ' // note\n', '\n// own | line\n', '\n\n// far "\n\n// more /* \n', ' \t')
    const texts = fc.tuple(blank, search, fc.array(fc.tuple(blank, blank, stage), { maxLength: 4 }), blank)
    fc.assert(
      fc.property(texts, ([first, start, rest, last]) => {
        const text = first + start + rest.map(([before, behind, each]) => `${before}|${behind}${each}`).join('') + last
        fc.pre(parse(text).diagnostics.length === 0)
        const formatted = format(text)
        assert.ok(formatted !== undefined, text)
        assert.equal(print(parse(formatted).query), print(parse(text).query))
        const notes = (of: string): string[] => commentsOf(of).map(({ start: from, end }) => of.slice(from, end).trimEnd())
        assert.deepEqual(notes(formatted), notes(text))
        assert.equal(format(formatted), formatted)
        assert.ok(!/\n\n\n|[ \t]\n/.test(formatted), formatted)
      }),
      { numRuns: 500 },
    )
  })
})

describe('oneLine', () => {
  it('is the pipeline without comments and without what is off', () => {
    assert.equal(oneLine('// a\nerror |\n /* head 5 */ | where x>5 // foo\n'), 'error | where x > 5')
    assert.equal(oneLine('/* error */ | head 3'), '| head 3')
    assert.equal(oneLine('| nosuch'), undefined)
  })
})

describe('tokens', () => {
  it('has comments too, and they do not overlap', () => {
    const text = 'error // one\n| where a / b / c > 1 // two\n| /* head 5 */'
    const found = tokens(text)
    assert.deepEqual(found.filter(({ kind }) => kind === 'comment').map(({ start, end }) => text.slice(start, end)), ['// one', '// two', '/* head 5 */'])
    found.forEach(({ start }, i) => assert.ok(i === 0 || found[i - 1].end <= start))
  })
})

describe('diagnose', () => {
  it('gives the place, what was expected and the nearest name', () => {
    const [{ start, end, message }] = diagnose('x\n| staats count()')
    assert.deepEqual([start, end], [4, 10])
    assert.match(message, /did you mean 'stats'/)
  })
})
