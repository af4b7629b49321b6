import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { blockCount, BlockReader, type HeadTest } from '../../../../src/engine/lines/block.ts'
import { LineBatch } from '../../../../src/engine/records/lineBatch.ts'
import { PlaceNotes, RowPlaces, SPARSE_ROWS } from '../../../../src/engine/results/rowPlaces.ts'
import { TableBatch } from '../../../../src/engine/records/tableBatch.ts'
import { MemoryFile } from '../../../support/memoryFile.ts'

const sizes = { blockBytes: 16, maxLineBytes: 64 }

/** All lines of a block of a text. */
function linesOf(text: string, block = 0): LineBatch {
  return LineBatch.of(new BlockReader(new MemoryFile(Buffer.from(text)), 0, sizes).read(block))
}

/** What is kept of the batches of one block. */
function noted(...batches: Parameters<PlaceNotes['add']>[0][]): number[] {
  const notes = new PlaceNotes(sizes.blockBytes)
  for (const batch of batches) notes.add(batch)
  notes.end(0)
  return [...notes.take()]
}

/** Lines that begin with an H are heads. */
const heads: HeadTest = { test: (bytes, start, end) => end > start && bytes[start] === 0x48 }
const texts = fc.array(fc.constantFrom('H', 'Hab', '', ' x', 'longer than the rest', '\r'), { maxLength: 12 }).map((lines) => lines.join('\n'))

describe('engine/results/rowPlaces', () => {
  it('keeps what is needed to read a row by itself as it is in its block', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 20 }), fc.boolean(), fc.nat(2), (text, blockBytes, records, skip) => {
        const file = new MemoryFile(Buffer.from(text))
        if (skip > file.size) return
        const options = { blockBytes, reachBytes: 20, maxLineBytes: 24, heads: records ? heads : undefined }
        const [whole, single] = [new BlockReader(file, skip, options), new BlockReader(file, skip, options)]
        for (let index = 0; index < blockCount(file.size, blockBytes); index++) {
          const batch = LineBatch.of(whole.read(index))
          const notes = new PlaceNotes(blockBytes)
          notes.add(batch)
          notes.end(0)
          const places = new RowPlaces(1)
          places.add(0, notes.take())
          const kept = places.of(0, 0, batch.length)
          const isCut = [...Array(batch.length).keys()].some((row) => batch.isLong(row))
          assert.equal(kept !== undefined, batch.length > 0 && batch.length <= SPARSE_ROWS && !isCut)
          kept?.forEach((place, row) => {
            const block = single.readRow(index, index * blockBytes + place.at, place.bytes)
            assert.ok(block)
            const alone = LineBatch.of(block).pick({ starts: Uint32Array.of(block.first), ends: Uint32Array.of(block.stop), count: 1 })
            const seen = (of: LineBatch, at: number): unknown[] => [of.text(at), of.block.sourceOffset(of.start(at)), of.end(at) - of.start(at)]
            assert.deepEqual([...seen(alone, 0), place.line], [...seen(batch, row), batch.lineAbove(row)])
          })
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps where rows start in their block, how long they are, and how many lines are above them', () => {
    assert.deepEqual(noted(linesOf('one\r\ntwo\n\nx\n')), [0, 4, 0, 3, 0, 5, 3, 1, 9, 0, 2, 10, 1, 3])
    const lines = linesOf('a line of twenty\nb\nc\n', 1)
    assert.deepEqual(noted(lines.select(Uint32Array.of(1))), [0, 1, 3, 1, 1])
  })

  it('keeps nothing of blocks that are not sparse, and of rows that need their block', () => {
    const line = linesOf('x\n')
    const many = linesOf('\n'.repeat(SPARSE_ROWS + 1))
    assert.equal(noted(many.select(Uint32Array.from({ length: SPARSE_ROWS }, (_, i) => i)))[1], SPARSE_ROWS)
    assert.deepEqual(noted(many), [])
    assert.deepEqual(noted(line, line), [], 'several rows of one line')
    assert.deepEqual(noted(linesOf('x'.repeat(100))), [], 'a line that is cut')
    assert.deepEqual(noted(new TableBatch({ columns: ['a'], rows: [['1']] })), [], 'rows of a table')
    assert.deepEqual(noted(many, linesOf('')), [])
  })

  it('gives places by block, as far as they are kept', () => {
    const places = new RowPlaces(10, 3)
    places.add(4, Uint32Array.of(0, 2, 1, 2, 3, 4, 5, 6, 3, 1, 7, 8, 9))
    places.add(8, Uint32Array.of(0, 1, 1, 1, 1))
    assert.deepEqual(places.of(4, 0, 2), [{ at: 1, bytes: 2, line: 3 }, { at: 4, bytes: 5, line: 6 }])
    assert.deepEqual(places.of(4, 1, 1), [{ at: 4, bytes: 5, line: 6 }])
    assert.deepEqual(places.of(7, 0, 1), [{ at: 7, bytes: 8, line: 9 }])
    assert.equal(places.of(4, 1, 2), undefined, 'more rows than there are')
    assert.equal(places.of(5, 0, 1), undefined)
    assert.equal(places.of(8, 0, 1), undefined, 'beyond what may be kept')
  })
})
