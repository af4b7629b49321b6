import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { LineNumbers } from '../../../../../src/engine/results/export/lineNumbers.ts'

describe('engine/results/export/lineNumbers', () => {
  it('puts the number of each row before it, wherever the text is cut', () => {
    const rows = fc.array(fc.record({ skipped: fc.nat(2000), text: fc.stringMatching(/^:[a-zé\n]{0,30}$/) }))
    const above = fc.oneof(fc.nat(20), fc.constantFrom(8, 9, 98, 99, 4_294_967_290, 10 ** 12))
    fc.assert(
      fc.property(rows, above, fc.array(fc.nat(40), { minLength: 1 }), (all, base, cuts) => {
        const marks: number[] = []
        const parts: Buffer[] = []
        let expected = ''
        let line = 0
        let position = 0
        for (const { skipped, text } of all) {
          line += 1 + skipped
          marks.push(position, line)
          parts.push(Buffer.from(text))
          position += parts[parts.length - 1].length
          expected += `${base + line}${text}`
        }
        const text = Buffer.concat(parts)
        const numbers = new LineNumbers(Uint32Array.from(marks), base)
        const pieces: Uint8Array[] = []
        for (let at = 0, i = 0; at < text.length; i++) {
          const cut = 1 + cuts[i % cuts.length]
          pieces.push(numbers.insert(text.subarray(at, at + cut)))
          at += cut
        }
        assert.equal(Buffer.concat(pieces).toString(), expected)
      }),
    )
  })
})
