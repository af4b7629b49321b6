import { strict as assert } from 'node:assert'
import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { gunzip } from '../../src/engine/bytes/packed/gzip.ts'
import { unzstd } from '../../src/engine/bytes/packed/zstd.ts'
import { unpackAll } from '../support/packed.ts'
import { TemporaryFolder } from '../support/temporary.ts'

/** Content that packs well, and content that does not. */
const content = fc.oneof(
  fc.array(fc.constantFrom('INFO start\n', 'ERROR timeout took 12ms\n', 'x'), { maxLength: 400 }).map((lines) => Buffer.from(lines.join(''))),
  fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(fc.integer({ min: 1, max: 400_000 }), fc.nat(255)).map(([length, value]) => Buffer.alloc(length, value)),
)
const pieceBytes = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3000 }), fc.constant(65536))

interface Member {
  readonly packed: Buffer
  readonly plain: Buffer
}

const gzipMember: fc.Arbitrary<Member> = fc
  .tuple(content, fc.integer({ min: 0, max: 9 }))
  // A long one that is stored as it is takes long in pieces of a byte.
  .map(([plain, level]) => ({ plain, packed: gzipSync(plain, { level: plain.length > 4000 ? Math.max(1, level) : level }) }))

const zstdFrame: fc.Arbitrary<Member> = fc.tuple(content, fc.integer({ min: 1, max: 5 }), fc.boolean()).map(([plain, level, checksum]) => ({
  plain,
  packed: zstdCompressSync(plain, {
    params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: checksum ? 1 : 0 },
  }),
}))

/** Holds nothing that counts. */
const skippableFrame: fc.Arbitrary<Member> = fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.nat(15)).map(([bytes, kind]) => {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(0x184d2a50 + kind, 0)
  head.writeUInt32LE(bytes.length, 4)
  return { plain: Buffer.alloc(0), packed: Buffer.concat([head, bytes]) }
})

const formats = {
  gzip: {
    members: fc.array(gzipMember, { minLength: 1, maxLength: 4 }),
    decoder: gunzip,
    cut: (member: Buffer) => gunzipSync(member, { finishFlush: constants.Z_SYNC_FLUSH }),
  },
  zstd: {
    members: fc.array(fc.oneof({ weight: 3, arbitrary: zstdFrame }, { weight: 1, arbitrary: skippableFrame }), { minLength: 1, maxLength: 4 }),
    decoder: unzstd,
    cut: (member: Buffer) => (member[0] === 0x28 ? zstdDecompressSync(member, { finishFlush: constants.ZSTD_e_continue }) : Buffer.alloc(0)),
  },
}

const joined = (members: readonly Member[], what: 'packed' | 'plain'): Buffer => Buffer.concat(members.map((member) => member[what]))

for (const [name, { members, decoder, cut }] of Object.entries(formats)) {
  describe(`properties: ${name}`, function () {
    this.timeout(60_000)
    const folder = new TemporaryFolder()
    after(() => folder.remove())

    it('gives all of every member, in whatever pieces the file is read', async () => {
      await fc.assert(
        fc.asyncProperty(members, pieceBytes, async (parts, piece) => {
          const path = folder.file('whole', joined(parts, 'packed'))
          const { bytes, damage } = await unpackAll(path, decoder, piece)
          assert.equal(damage, undefined)
          assert.ok(bytes.equals(joined(parts, 'plain')))
        }),
        { numRuns: 60 },
      )
    })

    it('gives of a file that was cut all that is there, and says where it ends', async () => {
      await fc.assert(
        fc.asyncProperty(members, pieceBytes, fc.double({ min: 0, max: 1, noNaN: true }), async (parts, piece, place) => {
          const packed = joined(parts, 'packed')
          const end = 1 + Math.floor(place * (packed.length - 1))
          let expected = Buffer.alloc(0)
          let isCut = false
          for (let i = 0, at = 0; at < end; at += parts[i++].packed.length) {
            isCut = end < at + parts[i].packed.length
            const part = isCut ? plainOf(() => cut(parts[i].packed.subarray(0, end - at))) : parts[i].plain
            expected = Buffer.concat([expected, part])
          }
          const { bytes, damage } = await unpackAll(folder.file('cut', packed.subarray(0, end)), decoder, piece)
          assert.deepEqual({ cut: damage?.cut ?? false, at: damage?.at ?? end }, { cut: isCut, at: end })
          assert.ok(bytes.equals(expected), `${bytes.length} bytes for ${expected.length}`)
        }),
        { numRuns: 100 },
      )
    })

    it('gives of a file with a wrong byte what comes before, in whatever pieces it is read', async () => {
      await fc.assert(
        fc.asyncProperty(members, pieceBytes, fc.nat(), fc.integer({ min: 1, max: 255 }), async (parts, piece, place, change) => {
          const packed = joined(parts, 'packed')
          const at = place % packed.length
          packed[at] ^= change
          const path = folder.file('wrong', packed)
          const found = await unpackAll(path, decoder, piece)
          assert.deepEqual(found, await unpackAll(path, decoder, 1))
          let before = Buffer.alloc(0)
          for (let i = 0, end = 0; (end += parts[i].packed.length) <= at; i++) before = Buffer.concat([before, parts[i].plain])
          assert.ok(found.bytes.subarray(0, before.length).equals(before), `${found.bytes.length} bytes, ${before.length} were sound`)
          if (found.damage) assert.ok(found.damage.at <= packed.length)
        }),
        { numRuns: 30 },
      )
    })

    it('takes what is behind the last member for damage', async () => {
      await fc.assert(
        fc.asyncProperty(members, pieceBytes, async (parts, piece) => {
          const packed = joined(parts, 'packed')
          const { bytes, damage } = await unpackAll(folder.file('more', Buffer.concat([packed, Buffer.from('and more')])), decoder, piece)
          assert.match(damage?.reason ?? '', new RegExp(`what follows is not ${name}`))
          assert.equal(damage?.cut, false)
          assert.ok(bytes.equals(joined(parts, 'plain')))
        }),
        { numRuns: 30 },
      )
    })
  })
}

/** Of a few bytes of a member, which are none. */
function plainOf(decoded: () => Buffer): Buffer {
  try {
    return decoded()
  } catch {
    return Buffer.alloc(0)
  }
}
