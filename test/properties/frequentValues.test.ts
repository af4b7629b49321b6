/** The values that come most often are found, with counts within what is said of them, however rows are shared out and states are merged. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { hashSpan } from '../../src/engine/records/fields/hash.ts'
import { FrequentValues } from '../../src/engine/stages/aggregate/facets/frequentValues.ts'

describe('properties: frequentValues', () => {
  const often = fc.constantFrom('a', 'b', 'long ago', 'é', '')
  const seldom = fc.nat(3000).map((n) => `x${n}`)
  const values = fc.array(fc.tuple(fc.oneof({ weight: 2, arbitrary: often }, { weight: 3, arbitrary: seldom }), fc.constantFrom(1, 1, 1, 2, 7)), { maxLength: 600, size: 'max' })

  const add = (into: FrequentValues, text: string, count: number, collide: boolean): void => {
    const bytes = Buffer.from(` ${text}`)
    into.add(bytes, 1, bytes.length, collide ? text.length % 2 : hashSpan(bytes, 1, bytes.length), count)
  }

  it('are all that more than two of so many rows as are kept have', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(2, 8, 32, 1024), fc.array(fc.nat(255), { minLength: 1, maxLength: 30 }), fc.boolean(), (rows, most, order, collide) => {
        const truth = new Map<string, number>()
        let all = 0
        const parts = Array.from({ length: 4 }, () => new FrequentValues(most))
        const merged = new FrequentValues(most)
        rows.forEach(([text, count], i) => {
          truth.set(text, (truth.get(text) ?? 0) + count)
          all += count
          const at = order[i % order.length]
          add(parts[at % 4], text, count, collide)
          if (at < 250) return
          merged.merge(structuredClone(parts[at % 4].save()))
          parts[at % 4] = new FrequentValues(most)
        })
        for (const at of new Set([...order.map((each) => each % 4), 0, 1, 2, 3])) merged.merge(structuredClone(parts[at].save()))
        const found = merged.values()
        const bound = all / ((most >> 1) + 1)
        for (const { text, least, most: greatest } of found) {
          assert.ok(least > 0 && least <= truth.get(text)! && truth.get(text)! <= greatest && greatest - least <= bound, `${text}: ${truth.get(text)} is not ${least} to ${greatest}`)
        }
        assert.equal(new Set(found.map(({ text }) => text)).size, found.length)
        for (const [text, count] of truth) if (count > 2 * bound) assert.ok(found.some((each) => each.text === text), `${text} is missing`)
        if (truth.size <= most) assert.deepEqual(new Map(found.map(({ text, least }) => [text, least])), truth)
      }),
      { numRuns: 300 },
    )
  }).timeout(60_000)

  it('keep what they say true where they are to take less room', () => {
    fc.assert(
      fc.property(values, fc.nat(400), fc.nat(100), (rows, room, each) => {
        const frequent = new FrequentValues()
        const truth = new Map<string, number>()
        rows.forEach(([text, count], i) => {
          truth.set(text, (truth.get(text) ?? 0) + count)
          add(frequent, text, count, false)
          if (i % 50 === 49) frequent.limit(room, each)
        })
        frequent.limit(room, each)
        const saved = frequent.save()
        assert.ok(saved.bytes.length + each * saved.ends.length <= room)
        for (const { text, least, most } of frequent.values()) assert.ok(least <= truth.get(text)! && truth.get(text)! <= most)
        for (const [text, count] of truth) if (count > 2 * saved.lost) assert.ok(frequent.values().some((one) => one.text === text))
      }),
      { numRuns: 200 },
    )
  }).timeout(60_000)
})
