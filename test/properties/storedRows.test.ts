/** Rows of a table that went to disk are written as JSON from their bytes as they are from their values. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { TableBatch } from '../../src/engine/records/tableBatch.ts'
import { makeEncoder } from '../../src/engine/results/export/encoders.ts'
import { ByteWriter } from '../../src/engine/results/export/writer.ts'
import { readChunk, type SpoolSources } from '../../src/engine/results/spool/rowReader.ts'
import { TableWriter } from '../../src/engine/results/spool/tableWriter.ts'
import type { RecordBatch } from '../../src/engine/records/batch.ts'

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('', '"', '\\', 'a\nb', '\u2028', 'é', '\x7f', '\x1f', '\ufffd', 'x'.repeat(300), '[1,2]'),
)
const value = fc.option(fc.oneof(text.map((each) => each.toWellFormed()), fc.integer(), fc.double(), fc.constantFrom(-0, Infinity, NaN, 1e21)), { nil: undefined })
const tables = fc.constantFrom(['id', 'count()'], ['a', 'sparkline', 'raw'], ['"q"', 'é', 'x']).chain((columns) =>
  fc.record({ columns: fc.constant(columns), rows: fc.array(fc.tuple(...columns.map(() => value)), { maxLength: 40 }), names: fc.constantFrom(columns, [...columns].reverse(), [...columns, 'raw'], ['no', columns[0]]) }),
)

function jsonOf(batches: Iterable<RecordBatch>, names: readonly string[]): string {
  const out = new ByteWriter(() => 0)
  const encoder = makeEncoder('jsonl', { columns: { names, chosen: true, table: true }, sources: undefined })
  for (const batch of batches) for (let row = 0; row < batch.length; row++) encoder.write(out, batch, row, undefined)
  return Buffer.concat(out.take().map((chunk) => Buffer.from(chunk as ArrayBuffer))).toString()
}

describe('properties: stored rows as JSON', () => {
  it('are what rows of values are', () => {
    fc.assert(
      fc.property(tables, fc.boolean(), ({ columns, rows, names }, picks) => {
        const chunks: ArrayBuffer[] = []
        const writer = new TableWriter(columns, ({ bytes }) => chunks.push(bytes.slice(0)))
        for (const row of rows) {
          row.forEach((each, i) => writer.columns[i].add(each))
          writer.endRow()
        }
        writer.end()
        const some = Uint32Array.from(rows.keys()).filter((row) => !picks || row % 3 !== 1)
        const stored = chunks.flatMap((chunk) => [...readChunk(chunk, {} as SpoolSources)]).map((batch) => (picks ? batch.select(some) : batch))
        assert.equal(jsonOf(stored, names), jsonOf([new TableBatch({ columns, rows }).select(some)], names))
      }),
      { numRuns: 150 },
    )
  })
})
