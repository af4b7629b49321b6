import { strict as assert } from 'node:assert'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { packingOf } from '../../../../../src/engine/bytes/packed/packing.ts'
import { tarHeader } from '../../../../support/tar.ts'

describe('engine/bytes/packed/packing', () => {
  it('tells by the first bytes', () => {
    const skippable = Buffer.from('522a4d1803000000616263', 'hex')
    const heads = {
      gzip: gzipSync('a'),
      zstd: zstdCompressSync('a'),
      xz: Buffer.from('fd377a585a000004', 'hex'),
      bzip2: Buffer.from('BZh91AY&SY....'),
      zip: Buffer.from('PK\x03\x04....'),
      tar: tarHeader('a.log', 3),
    }
    for (const [packing, head] of Object.entries(heads)) assert.equal(packingOf(head), packing)
    assert.equal(packingOf(skippable), 'zstd')
    assert.equal(packingOf(Buffer.from('PK\x05\x06' + '\0'.repeat(18))), 'zip')
    assert.equal(packingOf(Buffer.from('BZh9\x17rE8P\x90\0\0\0\0', 'latin1')), 'bzip2', 'an empty one')
  })

  it('takes no text for packed', () => {
    const text = Buffer.from('BZh9 is how a line can begin\n'.repeat(30))
    const likeTar = Buffer.from(tarHeader('a.log', 3))
    likeTar[0] = 98
    for (const head of [Buffer.alloc(0), Buffer.from('PK'), Buffer.from('2024-05-01 12:00:00 ERROR\n'), text, likeTar]) {
      assert.equal(packingOf(head), undefined)
    }
  })
})
