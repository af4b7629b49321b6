import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { blockCount, BlockReader, type HeadTest } from '../../src/engine/lines/block.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import { MemoryFile } from '../support/memoryFile.ts'
import { plainRecords } from '../support/plainRecords.ts'

/** Lines that begin with an H are heads. */
const heads: HeadTest = { test: (bytes, start, end) => end > start && bytes[start] === 0x48 }

const files = fc
  .array(
    fc.tuple(
      fc.constantFrom('H', ' ', '', 'Hx', '\r'),
      fc.oneof({ weight: 8, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: fc.integer({ min: 60, max: 200 }) }),
      fc.constantFrom('\n', '\n', '\n', '\r\n'),
    ),
    { maxLength: 40 },
  )
  .chain((lines) =>
    fc.boolean().map((ended) => {
      const text = lines.map(([start, length, end]) => start + 'x'.repeat(length) + end).join('')
      return Buffer.from(ended ? text : text.replace(/\r?\n$/, ''))
    }),
  )

describe('records', () => {
  it('are the same for every block size, as a front-to-back reading finds them', () => {
    fc.assert(
      fc.property(files, fc.integer({ min: 1, max: 24 }), fc.nat(40), fc.nat(60), fc.constantFrom(0, 0, 3), (file, blockBytes, more, longer, skip) => {
        if (skip > file.length) return
        const reachBytes = blockBytes + more
        const maxLineBytes = reachBytes + longer
        const reader = new BlockReader(new MemoryFile(file), skip, { blockBytes, reachBytes, maxLineBytes, heads })
        const found: unknown[] = []
        let lines = 0
        for (let index = 0; index < blockCount(file.length, blockBytes); index++) {
          const batch = LineBatch.of(reader.read(index))
          for (let row = 0; row < batch.length; row++) {
            const start = batch.block.sourceOffset(batch.start(row))
            const end = batch.block.sourceOffset(batch.end(row))
            found.push({ block: index, start, line: lines + batch.lineAbove(row), text: batch.text(row), ...(batch.isLong(row) ? {} : { end }) })
          }
          lines += batch.lineCount
        }
        const isHead = ({ start, end }: { start: number; end: number }): boolean => heads.test(file, start, end)
        const expected = plainRecords(file, skip, isHead, reachBytes).map(({ start, end, next, line }) => {
          // Of the last line so much is kept.
          const lastLine = file.lastIndexOf(10, Math.max(start, next - 2)) + 1
          const from = lastLine > start ? lastLine : start
          const behind = file[next - 1] === 10 ? next - 1 : next
          const long = behind - from > maxLineBytes
          const text = file.toString('utf8', start, long ? from + maxLineBytes : end)
          return { block: Math.floor(start / blockBytes), start, line, text, ...(long ? {} : { end }) }
        })
        assert.deepEqual(found, expected)
      }),
      { numRuns: 2000 },
    )
  })
})
