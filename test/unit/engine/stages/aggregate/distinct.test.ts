import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { TableBatch } from '../../../../../src/engine/records/tableBatch.ts'
import { BatchFields } from '../../../../../src/engine/stages/aggregate/batchFields.ts'
import { Distinct, EXACT_VALUES } from '../../../../../src/engine/stages/aggregate/distinct.ts'
import { addHash, estimate, REGISTERS, STANDARD_ERROR } from '../../../../../src/engine/stages/aggregate/hyperLogLog.ts'
import { hashed, hashText } from '../../../../../src/engine/stages/aggregate/valueHashes.ts'

function distinct(groups = 1): Distinct {
  const made = new Distinct('x')
  made.grow(groups)
  return made
}

function add(to: Distinct, values: readonly (string | number | undefined)[], group = 0): void {
  for (const batch of BatchFields.of(new TableBatch({ columns: ['x'], rows: values.map((value) => [value]) }), ['x'])) {
    to.addRows(batch, new Uint32Array(batch.rows).fill(group))
  }
}

const range = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `value ${from + i}`)

describe('numbers of different values', () => {
  it('are exact as far as it says', () => {
    const values = distinct()
    add(values, [...range(0, EXACT_VALUES), ...range(0, 100), undefined, undefined])
    assert.equal(values.count(0), EXACT_VALUES)
    add(values, ['one more'])
    const many = values.count(0)
    assert.ok(Math.abs(many / (EXACT_VALUES + 1) - 1) < 4 * STANDARD_ERROR, String(many))
  })

  it('are the same however the values are shared out and merged', () => {
    const share = fc.array(fc.tuple(fc.nat(5000), fc.nat(3000)), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(share, fc.infiniteStream(fc.nat(2)), (ranges, to) => {
        const whole = distinct(2)
        const parts = [distinct(2), distinct(2), distinct(2)]
        for (const [i, [from, length]] of ranges.entries()) {
          add(whole, range(from, from + length), i % 2)
          add(parts[to.next().value!], range(from, from + length), i % 2)
        }
        const merged = distinct(2)
        for (const part of parts) {
          const saved = structuredClone(part.save(2))
          const before = distinct(2)
          before.merge(saved, Uint32Array.of(1, 0))
          merged.merge(structuredClone(before.save(2)), Uint32Array.of(1, 0))
        }
        assert.deepEqual([merged.count(0), merged.count(1)], [whole.count(0), whole.count(1)])
      }),
      { numRuns: 20 },
    )
  }).timeout(60_000)

  it('are estimated within the error that is stated', () => {
    // The mean of the squared errors over many sets; 1.3: what chance may add.
    for (const count of [1000, 20_000, 200_000]) {
      let squares = 0
      const sets = 12
      for (let set = 0; set < sets; set++) {
        const registers = new Uint8Array(REGISTERS)
        for (let i = 0; i < count; i++) {
          hashText(`${set}/${i}`)
          addHash(registers, hashed.high, hashed.low)
        }
        squares += (estimate(registers) / count - 1) ** 2
      }
      const error = Math.sqrt(squares / sets)
      assert.ok(error < 1.6 * STANDARD_ERROR, `${count}: ${error}`)
    }
  }).timeout(60_000)

  it('tells texts apart that differ in one character, or in their order', () => {
    const seen = new Set<string>()
    for (const text of ['', 'a', 'b', 'aa', 'ab', 'ba', 'a\0', '\0a', '\0', '\0\0', 'é', 'e\u0301', ...range(0, 100_000)]) {
      hashText(text)
      seen.add(`${hashed.high} ${hashed.low}`)
    }
    assert.equal(seen.size, 12 + 100_000)
  })
})
