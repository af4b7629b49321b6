import { strict as assert } from 'node:assert'
import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { AsideFile } from '../../../../../src/engine/results/spool/asideRecords.ts'
import { TemporaryFolder } from '../../../../support/temporary.ts'

const value = fc.oneof(
  fc.constant(undefined),
  fc.double(),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ maxLength: 100 }),
  fc.constantFrom('\ud800', 'a\udc00', '\xff'.repeat(60), '\u0100'.repeat(60)),
)
const record = fc.record({ major: fc.oneof(fc.nat(), fc.constant(Infinity)), minor: fc.nat(), values: fc.array(value, { maxLength: 5 }) }, { noNullPrototype: true })

describe('records put aside', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())
  let files = 0

  it('come back as they were, part by part and side by side', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), record)), fc.array(fc.tuple(fc.nat(3), record)), (first, second) => {
        const file = new AsideFile({ path: folder.join(`${++files}`), check: () => undefined })
        const asides = [first, second].map(() => file.begin(4))
        for (let i = 0; i < Math.max(first.length, second.length); i++) [first, second].forEach((all, which) => all[i] && asides[which].add(...all[i]))
        for (const [which, all] of [first, second].entries()) {
          for (let part = 0; part < 4; part++) assert.deepEqual([...asides[which].read(part)], all.filter(([at]) => at === part).map(([, each]) => each))
        }
        file.close()
      }),
    )
  })

  it('are written in pieces, and a large one is whole', () => {
    const file = new AsideFile({ path: folder.join('large'), check: () => undefined })
    const aside = file.begin(1)
    const records = Array.from({ length: 3000 }, (_, i) => ({ major: 0, minor: i, values: [i % 1000 === 7 ? 'x'.repeat(100_000) : `key ${i}`, i] }))
    for (const each of records) aside.add(0, each)
    assert.deepEqual([...aside.read(0)], records)
    // Twice, too.
    assert.equal([...aside.read(0)].length, 3000)
    file.close()
  })

  it('make no file where there are none, and end where the pass does', () => {
    const file = new AsideFile({ path: folder.join('none'), check: () => undefined })
    assert.deepEqual([...file.begin(2).read(1)], [])
    file.close()
    assert.deepEqual(readdirSync(folder.join('.')).filter((name) => name.startsWith('none')), [])
    const ended = new AsideFile({
      path: folder.join('ended'),
      check: () => {
        throw new Error('ended')
      },
    })
    const aside = ended.begin(1)
    assert.throws(() => {
      for (let i = 0; i < 10_000; i++) aside.add(0, { major: 0, minor: i, values: ['a text'] })
    }, /ended/)
    ended.close()
  })
})
