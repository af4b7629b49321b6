import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { plainKernels, type Kernels } from '../../../../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../../../../src/engine/lines/wasmKernels.ts'
import type { RecordBatch } from '../../../../../src/engine/records/batch.ts'
import { createFormatFields } from '../../../../../src/engine/records/formats/formatFields.ts'
import { compileHead } from '../../../../../src/engine/records/formats/heads.ts'
import { json } from '../../../../../src/engine/records/formats/json.ts'
import { LineBatch } from '../../../../../src/engine/records/lineBatch.ts'
import { silentContext } from '../../../../../src/engine/stages/contract.ts'
import { timesOf } from '../../../../../src/engine/stages/sequential/keys.ts'
import { fieldKeys, keyReader, Rank, type SortField, type SortKey } from '../../../../../src/engine/stages/sequential/sortKeys.ts'
import { blockOf } from '../../../../support/blocks.ts'

const written = fc.constantFrom(
  '1', '-0', '1e3', '12345678901234567890', '0.5', 'true', 'null', '"7"', '"1e2"', '"-"', '"+3"', '"1s"', '"2KB"', '""', '"\\u0037"', '"ä"', '{"a":1}', '[1]', '"10.0.0.7"', '"error"', '"WARN"', '"2026-01-05T06:00:00Z"',
)
const line = fc.tuple(fc.option(written), fc.option(written), fc.option(written)).map(([x, level, time]) => {
  const values = [['x', x], ['level', level], ['time', time]].flatMap(([name, text]) => (text === null ? [] : [`"${name}":${text}`]))
  return `{${values.join(',')}}`
})
const field: fc.Arbitrary<SortField> = fc.record({ field: fc.constantFrom('x', 'level', 'time', 'none'), descending: fc.constant(false), as: fc.constantFrom('auto', 'num', 'str', 'ip') })

function batchOf(text: string, kernels: Kernels): LineBatch {
  return LineBatch.of(blockOf(text, 0, { kernels, heads: compileHead(json) }), createFormatFields(json, kernels))
}

/** What rows are sorted by, and which fields have been seen. */
function keysOf(batch: RecordBatch, fields: readonly SortField[], fast: boolean): { readonly keys: SortKey[][]; readonly seen: string[] } {
  const seen = new Set<string>()
  const context = { ...silentContext, sawField: (name: string) => void seen.add(name) }
  const rows = Array.from({ length: batch.length }, (_, row) => row)
  if (!fast) {
    const read = keyReader(fields, batch, timesOf(batch), context)
    return { keys: rows.map((row) => read(row).map(withoutSign)), seen: [...seen].sort() }
  }
  const columns = fieldKeys(fields, batch, context)
  const keys = rows.map((row) =>
    columns.map(({ numbers, keyOf }) => (numbers && !Number.isNaN(numbers[row]) ? { rank: Rank.Number, value: numbers[row] } : keyOf(row))).map(withoutSign),
  )
  return { keys, seen: [...seen].sort() }
}

/** -0 is as great as 0. */
function withoutSign({ rank, value }: SortKey): SortKey {
  return { rank, value: value === 0 ? 0 : value }
}

describe('what rows are sorted by', () => {
  const wasm = createWasmKernels(4 * 1024 * 1024)

  it('is the same when it is found for all rows of a block as for each of them', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), fc.array(field, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 3 }), (lines, fields, step) => {
        const text = `${lines.join('\n')}\n`
        const plain = batchOf(text, plainKernels)
        const all = keysOf(plain, fields, false)
        for (const kernels of [plainKernels, wasm]) assert.deepEqual(keysOf(batchOf(text, kernels), fields, true), all)
        const some = Uint32Array.from({ length: Math.ceil(plain.length / step) }, (_, i) => i * step)
        assert.deepEqual(keysOf(batchOf(text, wasm).select(some), fields, true), keysOf(plain.select(some), fields, false))
      }),
    )
  })
})
