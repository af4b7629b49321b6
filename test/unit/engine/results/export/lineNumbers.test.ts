import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { LineNumbers } from '../../../../../src/engine/results/export/lineNumbers.ts'

describe('engine/results/export/lineNumbers', () => {
  const rows = fc.array(fc.record({ skipped: fc.nat(2000), text: fc.stringMatching(/^:[a-zé\n]{0,30}$/) }))
  const some = fc.oneof(fc.nat(20), fc.constantFrom(8, 9, 98, 99, 900_000, 900_100, 4_294_967_290, 10 ** 12))

  it('puts the number of each row right, wherever the text is cut', () => {
    fc.assert(
      fc.property(rows, some, some, fc.array(fc.nat(4), { minLength: 1 }), (all, taken, above, cuts) => {
        const places: number[] = []
        const lines: number[] = []
        const pieces: Buffer[] = []
        let line = 0
        let position = 0
        let expected = ''
        for (const [i, { skipped, text }] of all.entries()) {
          line += skipped
          places.push(position)
          lines.push(line)
          const part = Buffer.from(`${taken + line + 1}${text}`)
          position += part.length
          if (cuts[i % cuts.length] === 0 || pieces.length === 0) pieces.push(part)
          else pieces.push(Buffer.concat([pieces.pop()!, part]))
          expected += `${above + line + 1}${text}`
          line++
        }
        const numbers = new LineNumbers(Uint32Array.from([...places, ...lines]), taken, above)
        assert.equal(Buffer.concat(pieces.map((piece) => numbers.correct(piece))).toString(), expected)
      }),
    )
  })

  it('changes the text in place where the numbers are as long as before', () => {
    const piece = Buffer.from('10:a\n99:b\n')
    const corrected = new LineNumbers(Uint32Array.of(0, 5, 0, 89), 9, 10).correct(piece)
    assert.deepEqual([Buffer.from(corrected).toString(), corrected === piece], ['11:a\n100:b\n', false])
    const other = Buffer.from('10:a\n98:b\n')
    assert.equal(new LineNumbers(Uint32Array.of(0, 5, 0, 88), 9, 10).correct(other), other)
    assert.equal(other.toString(), '11:a\n99:b\n')
  })
})
