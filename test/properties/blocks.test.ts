import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { blockCount, BlockReader } from '../../src/engine/lines/block.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import { MemoryFile } from '../support/memoryFile.ts'
import { plainLines } from '../support/plainLines.ts'

const byte = fc.oneof(
  { weight: 4, arbitrary: fc.constant(10) },
  { weight: 2, arbitrary: fc.constant(13) },
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 8, arbitrary: fc.integer({ min: 97, max: 122 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
)
const file = fc.oneof(
  fc.array(byte, { maxLength: 200 }).map((bytes) => Uint8Array.from(bytes)),
  // Few newlines: lines over several blocks, and over the limit.
  fc.array(fc.oneof({ weight: 40, arbitrary: fc.constant(120) }, { weight: 1, arbitrary: byte }), { maxLength: 400 }).map((bytes) => Uint8Array.from(bytes)),
)
const sizes = fc
  .tuple(fc.integer({ min: 1, max: 64 }), fc.nat(64))
  .map(([blockBytes, more]) => ({ blockBytes, maxLineBytes: blockBytes + more }))

const skipOf = (bytes: Uint8Array, skip: number): number => Math.min(skip, bytes.length)

describe('properties: blocks', () => {
  it('have the lines of a plain reading from front to back, each in the block of its first byte', () => {
    fc.assert(
      fc.property(file, sizes, fc.constantFrom(0, 0, 3), fc.integer({ min: 1, max: 80 }), (bytes, size, skipped, most) => {
        const skip = skipOf(bytes, skipped)
        const reader = new BlockReader(new MemoryFile(bytes, most), skip, size)
        const expected = plainLines(bytes, skip)
        const found: object[] = []
        for (let index = 0; index < blockCount(bytes.length, size.blockBytes); index++) {
          const block = reader.read(index)
          const batch = LineBatch.of(block)
          for (let row = 0; row < batch.length; row++) {
            const start = block.sourceOffset(batch.start(row))
            assert.equal(Math.floor(start / size.blockBytes), index, 'in the block of its first byte')
            found.push({
              start,
              end: block.sourceOffset(batch.end(row)),
              long: batch.isLong(row),
              text: block.bytes.toString('latin1', batch.start(row), batch.end(row)),
            })
          }
        }
        const long = ({ start, next }: { start: number; next: number }): boolean =>
          next - start - (bytes[next - 1] === 10 ? 1 : 0) > size.maxLineBytes
        assert.deepEqual(
          found,
          expected.map((line) => {
            const end = long(line) ? line.start + size.maxLineBytes : line.end
            return { start: line.start, end, long: long(line), text: Buffer.from(bytes).toString('latin1', line.start, end) }
          }),
        )
      }),
      { numRuns: 500 },
    )
  })

  it('give a long line whole, as windows that overlap', () => {
    fc.assert(
      fc.property(sizes, fc.nat(600), fc.constantFrom('', '\n', '\r\n', '\nmore\n'), fc.nat(80), (size, beyond, end, overlap) => {
        const text = Array.from({ length: size.maxLineBytes + 2 + beyond }, (_, i) => String.fromCharCode(97 + (i % 26))).join('')
        const block = new BlockReader(new MemoryFile(Buffer.from(text + end)), 0, size).read(0)
        assert.equal(block.longLine, 0)
        const kept = Math.min(overlap, size.maxLineBytes - 1)
        let whole = ''
        for (const window of block.longWindows(kept)) {
          const part = window.toString('latin1')
          assert.ok(part.length <= size.maxLineBytes)
          // A window may end with the CR of a CRLF of which it has not seen the LF; the next begins with it.
          const from = whole === '' ? 0 : Math.min(kept, whole.length)
          if (from > 0) assert.equal(part.slice(0, from).padEnd(from, '\r'), whole.slice(-from))
          whole = whole === '' ? part : whole.slice(0, whole.length - from) + part
        }
        assert.equal(whole.replace(/\r$/, ''), text)
      }),
      { numRuns: 300 },
    )
  })
})
