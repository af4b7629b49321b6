import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { BlockReader, readerBufferBytes, type HeadTest } from '../../../../../src/engine/lines/block.ts'
import { plainKernels } from '../../../../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../../../../src/engine/lines/wasmKernels.ts'
import { LineBatch } from '../../../../../src/engine/records/lineBatch.ts'
import { Marks } from '../../../../../src/engine/results/export/marks.ts'
import { RowText } from '../../../../../src/engine/results/export/rowText.ts'
import { ByteWriter } from '../../../../../src/engine/results/export/writer.ts'
import { MemoryFile } from '../../../../support/memoryFile.ts'
import { numberedRows } from '../../../../support/plainRows.ts'

const BLOCK_BYTES = 512 * 1024
const MAX_LINE_BYTES = 640 * 1024

const kernels = createWasmKernels(readerBufferBytes(BLOCK_BYTES, MAX_LINE_BYTES, BLOCK_BYTES))
const startsWithH: HeadTest = { test: (bytes, start, end) => start < end && bytes[start] === 0x68 }

/** Lines of all lengths: some fill more than the room that the kernel has, or are so many that they are handed to it in several turns. */
const pieces = fc.oneof(
  { weight: 20, arbitrary: fc.stringMatching(/^h?[ a-zé\r]{0,40}\r?\n$/) },
  { weight: 3, arbitrary: fc.nat(300).map((length) => `${'x'.repeat(length)}\n`) },
  { weight: 1, arbitrary: fc.constantFrom('\n'.repeat(5000), 'h\r\n'.repeat(2500)) },
  { weight: 1, arbitrary: fc.constantFrom(200_000, 229_300, 229_376, 400_000).map((length) => `${'y'.repeat(length)}\n`) },
)
const texts = fc.tuple(fc.array(pieces, { maxLength: 30 }), fc.constantFrom('', 'end', 'end\r')).map(([lines, end]) => Buffer.from(lines.join('') + end).subarray(0, BLOCK_BYTES))

interface Case {
  readonly bytes: Buffer
  readonly heads: boolean
  /** Whether the next row is taken, over and over; empty: all rows, without a selection. */
  readonly taken: readonly boolean[]
  /** Rows after which a new batch begins. */
  readonly cut: number
  readonly base: number
  readonly before: number
}

const cases: fc.Arbitrary<Case> = fc.record({
  bytes: texts,
  heads: fc.boolean(),
  taken: fc.array(fc.boolean(), { maxLength: 5 }),
  cut: fc.nat(3000),
  base: fc.oneof(fc.nat(200), fc.constantFrom(99_999, 4_294_967_290, 10 ** 12)),
  before: fc.oneof(fc.nat(20), fc.constantFrom(0, 999_990)),
})

describe('engine/results/export/rowText', () => {
  for (const [name, used] of [['wasm', kernels], ['plain', plainKernels]] as const) {
    it(`writes rows with their numbers, with ${name} kernels`, () => {
      fc.assert(
        fc.property(cases, ({ bytes, heads, taken, cut, base, before }) => {
          const options = { blockBytes: BLOCK_BYTES, maxLineBytes: MAX_LINE_BYTES, reachBytes: BLOCK_BYTES, kernels: used, heads: heads ? startsWithH : undefined }
          const whole = LineBatch.of(new BlockReader(new MemoryFile(bytes), 0, options).read(0))
          const indexes = Uint32Array.from({ length: whole.length }, (_, row) => row)
          const selected = taken.length > 0 ? whole.select(indexes.filter((row) => taken[row % taken.length])) : whole
          const out = new ByteWriter(() => 0)
          const marks = new Marks()
          const text = new RowText(out, true, marks)
          text.begin(base, before)
          const rest = Uint32Array.from({ length: Math.max(0, selected.length - cut) }, (_, row) => cut + row)
          const parts = cut === 0 ? [selected] : [selected.select(indexes.slice(0, Math.min(cut, selected.length))), selected.select(rest)]
          for (const part of parts) assert.ok(text.write(part as LineBatch))
          const rows = Array.from({ length: selected.length }, (_, row) => [(selected as LineBatch).start(row), (selected as LineBatch).end(row)] as const)
          const shift = whole.block.first
          const seen = Buffer.from(whole.block.bytes.subarray(0, whole.block.stop))
          const expected = numberedRows(seen, rows, shift, base, before)
          assert.deepEqual(Buffer.concat(out.take().map((chunk) => Buffer.from(chunk as ArrayBuffer))), expected.text)
          assert.deepEqual([...marks.take()], expected.marks)
          assert.equal(text.lineCount(whole), bytes.length === 0 ? 0 : bytes.toString('latin1').replace(/\n$/, '').split('\n').length)
        }),
      )
    })
  }

  it('leaves rows to others where a stage has changed texts', () => {
    const whole = LineBatch.of(new BlockReader(new MemoryFile(Buffer.from('a\nb\n')), 0).read(0))
    const out = new ByteWriter(() => 0)
    assert.equal(new RowText(out, true).write(whole.withText((text) => text.replace('a', 'c')) as LineBatch), false)
    assert.deepEqual(out.take(), [])
  })
})
