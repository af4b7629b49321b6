import { strict as assert } from 'node:assert'
import type { RecordBatch } from '../../../../src/engine/records/batch.ts'
import { slice } from '../../../../src/engine/records/batch.ts'
import { LineBatch } from '../../../../src/engine/records/lineBatch.ts'
import { lineTextEnd, plainKernels, type Kernels } from '../../../../src/engine/lines/kernels.ts'
import { blockOf, linesOf } from '../../../support/blocks.ts'

const texts = (batch: RecordBatch): string[] => Array.from({ length: batch.length }, (_, row) => batch.text(row))
const rows = (...numbers: number[]): Uint32Array => Uint32Array.from(numbers)

describe('engine/records/lineBatch', () => {
  it('splits a block into its lines, without their ends', () => {
    assert.deepEqual(texts(linesOf('one\r\ntwo\n\n\r\nlast')), ['one', 'two', '', '', 'last'])
  })

  it('keeps a CR that is not before an LF', () => {
    assert.deepEqual(texts(linesOf('a\rb\r\r\nend\r')), ['a\rb\r', 'end\r'])
    assert.equal(lineTextEnd(Buffer.from('\r\n'), 1, 1), 1, 'the CR before the line is not of it')
  })

  it('shows what is not UTF-8 as U+FFFD, and a NUL as it is', () => {
    assert.deepEqual(texts(linesOf(Buffer.from([0x61, 0xff, 0x62, 10, 0xe2, 0x82, 10, 0, 10]))), ['a\ufffdb', '\ufffd', '\0'])
  })

  it('keeps a byte order mark in the middle of a file', () => {
    assert.deepEqual(texts(linesOf('a\n\ufeffb\n')), ['a', '\ufeffb'])
  })

  it('has no rows for a block without a line', () => {
    const batch = LineBatch.of(blockOf('a'.repeat(20), 1, { blockBytes: 8, maxLineBytes: 64 }))
    assert.deepEqual([batch.length, texts(batch)], [0, []])
  })

  it('counts its lines without splitting them', () => {
    const block = blockOf('a\nb\nc')
    let asked = 0
    const kernels: Kernels = {
      ...plainKernels,
      countNewlines(bytes, from, to) {
        asked++
        return plainKernels.countNewlines(bytes, from, to)
      },
    }
    const batch = LineBatch.of({ ...block, kernels })
    assert.deepEqual([batch.length, batch.length, asked], [3, 3, 1])
    assert.equal(batch.text(2), 'c')
    assert.equal(asked, 1)
  })

  it('knows the lines above a row, in any order of asking, of a selection too', () => {
    const batch = linesOf('a\nb\nc\nd\n')
    assert.deepEqual([3, 0, 2, 1].map((row) => batch.lineAbove(row)), [3, 0, 2, 1])
    const selected = batch.select(rows(1, 3)) as LineBatch
    assert.deepEqual([1, 0].map((row) => selected.lineAbove(row)), [3, 1])
  })

  it('gives the places of rows', () => {
    const batch = linesOf('ab\r\ncd\n')
    assert.deepEqual([batch.start(0), batch.end(0), batch.start(1), batch.end(1)], [0, 2, 4, 6])
  })

  it('selects rows, and of these again', () => {
    const batch = linesOf('a\nb\nc\nd\ne\n')
    const selected = batch.select(rows(1, 2, 4))
    assert.deepEqual(texts(selected), ['b', 'c', 'e'])
    assert.deepEqual(texts(selected.select(rows(0, 2))), ['b', 'e'])
    assert.deepEqual(texts(selected.select(rows())), [])
  })

  it('gives parts of a batch, and all of it as itself', () => {
    const batch = linesOf('a\nb\nc\nd\n')
    assert.equal(slice(batch, 0, 4), batch)
    assert.deepEqual(texts(slice(batch, 1, 3)), ['b', 'c'])
    assert.deepEqual(texts(slice(batch, 2, 100)), ['c', 'd'])
    assert.deepEqual(texts(slice(batch, 3, 3)), [])
  })

  it('is whole until something is done to it, and is picked from by place', () => {
    const batch = linesOf('a\nbb\nc\n')
    assert.equal(batch.isWhole, true)
    assert.equal((batch.select(rows(0)) as LineBatch).isWhole, false)
    assert.equal((batch.withText((text) => text) as LineBatch).isWhole, false)
    assert.equal((batch.withFields(['x'], () => [1]) as LineBatch).isWhole, false)
    const picked = batch.pick({ starts: rows(2), ends: rows(4), count: 1 })
    assert.equal(picked.isWhole, false)
    assert.deepEqual([texts(picked), picked.lineAbove(0)], [['bb'], 1])
  })

  it('tells the row that is too long from the others', () => {
    const batch = linesOf('ab\n' + 'x'.repeat(40), { blockBytes: 8, maxLineBytes: 16 })
    assert.deepEqual([batch.isLong(0), batch.isLong(1), batch.text(1)], [false, true, 'x'.repeat(16)])
  })

  describe('texts and fields that stages add', () => {
    it('are made when they are asked for, once a row', () => {
      const calls: string[] = []
      const batch = linesOf('a\nb\nc\n').withFields(['up', 'twice'], (text) => {
        calls.push(text)
        return [text.toUpperCase(), text + text]
      })
      assert.deepEqual(calls, [])
      const selected = batch.select(rows(1, 2))
      assert.deepEqual([selected.field('up', 0), selected.field('twice', 0), batch.field('up', 1)], ['B', 'bb', 'B'])
      assert.deepEqual(calls, ['b'])
    })

    it('are made once also where there are none', () => {
      let calls = 0
      const batch = linesOf('a\n').withFields(['x', 'y'], () => void calls++)
      assert.deepEqual([batch.field('x', 0), batch.field('y', 0), batch.field('x', 0)], [undefined, undefined, undefined])
      assert.equal(calls, 1)
    })

    it('win over earlier ones of the same name, and hide them where there are none', () => {
      const batch = linesOf('a\nb\n')
        .withFields(['x', 'y'], (text) => [`1${text}`, `2${text}`])
        .withFields(['x'], (text) => (text === 'a' ? ['new'] : undefined))
      assert.deepEqual([batch.field('x', 0), batch.field('y', 0)], ['new', '2a'])
      assert.deepEqual([batch.field('x', 1), batch.field('y', 1)], [undefined, '2b'])
    })

    it('see the text as it was before the stage', () => {
      const before = linesOf('a\nb\n').withFields(['old'], (text) => [text])
      const after = before.withText((text) => `${text}!`).withFields(['new'], (text) => [text])
      assert.deepEqual([after.text(1), after.field('old', 1), after.field('new', 1), after.field('raw', 1)], ['b!', 'b', 'b!', 'b!'])
      assert.equal(before.text(1), 'b')
    })

    it('are told the row of the batch that they were added to', () => {
      const seen: [string, number][] = []
      const selected = linesOf('a\nb\nc\nd\n').select(rows(1, 3))
      const batch = selected.withFields(['x'], (text, row) => {
        seen.push([text, row])
        return [row]
      })
      assert.equal(batch.select(rows(1)).field('x', 0), 1)
      const changed = selected.withText((text, row) => `${text}${row}`)
      assert.equal(changed.select(rows(1)).text(0), 'd1')
      assert.deepEqual(seen, [['d', 1]])
    })

    it('change the text once a row, however often it is asked for', () => {
      let calls = 0
      const batch = linesOf('a\nb\n').withText((text) => `${text}${calls++}`)
      assert.deepEqual([batch.text(1), batch.text(1), batch.select(rows(1)).text(0)], ['b0', 'b0', 'b0'])
    })

    it('mark the rows whose text they changed, and no others', () => {
      const lines = linesOf('a1\nb\n')
      const batch = lines.withText((text) => text.replace('1', '2')).withText((text) => text)
      assert.deepEqual([lines.changed(0), batch.changed(0), batch.changed(1)], [false, true, false])
    })
  })
})
