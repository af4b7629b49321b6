import { strict as assert } from 'node:assert'
import { deflateSync, inflateSync } from 'node:zlib'
import { animate } from '../../e2e/support/animation.ts'
import { chunksOf, pngOf, u32 } from '../../support/png.ts'

/** A picture of one line, each pixel of one grey. */
function png(...greys: number[]): Buffer {
  const head = Buffer.concat([u32(greys.length, 1), Buffer.from([8, 2, 0, 0, 0])])
  const pixels = deflateSync(Buffer.from([0, ...greys.flatMap((grey) => [grey, grey, grey])]))
  return pngOf([{ type: 'IHDR', data: head }, { type: 'IDAT', data: pixels }, { type: 'IEND', data: Buffer.alloc(0) }])
}

describe('e2e/support/animation', () => {
  it('holds all pictures, each for its time, and of the later ones what has changed', () => {
    const frames = [png(10, 10, 10), png(10, 200, 10), png(10, 200, 10)].map((each, i) => ({ png: each, milliseconds: [900, 300, 500][i] }))
    const chunks = chunksOf(animate(frames))
    assert.deepEqual(chunks.map(({ type }) => type), ['IHDR', 'PLTE', 'acTL', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'fcTL', 'fdAT', 'IEND'])
    const data = chunks.map((each) => each.data)
    assert.deepEqual([...data[1]], [10, 10, 10, 200, 200, 200], 'the colours, the commonest first')
    assert.deepEqual([data[2].readUInt32BE(0), data[2].readUInt32BE(4)], [3, 0])
    assert.deepEqual([data[3].readUInt16BE(20), data[5].readUInt16BE(20), data[5].readUInt16BE(22)], [900, 300, 1000])
    assert.deepEqual([3, 5, 6, 7, 8].map((i) => data[i].readUInt32BE(0)), [0, 1, 2, 3, 4], 'one sequence')
    const area = (of: Buffer): number[] => [4, 8, 12, 16].map((at) => of.readUInt32BE(at))
    assert.deepEqual([area(data[3]), area(data[5]), area(data[7])], [[3, 1, 0, 0], [1, 1, 1, 0], [1, 1, 0, 0]], 'width, height, left, top')
    assert.deepEqual([...inflateSync(data[4])], [0, 0, 0, 0])
    assert.deepEqual([...inflateSync(data[6].subarray(4))], [0, 1])
  })

  it('refuses pictures of other sizes, and what is none', () => {
    assert.throws(() => animate([{ png: png(1, 1, 1), milliseconds: 1 }, { png: png(1, 1), milliseconds: 1 }]), /picture 2 is of another size/)
    assert.throws(() => animate([{ png: Buffer.from('no'), milliseconds: 1 }]), /no PNG/)
  })
})
