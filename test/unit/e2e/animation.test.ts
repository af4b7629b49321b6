import { strict as assert } from 'node:assert'
import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { animate, chunksOf } from '../../e2e/support/animation.ts'

/** A picture of one colour. */
function png(width: number, colour: number): Buffer {
  const part = (type: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const crc = Buffer.alloc(4)
    crc.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, crc])
  }
  const head = Buffer.from([0, 0, 0, width, 0, 0, 0, 1, 8, 0, 0, 0, 0])
  const pixels = deflateSync(Buffer.from([0, ...new Array<number>(width).fill(colour)]))
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), part('IHDR', head), part('IDAT', pixels), part('IEND', Buffer.alloc(0))])
}

describe('e2e/support/animation', () => {
  it('holds all pictures, each for its time', () => {
    const chunks = chunksOf(animate([{ png: png(3, 10), milliseconds: 900 }, { png: png(3, 20), milliseconds: 300 }]))
    assert.deepEqual(chunks.map(({ type }) => type), ['IHDR', 'acTL', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'IEND'])
    assert.deepEqual([chunks[1].data.readUInt32BE(0), chunks[1].data.readUInt32BE(4)], [2, 0])
    assert.deepEqual([chunks[2].data.readUInt16BE(20), chunks[4].data.readUInt16BE(20), chunks[4].data.readUInt16BE(22)], [900, 300, 1000])
    assert.deepEqual([chunks[2], chunks[4], chunks[5]].map(({ data }) => data.readUInt32BE(0)), [0, 1, 2], 'one sequence')
    assert.deepEqual([...inflateSync(chunks[5].data.subarray(4))], [0, 20, 20, 20])
  })

  it('refuses pictures of other sizes, and what is none', () => {
    assert.throws(() => animate([{ png: png(3, 1), milliseconds: 1 }, { png: png(4, 1), milliseconds: 1 }]), /picture 2 is of another size/)
    assert.throws(() => animate([{ png: Buffer.from('no'), milliseconds: 1 }]), /no PNG/)
  })
})
