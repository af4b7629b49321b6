import { strict as assert } from 'node:assert'
import { BLOCK_BYTES, MAX_LINE_BYTES } from '../../../../src/common/constants.ts'
import { SluiceError } from '../../../../src/common/errors.ts'
import { blockCount, BlockReader, type Block, type BlockOptions } from '../../../../src/engine/lines/block.ts'
import { MemoryFile } from '../../../support/memoryFile.ts'

const small: BlockOptions = { blockBytes: 8, maxLineBytes: 16 }

function reader(text: string | Uint8Array, options: BlockOptions = small, skip = 0): BlockReader {
  return new BlockReader(new MemoryFile(Buffer.from(text)), skip, options)
}

/** Copies: a window is valid until the next is pulled. */
function windowsOf(block: Block, overlap: number): string[] {
  const windows: string[] = []
  for (const window of block.longWindows(overlap)) windows.push(window.toString('latin1'))
  return windows
}

const textOf = (block: Block): string => block.bytes.toString('latin1', block.first, block.stop)

function texts(text: string, options = small, skip = 0): string[] {
  const blocks = reader(text, options, skip)
  return Array.from({ length: blockCount(text.length, options.blockBytes) }, (_, i) => textOf(blocks.read(i)))
}

describe('engine/lines/block', () => {
  it('counts the blocks of a source', () => {
    assert.deepEqual([blockCount(0), blockCount(1), blockCount(BLOCK_BYTES), blockCount(BLOCK_BYTES + 1)], [0, 1, 1, 2])
  })

  it('gives a line to the block of its first byte', () => {
    assert.deepEqual(texts('one\ntwo\nthree\nfour'), ['one\ntwo\n', 'three\nfour', ''])
  })

  it('starts a block with a line where the byte before is a newline, else behind its first newline', () => {
    assert.deepEqual(texts('1234567\nabc\nd'), ['1234567\n', 'abc\nd'])
    assert.deepEqual(texts('12345678\nabc\nd'), ['12345678\n', 'abc\nd'])
  })

  it('has blocks without a line in the middle of a long one', () => {
    assert.deepEqual(texts('a2345678bcdef\nx'), ['a2345678bcdef\n', 'x'])
    assert.deepEqual(texts('a'.repeat(16) + '\n' + 'b'), ['a'.repeat(16) + '\n', '', 'b'])
  })

  it('gives a newline at the end of a block to it, and no empty line to the next', () => {
    assert.deepEqual(texts('1234567\n'), ['1234567\n'])
    assert.deepEqual(texts('1234567\n12345678'), ['1234567\n', '12345678'])
  })

  it('gives empty lines as they are', () => {
    assert.deepEqual(texts('\n\n\n\n\n\n\n\n\n\n'), ['\n'.repeat(8), '\n\n'])
  })

  it('leaves out the byte order mark, also where it is all there is', () => {
    assert.deepEqual(texts('BOMa\nb', small, 3), ['a\nb'])
    assert.deepEqual(texts('BOM', small, 3), [''])
    assert.deepEqual(texts('BOMa\nb', { blockBytes: 1, maxLineBytes: 16 }, 3), ['', '', '', 'a\n', '', 'b'])
  })

  describe('a line at the limit', () => {
    const lines = (length: number, end: string): string[] => {
      const blocks = reader('x\n' + 'a'.repeat(length) + end)
      const block = blocks.read(0)
      return [String(block.longLine), String(block.stop - block.first)]
    }

    it('is not long with as many bytes as may be kept', () => {
      assert.deepEqual(lines(16, '\n'), ['-1', '19'])
      assert.deepEqual(lines(16, ''), ['-1', '18'])
    })

    it('is long with one more, and cut', () => {
      assert.deepEqual(lines(17, '\n'), ['2', '18'])
      assert.deepEqual(lines(17, ''), ['2', '18'])
    })
  })

  it('gives a long line whole, as windows', () => {
    const long = Array.from({ length: 100 }, (_, i) => String.fromCharCode(33 + (i % 90))).join('')
    for (const end of ['\n', '\r\n', '', '\nnext']) {
      const block = reader('ab\n' + long + end).read(0)
      assert.equal(block.longLine, 3)
      const windows = windowsOf(block, 4)
      assert.deepEqual(windows.map((window, i) => (i === 0 ? window : window.slice(4))).join(''), long)
      for (let i = 1; i < windows.length; i++) assert.equal(windows[i].slice(0, 4), windows[i - 1].slice(-4))
    }
  })

  it('gives all of a long line though the overlap asked for is as large as a window', () => {
    const long = 'abcdefghijklmnopqrstuvwxyz'
    const block = reader(long).read(0)
    const windows = windowsOf(block, 64)
    assert.ok(windows.some((window) => window.includes('xyz')))
  })

  it('gives the same block again after others, and its windows after another block was read', () => {
    const blocks = reader('one\ntwo\n' + 'z'.repeat(40) + '\nend')
    const first = textOf(blocks.read(0))
    blocks.read(1)
    assert.equal(textOf(blocks.read(0)), first)
    const long = blocks.read(1)
    blocks.read(0)
    assert.equal(windowsOf(long, 0).join(''), 'z'.repeat(40))
  })

  it('reads what it needs: the block, the byte before it and the rest of its last line', () => {
    const text = 'a'.repeat(300_000) + '\n' + 'b'.repeat(2 * BLOCK_BYTES)
    const source = new MemoryFile(Buffer.from(text))
    const blocks = new BlockReader(source, 0)
    blocks.read(0)
    assert.ok(source.bytesRead < 300_000 + 64 * 1024, `${source.bytesRead}`)
    assert.equal(blocks.bytesRead, source.bytesRead)
  })

  it('goes on after reads that give less than was asked for', () => {
    const blocks = new BlockReader(new MemoryFile(Buffer.from('one\ntwo\nthree'), 2), 0, small)
    assert.deepEqual([textOf(blocks.read(0)), textOf(blocks.read(1))], ['one\ntwo\n', 'three'])
  })

  it('says `changed` when the source has become shorter', () => {
    const source = new MemoryFile(Buffer.from('one\ntwo\nthree\nfour\n'))
    const blocks = new BlockReader(source, 0, small)
    blocks.read(0)
    source.bytes = source.bytes.subarray(0, 10)
    assert.throws(() => blocks.read(1), { code: 'changed' })
    assert.equal(textOf(blocks.read(0)), 'one\ntwo\n')
  })

  it('can be stopped before every read', () => {
    let allowed = 1
    const beforeRead = (): void => {
      if (allowed-- === 0) throw new SluiceError('cancelled', 'Cancelled.')
    }
    const blocks = reader('one\ntwo\nthree\nfour\n', { ...small, beforeRead })
    blocks.read(0)
    assert.throws(() => blocks.read(1), { code: 'cancelled' })
  })

  it('refuses blocks longer than the longest line, which would need another buffer', () => {
    assert.throws(() => reader('', { blockBytes: 32, maxLineBytes: 16 }), RangeError)
  })

  it('keeps a line of 1 MiB that ends exactly at a block border', () => {
    const line = Buffer.alloc(MAX_LINE_BYTES, 'm')
    const blocks = new BlockReader(new MemoryFile(Buffer.concat([line, Buffer.from('\nnext\n')])), 0)
    const block = blocks.read(0)
    assert.deepEqual([block.first, block.stop, block.longLine], [0, MAX_LINE_BYTES + 1, -1])
    for (let i = 1; i < MAX_LINE_BYTES / BLOCK_BYTES; i++) assert.equal(textOf(blocks.read(i)), '')
    assert.equal(textOf(blocks.read(MAX_LINE_BYTES / BLOCK_BYTES)), 'next\n')
  })
})
