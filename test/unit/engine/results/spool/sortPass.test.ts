import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { plainKernels } from '../../../../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../../../../src/engine/lines/wasmKernels.ts'
import type { RecordBatch } from '../../../../../src/engine/records/batch.ts'
import { LineBatch } from '../../../../../src/engine/records/lineBatch.ts'
import { TableBatch } from '../../../../../src/engine/records/tableBatch.ts'
import { LaneRuns } from '../../../../../src/engine/results/spool/laneRuns.ts'
import type { SpoolSources } from '../../../../../src/engine/results/spool/rowReader.ts'
import { RowWriter } from '../../../../../src/engine/results/spool/rowWriter.ts'
import { isSortedBlock, readSortedBlock } from '../../../../../src/engine/results/spool/sortedBlock.ts'
import { SpoolReader } from '../../../../../src/engine/results/spool/spoolFile.ts'
import { SortPass, type RunBounds } from '../../../../../src/engine/results/spool/sortPass.ts'
import { silentContext } from '../../../../../src/engine/stages/contract.ts'
import { compareKeys, fieldKeys, keyReader, type SortField } from '../../../../../src/engine/stages/sequential/sortKeys.ts'
import { linesOf } from '../../../../support/blocks.ts'
import { TemporaryFolder } from '../../../../support/temporary.ts'

const sources: SpoolSources = { fieldsOf: () => ({ has: () => false, names: [], extract: () => [] }), *longWindows() {} }
const text = fc.constantFrom('a', 'b', 'ä', '1s', '900ms', '2KB', '1KiB', '7', '-1', '0', '-0', '1e3', '')
const value = fc.option(fc.oneof({ weight: 3, arbitrary: fc.double({ noNaN: true }) }, fc.integer({ min: -3, max: 3 }), text), { nil: undefined })
const numbers = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, -0, Infinity, -Infinity))
/** Texts with a common start that is longer than what samples keep, and such as are in another order as UTF-8. */
const long = fc.tuple(fc.constantFrom('', 'a'.repeat(5), 'a'.repeat(90), 'ä\0'.repeat(30)), fc.constantFrom('', 'a', 'b', '\0', '\ufffd', '\ud83d\ude00')).map((parts) => parts.join(''))
const field = (name: string): fc.Arbitrary<SortField> => fc.record({ field: fc.constant(name), descending: fc.boolean(), as: fc.constantFrom('auto', 'auto', 'num', 'str') })
const bounds: fc.Arbitrary<RunBounds> = fc.record({
  bytes: fc.constantFrom(1, 300, 2000, Infinity),
  runs: fc.integer({ min: 2, max: 4 }),
  blocks: fc.record({ bytes: fc.constantFrom(1, 500, 10_000), samples: fc.constantFrom(1, 3) }),
})

/** How rows come: sorted already, as chunks, or in another order than that of these; see feedRows. */
type Way = 'runs' | 'chunks' | readonly number[]

/** Rows of lines, of which some have been changed, or of a table. */
function batchOf(rows: readonly (readonly unknown[])[], first: number, isTable: boolean): RecordBatch {
  const values = rows.map(([x, y], i) => [x, y, first + i] as never)
  if (isTable) return new TableBatch({ columns: ['x', 'y', 'i'], rows: values })
  const lines = linesOf(rows.map((_, i) => `line ${first + i}${i % 5 === 0 ? '\r' : ''}\n`).join(''))
  if (first % 3 === 0) return lines
  return lines.withText((line, row) => (row % 3 === 0 && first % 2 === 0 ? `${line} changed` : line)).withValues(['x', 'y', 'i'], (row) => values[row])
}

/** Where a row of a file is from, its byte and its line. */
const placeOf = (batch: RecordBatch, row: number): unknown => (batch instanceof LineBatch ? [batch.block.sourceOffset(batch.start(row)), batch.lineAbove(row)] : undefined)
const cells = (batch: RecordBatch): string[] =>
  Array.from({ length: batch.length }, (_, row) => JSON.stringify([batch.field('i', row), batch.field('x', row), batch.text(row), placeOf(batch, row)]))

