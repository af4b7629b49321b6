import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import type { RecordBatch } from '../../../../../src/engine/records/batch.ts'
import { TableBatch } from '../../../../../src/engine/records/tableBatch.ts'
import { silentContext } from '../../../../../src/engine/stages/contract.ts'
import { sortedRows } from '../../../../../src/engine/stages/sequential/sortedRows.ts'
import { memoryTools } from '../../../../support/runStages.ts'

const value = fc.option(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom('a', 'b', '1s', '900ms', '2KB', '1KiB', '7')), { nil: undefined })
const BYTES = { bytes: Infinity }

async function sorted(rows: readonly (readonly [unknown, number])[], part: number, held: number, most: number): Promise<unknown[]> {
  async function* batches(): AsyncGenerator<RecordBatch> {
    for (let from = 0; from < rows.length; from += part) yield new TableBatch({ columns: ['x', 'i'], rows: rows.slice(from, from + part) as [string, number][] })
  }
  const found: unknown[] = []
  const fields = [{ field: 'x', descending: false, as: 'auto' }] as const
  for await (const given of sortedRows(batches(), fields, most, silentContext, memoryTools, { ...BYTES, rows: held })) {
    for (const { batch, row } of given) found.push(batch.field('i', row))
  }
  return found
}

describe('sortedRows', () => {
  it('gives what a stable sort gives, in however many runs', async () => {
    const rankOf = (x: unknown): [number, number | string] => {
      if (x === undefined) return [4, 0]
      const text = String(x)
      if (/^-?\d+$/.test(text)) return [0, Number(text)]
      if (text === '1s' || text === '900ms') return [1, text === '1s' ? 1000 : 900]
      if (text === '2KB' || text === '1KiB') return [2, text === '2KB' ? 2000 : 1024]
      return [3, text]
    }
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 20 }), async (values, part, held) => {
        const rows = values.map((x, i) => [x, i] as const)
        const expected = [...rows].sort(([a], [b]) => {
          const [x, y] = [rankOf(a), rankOf(b)]
          return x[0] - y[0] || (x[1] < y[1] ? -1 : x[1] > y[1] ? 1 : 0)
        })
        // More than is cut to, so that runs are made.
        assert.deepEqual(await sorted(rows, part, held, Infinity), expected.map(([, i]) => i))
        assert.deepEqual(await sorted(rows, part, held, 7), expected.slice(0, 7).map(([, i]) => i))
      }),
    )
  })

  it('leaves out all but the first of many thousand rows', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => [(i * 7919) % 30_011, i] as const)
    const expected = [...rows].sort(([a], [b]) => a - b).slice(0, 10)
    assert.deepEqual(await sorted(rows, 1000, 100, 10), expected.map(([, i]) => i))
  })
})
