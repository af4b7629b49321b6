import { strict as assert } from 'node:assert'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { freeChunk } from '../../../../../src/engine/bytes/packed/freeBuffer.ts'
import { MemberEncoder } from '../../../../../src/engine/bytes/packed/memberEncoder.ts'

/** Also such that does not get shorter, and longer than the encoder's chunks. */
const content = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 3000 }),
  fc.tuple(fc.integer({ min: 1, max: 1024 * 1024 }), fc.nat(255)).map(([length, value]) => new Uint8Array(length).fill(value)),
  fc.tuple(fc.integer({ min: 1, max: 1024 * 1024 }), fc.integer({ min: 1 })).map(([length, seed]) => noise(length, seed)),
)

function noise(length: number, seed: number): Uint8Array {
  let state = seed
  return Uint8Array.from({ length }, () => (state = (state * 48271) % 0x7fffffff) >> 8)
}

describe('engine/bytes/packed/memberEncoder', function () {
  this.timeout(60_000)

  for (const [codec, decode] of [['zstd', zstdDecompressSync], ['gzip', gunzipSync]] as const) {
    it(`compresses one after the other by ${codec}, each on its own`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 6 }), async (members) => {
          const encoder = new MemberEncoder(codec)
          for (const member of members) {
            const pieces = await encoder.encode(member)
            assert.ok(decode(Buffer.concat(pieces)).equals(member))
            pieces.forEach(freeChunk)
          }
          encoder.close()
        }),
        { numRuns: 20 },
      )
    })
  }
})
