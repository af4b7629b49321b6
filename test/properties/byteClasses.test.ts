import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { bytesOfClass } from '../../src/engine/records/formats/byteClass.ts'
import { compileHead, headStarts } from '../../src/engine/records/formats/heads.ts'
import { FORMATS } from '../../src/engine/records/formats/registry.ts'

/** As the language itself reads a class. */
const plainly = (text: string): number[] => {
  const expression = new RegExp(`^${text}$`, 's')
  return Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => expression.test(String.fromCharCode(byte)))
}

describe('properties: classes of bytes', () => {
  const atom = fc.oneof(
    fc.constantFrom('\\d', '\\w', '\\s', '\\S', '\\W', '\\D', '\\t', '\\n', '\\r', '\\f', '\\v', '\\0', '\\.', '\\]', '\\[', '\\\\', '\\-', '\\/', '\\x1b', '\\xfe', '\\x5D'),
    fc.constantFrom(...'azAZ09 _:;,!"#%&\'<=>@`~{}é'),
  )
  const rangeOf = fc.tuple(fc.integer({ min: 0x30, max: 0x5a }), fc.integer({ min: 0, max: 20 })).map(([first, more]) => {
    const quoted = (code: number): string => `\\x${code.toString(16).padStart(2, '0')}`
    return `${quoted(first)}-${quoted(first + more)}`
  })
  // A zero before a digit is an old octal escape, which is no class here.
  const inside = fc
    .array(fc.oneof({ arbitrary: atom, weight: 3 }, { arbitrary: rangeOf, weight: 1 }), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(''))
    .filter((text) => !/\\0\d/.test(text))

  it('are read as the language does', () => {
    fc.assert(
      fc.property(inside, fc.boolean(), fc.constantFrom('', '-'), (text, isNegated, dash) => {
        const whole = `[${isNegated ? '^' : ''}${text}${dash}]`
        assert.deepEqual([...new Set(bytesOfClass(whole))].sort((a, b) => a - b), plainly(whole), whole)
      }),
      { numRuns: 500 },
    )
    fc.assert(fc.property(atom, (text) => assert.deepEqual([...bytesOfClass(text)].sort((a, b) => a - b), plainly(text), text)))
    assert.deepEqual(bytesOfClass('.'), plainly('.'))
  })

  for (const text of ['', '[a', '[z-a]', 'ab', '\\q', '[\\u0041]', '[\\01]', '[Ā]']) {
    it(`are not '${text}'`, () => assert.throws(() => bytesOfClass(text), RangeError))
  }

  it('with which heads begin are those of all heads', () => {
    const other = fc.array(fc.constantFrom(...Buffer.from('2026-01-05T06:0[]<>| aZI{"')), { maxLength: 15 })
    for (const format of FORMATS) {
      const starts = headStarts(format)
      const test = compileHead(format)
      if (!starts || !test) continue
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 255 }), other, (first, rest) => {
          const line = Buffer.from([first, ...rest])
          return starts[first] === 1 || !test.test(line, 0, line.length)
        }),
        { numRuns: 200 },
      )
    }
  })
})
