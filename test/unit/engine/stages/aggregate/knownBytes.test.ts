import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import type { SpanColumn } from '../../../../../src/engine/records/spans.ts'
import { KnownBytes } from '../../../../../src/engine/stages/aggregate/knownBytes.ts'

function columnOf(values: readonly (readonly [text: string, kind: number])[]): SpanColumn {
  const bytes = Buffer.from(values.map(([text]) => text).join(''), 'latin1')
  let end = 0
  const ends = Uint32Array.from(values, ([text]) => (end += text.length))
  return { bytes, starts: ends.map((at, i) => at - values[i][0].length), ends, kinds: Uint8Array.from(values, ([, kind]) => kind), value: (row) => values[row][0] }
}

/** Numbers of values, the way they are to be used. */
function read(known: KnownBytes, column: SpanColumn, hashes: Uint32Array, numberOf: (row: number) => number): { numbers: Uint32Array; learned: number } {
  const rows = column.kinds.length
  const numbers = new Uint32Array(rows)
  let learned = 0
  for (let row = known.find(column, hashes, 0, rows, numbers); row < rows; row = known.find(column, hashes, row + 1, rows, numbers)) {
    numbers[row] = numberOf(row)
    known.add(column, row, hashes[row], numbers[row])
    learned++
  }
  return { numbers, learned }
}

describe('known bytes', () => {
  it('are told apart by kind and by every byte, whatever the hash', () => {
    const text = fc.oneof(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 11 }), fc.constantFrom('', 'a', 'abcd', 'abcde', 'xbcdefgh', 'abcdefgh', 'abcdefgx', 'abcxefghi', 'abcdefghi', '\xff\xfe'))
    const values = fc.array(fc.tuple(text, fc.integer({ min: 0, max: 5 })), { maxLength: 200, size: 'max' })
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 5 }), (rows, differentHashes) => {
        const seen = new Map<string, number>()
        const column = columnOf(rows)
        const hashes = Uint32Array.from(rows, ([each]) => each.length % differentHashes)
        const expected = Uint32Array.from(rows, (row) => {
          const key = JSON.stringify(row)
          if (!seen.has(key)) seen.set(key, seen.size)
          return seen.get(key)!
        })
        const known = new KnownBytes()
        assert.deepEqual(read(known, column, hashes, (row) => expected[row]).numbers, expected)
        assert.deepEqual(read(known, column, hashes, (row) => expected[row]).numbers, expected)
      }),
    )
  })

  it('are learned once', () => {
    const rows = Array.from({ length: 3000 }, (_, i) => [`value ${i % 1000}`, 1] as const)
    const column = columnOf(rows)
    const hashes = Uint32Array.from(rows, ([text]) => Math.imul(Number(text.slice(6)) + 1, 0x9e3779b1))
    // With some factors so many hashes meet that a few values are forgotten.
    const known = new KnownBytes(1)
    const { numbers, learned } = read(known, column, hashes, (row) => row)
    assert.equal(learned, 1000)
    assert.deepEqual([...numbers], rows.map((_, i) => i % 1000))
  })

  it('are forgotten when there are too many', () => {
    const known = new KnownBytes()
    const long = columnOf(Array.from({ length: 100 }, (_, i) => [String(i).padEnd(4000, 'x'), 1] as const))
    const hashes = Uint32Array.from({ length: 100 }, (_, i) => i)
    // 40 MB of values, which come again and again.
    for (let round = 0; round < 100; round++) {
      const other = hashes.map((hash) => hash + 100 * round)
      assert.deepEqual([...read(known, long, other, (row) => row).numbers], [...hashes])
    }
  })

  it('are not kept if they are long', () => {
    const known = new KnownBytes()
    const column = columnOf([['x'.repeat(5000), 1]])
    assert.equal(read(known, column, Uint32Array.of(1), () => 7).learned, 1)
    assert.equal(read(known, column, Uint32Array.of(1), () => 7).learned, 1)
  })
})
