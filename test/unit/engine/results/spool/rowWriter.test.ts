import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import type { RecordBatch } from '../../../../../src/engine/records/batch.ts'
import type { LineBatch } from '../../../../../src/engine/records/lineBatch.ts'
import { TableBatch } from '../../../../../src/engine/records/tableBatch.ts'
import { CHUNK_ROWS } from '../../../../../src/engine/results/spool/chunkRows.ts'
import { RowWriter, type SpoolChunk } from '../../../../../src/engine/results/spool/rowWriter.ts'
import { readChunk, type SpoolSources } from '../../../../../src/engine/results/spool/rowReader.ts'
import { linesOf } from '../../../../support/blocks.ts'

const noFields = { has: () => false, names: [], extract: () => [] }
const sources: SpoolSources = {
  fieldsOf: () => noFields,
  *longWindows() {
    yield Buffer.from('all of it')
  },
}

function written(batch: RecordBatch, wanted?: readonly string[]): SpoolChunk[] {
  const writer = new RowWriter({ wanted })
  for (let row = 0; row < batch.length; row++) writer.add(batch, row, row % 2, 100 + row)
  return writer.take(true)
}

function read(chunks: readonly SpoolChunk[]): RecordBatch[] {
  return chunks.flatMap(({ bytes }) => [...readChunk(bytes, sources)])
}

const textsOf = (batches: readonly RecordBatch[]): string[] => batches.flatMap((batch) => Array.from({ length: batch.length }, (_, row) => batch.text(row)))

describe('rows of a spool', () => {
  it('are read as they were written: text, place, source and line', () => {
    const before = linesOf('one\nzwei ä\r\n\nlast') as LineBatch
    const batches = read(written(before)) as LineBatch[]
    assert.deepEqual(textsOf(batches), ['one', 'zwei ä', '', 'last'])
    const places = batches.flatMap((batch) => Array.from({ length: batch.length }, (_, row) => [batch.source(row), batch.lineAbove(row) + 1, batch.block.sourceOffset(batch.start(row))]))
    assert.deepEqual(places, [0, 1, 2, 3].map((row) => [row % 2, 100 + row, before.block.sourceOffset(before.start(row))]))
  })

  it('keep what stages have made of them: texts, numbers, and fields that a row has not', () => {
    const before = linesOf('a\nb\nc').withText((text) => (text === 'b' ? 'B!' : text)).withValues(['n', 't', 'gone'], (row) => [row / 3, `t${row}`, undefined])
    const batches = read(written(before))
    assert.deepEqual(textsOf(batches), ['a', 'B!', 'c'])
    const rows = batches.flatMap((batch) => Array.from({ length: batch.length }, (_, row) => [batch.field('n', row), batch.field('t', row), batch.field('gone', row), batch.isMade('gone'), batch.changed(row)]))
    assert.deepEqual(rows, [[0, 't0', undefined, true, false], [1 / 3, 't1', undefined, true, true], [2 / 3, 't2', undefined, true, false]])
    assert.deepEqual(read(written(before, ['t'])).map((batch) => batch.made()), read(written(before, ['t'])).map(() => ['t']))
  })

  it('keep fields that only rows name, whatever was laid over them', () => {
    const NAMES = ['a', 'b', 'c', 'level']
    const value = fc.constantFrom('x', '', 'ä\n', 1, -0.5, 1e300, null)
    const rows = fc.array(fc.option(fc.dictionary(fc.constantFrom(...NAMES, 'raw'), value)), { minLength: 3, maxLength: 3 })
    const open = rows.map((found) => (batch: RecordBatch): RecordBatch =>
      batch.withOpenFields((row) => found[row] ?? undefined, (fields, name) => (Object.hasOwn(fields, name) ? fields[name] : undefined), (fields) => Object.keys(fields)))
    const named = fc.constantFrom('a', 'b', 'level').map((name) => (batch: RecordBatch): RecordBatch => batch.withValues([name], (row) => (row === 1 ? undefined : [`${name}${row}`])))
    const changed = fc.constant((batch: RecordBatch): RecordBatch => batch.withChangedValues((before, row) => (row === 2 ? undefined : `<${before}>`)))
    const table = new TableBatch({ columns: ['a', 'n'], rows: [['own', 1], [undefined, 2], ['', 3]] })
    fc.assert(
      fc.property(fc.array(fc.oneof(open, open, named, changed), { maxLength: 4 }), fc.boolean(), (layers, isTable) => {
        const before = layers.reduce<RecordBatch>((batch, lay) => lay(batch), isTable ? table : linesOf('one\ntwo\nthree'))
        const after = read(written(before))
        const found = after.flatMap((batch) => Array.from({ length: batch.length }, (_, row) => shownOf(batch, row)))
        assert.deepEqual(found, [0, 1, 2].map((row) => shownOf(before, row)))
        assert.deepEqual(read(after.flatMap((batch) => written(batch))).flatMap((batch) => Array.from({ length: batch.length }, (_, row) => shownOf(batch, row))), found)
      }),
    )
    /** Every field, and which of them have no other name than that of the row. */
    function shownOf(batch: RecordBatch, row: number): unknown {
      const other = [...batch.openFields(row)].filter(([name, each]) => each !== undefined && !batch.made().includes(name))
      // The text of a table's row is that of its cells.
      return [batch.kind === 'table' || batch.field('raw', row), ...NAMES.map((name) => batch.field(name, row)), other]
    }
  })

  it('of a table are fields alone', () => {
    const table = new TableBatch({ columns: ['a', 'b'], rows: [[1, 'x'], [undefined, ''], [-0.5, 'ü']] })
    const [batch] = read(written(table))
    assert.equal(batch.kind, 'table')
    assert.deepEqual([0, 1, 2].map((row) => [batch.field('a', row), batch.field('b', row), batch.text(row)]), [[1, 'x', '1\tx'], [undefined, '', '\t'], [-0.5, 'ü', '-0.5\tü']])
  })

  it('are cut into chunks of so many', () => {
    const many = linesOf(Array.from({ length: CHUNK_ROWS + 1 }, (_, i) => `${i}\n`).join(''))
    const chunks = written(many)
    assert.deepEqual(chunks.map(({ rows }) => rows), [CHUNK_ROWS, 1])
    assert.equal(textsOf(read(chunks)).join(), Array.from({ length: CHUNK_ROWS + 1 }, (_, i) => i).join())
  })

  it('do not share a chunk with rows that have other fields', () => {
    const writer = new RowWriter()
    const plain = linesOf('a\n')
    const more = linesOf('b\n').withValues(['x'], () => [1])
    for (const batch of [plain, more, plain]) writer.add(batch, 0)
    const batches = read(writer.take(true))
    assert.deepEqual(batches.map((batch) => [batch.text(0), batch.field('x', 0), batch.isMade('x')]), [['a', undefined, false], ['b', 1, true], ['a', undefined, false]])
  })
})
