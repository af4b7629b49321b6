import { strict as assert } from 'node:assert'
import { ByteWriter } from '../../../../../src/engine/results/export/writer.ts'
import type { RenderedChunk } from '../../../../../src/engine/results/scannerApi.ts'

const shown = (chunks: readonly RenderedChunk[]): unknown[] =>
  chunks.map((chunk) => (chunk instanceof ArrayBuffer ? Buffer.from(chunk).toString() : chunk))

describe('engine/results/export/writer', () => {
  it('joins bytes and texts to one chunk', () => {
    const out = new ByteWriter(() => 0)
    out.bytes(Buffer.from('abcdef'), 1, 3)
    out.text('ü\n')
    out.text('')
    assert.deepEqual(shown(out.take()), ['bcü\n'])
  })

  it('has no chunk for nothing', () => {
    assert.deepEqual(new ByteWriter(() => 0).take(), [])
  })

  it('puts places of long lines between the chunks, with the source of the time', () => {
    let source = 3
    const out = new ByteWriter(() => source)
    out.text('a')
    out.reference(17)
    source = 4
    out.reference(2)
    out.text('b')
    assert.deepEqual(shown(out.take()), ['a', { source: 3, offset: 17 }, { source: 4, offset: 2 }, 'b'])
  })

  it('begins another chunk when one is full, and takes a row that is larger', () => {
    const out = new ByteWriter(() => 0)
    const large = Buffer.alloc(700_000, 'x')
    out.text('<')
    out.bytes(large, 0, large.length)
    out.bytes(large, 0, large.length)
    out.text('€'.repeat(500_000))
    const chunks = out.take() as ArrayBuffer[]
    assert.equal(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))).toString(), `<${large.toString()}${large.toString()}${'€'.repeat(500_000)}`)
    assert.ok(chunks.length > 1)
  })

  it('can be used again, also after work that failed', () => {
    const out = new ByteWriter(() => 0)
    out.text('first')
    assert.deepEqual(shown(out.take()), ['first'])
    out.text('half')
    out.reference(1)
    out.text('more')
    out.clear()
    out.text('second')
    assert.deepEqual(shown(out.take()), ['second'])
  })

  it('writes half a character as U+FFFD', () => {
    const out = new ByteWriter(() => 0)
    out.text('\ud83d|\ude00')
    assert.deepEqual(shown(out.take()), ['\ufffd|\ufffd'])
  })
})