describe('SortPass', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())
  let file = 0
  const wasm = createWasmKernels(64 * 1024)
  /** Some texts have no room in it. */
  const small = createWasmKernels(100)

  async function sorted(batches: readonly RecordBatch[], fields: readonly SortField[], how: RunBounds, most: number, way: Way): Promise<string[]> {
    const path = folder.join(`${++file}.rows`)
    const keys = (batch: RecordBatch) => fieldKeys(fields, batch, silentContext)
    const order = { fields, most, keys }
    const check = (): void => undefined
    const pass = new SortPass({ order, path, check, bounds: how })
    if (way === 'runs') {
      const lanes = [1, 2].map((lane) => new LaneRuns(`${path}.${lane}`, { order, wanted: undefined, bytes: how.bytes }, check))
      for (const [i, batch] of batches.entries()) {
        const lane = lanes[i % 2]
        lane.begin()
        lane.add(batch, 0, 0)
        await pass.feed([], undefined, lane.end())
      }
      for (const lane of lanes) lane.dispose()
    } else {
      const chunks = batches.flatMap((batch) => {
        const writer = new RowWriter({ keyFields: fields.length, keys })
        for (let row = 0; row < batch.length; row++) writer.add(batch, row, 0, row + 1)
        return writer.take(true).map(({ bytes }) => bytes)
      })
      if (way === 'chunks') for (const chunk of chunks) await pass.feed([chunk])
      else await pass.feed(chunks, Uint32Array.from(way))
    }
    await pass.end()
    const { offsets, lengths, rows } = pass.take()
    pass.dispose()
    const readers = new Map<string, SpoolReader>()
    const readerOf = (name: string): SpoolReader => readers.get(name) ?? readers.set(name, new SpoolReader(name)).get(name)!
    const found = [...offsets].flatMap((offset, i) => {
      const chunk = readerOf(path).read(offset, lengths[i])
      assert.ok(isSortedBlock(chunk))
      const read: string[] = []
      // Each batch is good until the next is pulled.
      for (const batch of readSortedBlock(chunk, readerOf, sources, [plainKernels, wasm, small][i % 3])) read.push(...cells(batch))
      assert.equal(read.length, rows[i])
      return read
    })
    for (const reader of readers.values()) reader.close()
    return found
  }

  const rowsOf = (batches: readonly RecordBatch[]) => batches.flatMap((batch) => Array.from({ length: batch.length }, (_, row) => ({ batch, row })))
  const expectedOf = (rows: readonly { batch: RecordBatch; row: number }[], fields: readonly SortField[]): string[] => {
    const keyed = rows.map(({ batch, row }) => ({ keys: keyReader(fields, batch, undefined, silentContext)(row), cell: cells(batch)[row] }))
    return keyed.sort((a, b) => compareKeys(fields, a.keys, b.keys)).map(({ cell }) => cell)
  }

  it('gives what a stable sort gives, in however many runs, merged however often', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.array(fc.tuple(value, value), { maxLength: 60 }), fc.array(fc.tuple(numbers, value), { maxLength: 60 }), fc.array(fc.tuple(long, value), { maxLength: 60 })),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        fc.oneof(fc.tuple(field('x')), fc.tuple(field('x'), field('y'))),
        bounds,
        fc.constantFrom(Infinity, 7),
        fc.constantFrom('runs', 'chunks'),
        async (rows, part, isTable, fields, how, most, way) => {
          const batches: RecordBatch[] = []
          for (let from = 0; from < rows.length; from += part) batches.push(batchOf(rows.slice(from, from + part), from, isTable))
          const expected = expectedOf(rowsOf(batches), fields)
          assert.deepEqual(await sorted(batches, fields, how, most, way), expected.slice(0, most))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('takes rows in another order than that of their chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), value), { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 9 }), bounds, fc.infiniteStream(fc.nat()), async (rows, part, how, chance) => {
        const fields = [{ field: 'x', descending: false, as: 'auto' }] as const
        const batches: RecordBatch[] = []
        for (let from = 0; from < rows.length; from += part) batches.push(batchOf(rows.slice(from, from + part), from, false))
        const next = batches.map(() => 0)
        const spans: number[] = []
        const fed: { batch: RecordBatch; row: number }[] = []
        while (fed.length < rows.length) {
          const open = batches.flatMap((batch, i) => (next[i] < batch.length ? [i] : []))
          const chunk = open[chance.next().value! % open.length]
          spans.push(chunk, next[chunk], 1)
          fed.push({ batch: batches[chunk], row: next[chunk]++ })
        }
        assert.deepEqual(await sorted(batches, fields, how, Infinity, spans), expectedOf(fed, fields))
      }),
    )
  })
})
