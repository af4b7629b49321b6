import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { KeyTable, savedText } from '../../../../../src/engine/stages/aggregate/keyTable.ts'

const texts = fc.array(fc.option(fc.oneof(fc.nat(2000).map(String), fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constantFrom('', 'a', 'é', '\u{1f600}', 'x'.repeat(100))), { nil: undefined }), { maxLength: 1000, size: 'max' })
/** With the first ones all texts, or most of them, meet in the same slots. */
const factors = fc.constantFrom(0, 1 << 26, 1 << 20, 0x9e3779b1)

describe('keyTable', () => {
  it('numbers texts as a map does, also where they meet in slots', () => {
    fc.assert(
      fc.property(texts, factors, (list, factor) => {
        const table = new KeyTable(factor)
        const plain = new Map<string | undefined, number>()
        for (const text of list) {
          if (!plain.has(text)) plain.set(text, plain.size)
          assert.equal(table.idOf(text), plain.get(text))
        }
        assert.deepEqual(Array.from({ length: table.count }, (_, id) => table.textOf(id)), [...plain.keys()])
      }),
      { numRuns: 60 },
    )
  })

  it('gives texts that another one takes, all or some', () => {
    fc.assert(
      fc.property(texts, texts, factors, fc.nat(), (list, before, factor, seed) => {
        const [from, into] = [new KeyTable(), new KeyTable(factor)]
        for (const text of list) from.idOf(text)
        for (const text of before) into.idOf(text)
        const some = Uint32Array.from({ length: from.count }, (_, id) => id).filter((id) => id % 3 !== 1).reverse()
        for (const ids of [undefined, some]) {
          const saved = from.save(ids)
          const here = into.merge(structuredClone(saved))
          const numbers = ids ?? Uint32Array.from({ length: from.count }, (_, id) => id)
          numbers.forEach((id, i) => {
            assert.equal(savedText(saved, i), from.textOf(id))
            assert.equal(into.textOf(here[i]), from.textOf(id))
            assert.equal(into.idOf(from.textOf(id)), here[i])
          })
        }
        const [a, b] = [from.hashes(seed), into.hashes(seed)]
        for (const id of some) assert.equal(a[id], b[into.idOf(from.textOf(id))])
      }),
      { numRuns: 40 },
    )
  })

  it('takes half a surrogate pair for what is printed of it', () => {
    const table = new KeyTable()
    assert.equal(table.idOf('\ud800'), table.idOf('\ufffd'))
    assert.equal(table.count, 1)
  })
})
