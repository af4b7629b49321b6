import { strict as assert } from 'node:assert'
import { Page } from '../../../../src/common/page.ts'
import { plainKernels } from '../../../../src/engine/lines/kernels.ts'
import { createExtractor } from '../../../../src/engine/records/fields/createExtractor.ts'
import type { FieldExtractor } from '../../../../src/engine/records/fields/extractor.ts'
import { LineBatch } from '../../../../src/engine/records/lineBatch.ts'
import { pageOf, rowDetail } from '../../../../src/engine/results/pageRows.ts'
import type { Program } from '../../../../src/engine/results/program.ts'
import type { StageContext } from '../../../../src/engine/stages/contract.ts'
import { FieldWatch } from '../../../../src/engine/stages/transform/fieldWatch.ts'
import { blockOf } from '../../../support/blocks.ts'

const names = Array.from({ length: 1000 }, (_, i) => `metric_${i}`)
const ROWS = 3
const text = Array.from({ length: ROWS }, (_, row) => JSON.stringify(Object.fromEntries(names.map((name, i) => [name, i % 3 === 2 ? null : row * i])))).join('\n')

/** Rows of a thousand fields, and how often all of them were walked over for some of these. */
function wide(): { program: Program; batch: LineBatch; walks(): number } {
  const json = createExtractor({ kind: 'json' }, plainKernels)
  let walks = 0
  const counting: FieldExtractor = { names: [], has: (name) => json.has(name), extract: (bytes, lines, wanted) => (walks++, json.extract(bytes, lines, wanted)) }
  const batch = LineBatch.of(blockOf(text), counting)
  const program = { rows: () => [batch], origin: () => undefined, hasProvisionalTimes: () => false } as unknown as Program
  return { program, batch, walks: () => walks }
}

describe('rows of a thousand fields', () => {
  it('are walked over once for a page, not once for each column', () => {
    const { program, walks } = wide()
    const want = { block: 0, from: 0, count: ROWS, linesAbove: 0, linesExact: true }
    const page = new Page(pageOf(program, 0, names, [want], () => []).page, names)
    assert.equal(page.rows, ROWS)
    for (let row = 0; row < ROWS; row++) names.forEach((_, i) => assert.equal(page.cell(row, i), i % 3 === 2 ? undefined : String(row * i)))
    // One for the level too.
    assert.ok(walks() <= 2, `${walks()} walks`)
  })

  it('are walked over once for one of them whole', () => {
    const { program, walks } = wide()
    const fields = rowDetail(program, 0, names, 0, 2, () => [])?.fields
    assert.deepEqual(fields?.slice(0, 3), [['metric_0', '0'], ['metric_1', '2'], ['metric_2', undefined]])
    assert.ok(walks() <= 2, `${walks()} walks`)
  })

  it('are walked over once to see which of the fields there are', () => {
    const { batch, walks } = wide()
    const seen: string[] = []
    const watch = new FieldWatch(names, { sawField: (name: string) => void seen.push(name) } as unknown as StageContext)
    watch.look(batch)
    watch.look(batch)
    assert.deepEqual(seen, names.filter((_, i) => i % 3 !== 2))
    assert.ok(walks() <= 1, `${walks()} walks`)
  })
})
