import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { KeyBytes } from '../../../../../src/engine/results/spool/keyBytes.ts'
import { compareBytes, orderOfKeys } from '../../../../../src/engine/results/spool/keyOrder.ts'
import { compareKeys, Rank, type SortField, type SortKey } from '../../../../../src/engine/stages/sequential/sortKeys.ts'

const number = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, -0, Infinity, -Infinity, 5e-324, -5e-324))
// Of units of every length in UTF-8, of which those of surrogates are in another order there, and zeros.
const unit = fc.constantFrom('\0', '\u0001', 'a', 'b', 'ä', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\ufffd', '\uffff', '\ud800\udc00', '\ud83d\ude00', '\udbff\udfff')
const text = fc.oneof(fc.string({ unit, maxLength: 12 }), fc.string({ unit, maxLength: 3 }).map((end) => `${'user-'.repeat(6)}${end}`))
const key: fc.Arbitrary<SortKey> = fc.oneof(
  fc.record({ rank: fc.constantFrom(Rank.Number, Rank.Duration, Rank.Bytes), value: number }),
  fc.record({ rank: fc.constant(Rank.Text), value: text }),
  fc.constant({ rank: Rank.Missing, value: 0 }),
)
const field = fc.record({ field: fc.constant('x'), descending: fc.boolean(), as: fc.constant('auto') }) as fc.Arbitrary<SortField>

function bytesOf(fields: readonly SortField[], keys: readonly SortKey[]): { low: number; high: number; rest: Buffer } {
  const bytes = new KeyBytes()
  // Of a row before.
  bytes.add(Rank.Text, 'another', false)
  bytes.clear()
  keys.forEach(({ rank, value }, i) => bytes.add(rank, value, fields[i].descending))
  return { low: bytes.low, high: bytes.high, rest: Buffer.from(bytes.rest) }
}

describe('keys as bytes', () => {
  it('compare as the keys do', () => {
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 3 }).chain((fields) => fc.tuple(fc.constant(fields), ...[1, 2].map(() => fc.tuple(...fields.map(() => key))))), ([fields, x, y]) => {
        const [a, b] = [bytesOf(fields, x), bytesOf(fields, y)]
        const order = a.high - b.high || a.low - b.low || compareBytes(a.rest, 0, a.rest.length, b.rest, 0, b.rest.length)
        assert.equal(Math.sign(order), Math.sign(compareKeys(fields, x, y)))
      }),
      { numRuns: 2000 },
    )
  })

  for (const [title, repeated] of [['few', 1], ['some', 8], ['many', 1200]] as const) {
    it(`are put in order as a stable sort does it: ${title}`, () => {
      fc.assert(
        fc.property(fc.array(key, { minLength: 1, maxLength: 30 }), field, (keys, how) => {
          const all = Array.from({ length: repeated }, () => keys).flat()
          const bytes = all.map((each) => bytesOf([how], [each]))
          const prefixes = Uint32Array.from(bytes.flatMap(({ low, high }) => [low, high]))
          const starts: number[] = []
          let end = 0
          for (const { rest } of bytes) {
            starts.push(end)
            end += rest.length
          }
          const ends = bytes.map(({ rest }, i) => starts[i] + rest.length)
          const rests = { bytes: Buffer.concat(bytes.map(({ rest }) => rest)), starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) }
          const expected = all.map((_, i) => i).sort((a, b) => compareKeys([how], [all[a]], [all[b]]))
          assert.deepEqual([...orderOfKeys({ prefixes, count: all.length, rests })], expected)
        }),
        { numRuns: repeated > 100 ? 15 : 300 },
      )
    })
  }
})
