import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { checksum } from '../../../src/cli/checksum.ts'

const FACTOR = 0x9e3779b97f4a7c15n

/** The same word by word. */
function plainChecksum(bytes: Uint8Array): bigint {
  const words = new Uint8Array(Math.ceil(bytes.length / 8) * 8)
  words.set(bytes)
  let sum = BigInt.asUintN(64, BigInt(bytes.length) * FACTOR)
  for (const word of new BigUint64Array(words.buffer)) {
    const both = sum ^ word
    const product = BigInt.asUintN(64, (both ^ (both >> 32n)) * FACTOR)
    sum = BigInt.asUintN(64, (product << 29n) | (product >> 35n))
  }
  return sum
}

describe('cli/checksum', () => {
  it('is that of the words, of whatever length', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => assert.equal(checksum(bytes), plainChecksum(bytes))))
  })

  it('goes on from piece to piece', () => {
    const bytes = Uint8Array.from({ length: 3 * 65536 + 13 }, (_, i) => (i * i) >> 3)
    for (const length of [65535, 65536, 65537, 131072, bytes.length]) {
      assert.equal(checksum(bytes.subarray(0, length)), plainChecksum(bytes.subarray(0, length)))
    }
  })

  it('shows a change of any bit, and zeros at the end', () => {
    const bytes = Uint8Array.from({ length: 61 }, (_, i) => i * 37)
    const all = new Set([checksum(bytes)])
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const changed = Uint8Array.from(bytes)
      changed[bit >> 3] ^= 1 << (bit & 7)
      all.add(checksum(changed))
    }
    for (let more = 1; more < 9; more++) all.add(checksum(Uint8Array.from([...bytes, ...new Uint8Array(more)])))
    assert.equal(all.size, 1 + 8 * bytes.length + 8)
  })
})
