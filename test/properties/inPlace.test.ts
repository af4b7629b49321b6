import { strict as assert } from 'node:assert'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { gunzip } from '../../src/engine/bytes/packed/gzip.ts'
import { membersInPlace } from '../../src/engine/bytes/packed/inPlace.ts'
import { MemberSource, unsoundFile, type MemberSpec } from '../../src/engine/bytes/packed/members.ts'
import { unzstd } from '../../src/engine/bytes/packed/zstd.ts'
import { bgzfMember, seekTable, skippableFrame, zstdFrame } from '../support/indexed.ts'
import { unpackAll } from '../support/packed.ts'
import { TemporaryFolder } from '../support/temporary.ts'

const content = fc.oneof(
  fc.array(fc.constantFrom('INFO start\n', 'ERROR timeout took 12ms\n', 'x'), { maxLength: 400 }).map((lines) => Buffer.from(lines.join(''))),
  fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(fc.integer({ min: 1, max: 65000 }), fc.nat(255)).map(([length, value]) => Buffer.alloc(length, value)),
)

interface Member {
  readonly packed: Buffer
  readonly plain: Buffer
}

const skipped: fc.Arbitrary<Member> = fc
  .tuple(fc.uint8Array({ maxLength: 300 }), fc.nat(15))
  .map(([bytes, kind]) => ({ packed: skippableFrame(bytes, kind), plain: Buffer.alloc(0) }))
const frame = (sizes: fc.Arbitrary<boolean>): fc.Arbitrary<Member> =>
  fc.tuple(content, sizes, fc.boolean()).map(([plain, size, checksum]) => ({ plain, packed: zstdFrame(plain, { size, checksum }) }))
const several = (member: fc.Arbitrary<Member>): fc.Arbitrary<Member[]> => fc.array(member, { minLength: 1, maxLength: 40 })

const joined = (members: readonly Member[], what: 'packed' | 'plain'): Buffer => Buffer.concat(members.map((member) => member[what]))
const sizes = ({ packed, plain }: Member): { packed: number; plain: number } => ({ packed: packed.length, plain: plain.length })

const kinds = {
  bgzf: {
    packing: 'gzip',
    decoder: gunzip,
    members: several(fc.tuple(content, fc.integer({ min: 0, max: 9 })).map(([plain, level]) => ({ plain, packed: bgzfMember(plain, level) }))),
    end: () => Buffer.alloc(0),
  },
  'zstd frames': {
    packing: 'zstd',
    decoder: unzstd,
    members: several(fc.oneof({ weight: 4, arbitrary: frame(fc.constant(true)) }, { weight: 1, arbitrary: skipped })),
    end: () => Buffer.alloc(0),
  },
  'seekable zstd': {
    packing: 'zstd',
    decoder: unzstd,
    members: several(fc.oneof({ weight: 4, arbitrary: frame(fc.boolean()) }, { weight: 1, arbitrary: skipped })),
    end: (members: readonly Member[]) => seekTable(members.map(sizes), members.length % 2 === 0),
  },
} as const

/** All of the content, and some parts of it in any order; the error that reading ends with. */
function readAll(spec: MemberSpec, parts: readonly (readonly [number, number])[] = []): Buffer {
  const size = spec.plain[spec.plain.length - 1]
  const source = MemberSource.open(spec, size, 'it')
  try {
    const all = Buffer.alloc(size)
    assert.equal(source.read(all, 0, size, 0), size)
    for (const [from, length] of parts) {
      const at = from % size
      const part = Buffer.alloc(length)
      assert.equal(source.read(part, 0, length, at), Math.min(length, size - at))
      assert.ok(part.subarray(0, size - at).equals(all.subarray(at, at + length)))
    }
    return all
  } finally {
    source.close()
  }
}

for (const [name, { packing, decoder, members, end }] of Object.entries(kinds)) {
  describe(`properties: ${name} in place`, function () {
    this.timeout(60_000)
    const folder = new TemporaryFolder()
    after(() => folder.remove())

    it('has all of the content, at any place', async () => {
      const places = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 100_000 })), { maxLength: 10 })
      await fc.assert(
        fc.asyncProperty(members, places, async (parts, reads) => {
          const plain = joined(parts, 'plain')
          const spec = await membersInPlace(folder.file('whole', Buffer.concat([joined(parts, 'packed'), end(parts)])), packing)
          assert.equal(spec !== undefined, plain.length > 0)
          if (spec) assert.ok(readAll(spec, reads).equals(plain))
        }),
        { numRuns: 60 },
      )
    })

    /** Whatever such a file says: its content, all that unpacking it gives, or nothing at all. */
    async function sameOrNothing(packed: Buffer): Promise<void> {
      const path = folder.file('odd', packed)
      const spec = await membersInPlace(path, packing)
      if (!spec) return
      let bytes: Buffer
      try {
        bytes = readAll(spec)
      } catch (error) {
        assert.equal(unsoundFile(error), path)
        return
      }
      const unpacked = await unpackAll(path, decoder, 65536)
      assert.deepEqual(unpacked.damage, undefined)
      assert.ok(bytes.equals(unpacked.bytes))
    }

    it('never has other content where bytes are wrong', async () => {
      const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean()), { minLength: 1, maxLength: 3 })
      await fc.assert(
        fc.asyncProperty(members, changes, async (parts, wrong) => {
          const packed = Buffer.concat([joined(parts, 'packed'), end(parts)])
          // Of what says where the members are, or of anything.
          const heads = parts.map((_, i) => joined(parts.slice(0, i), 'packed').length)
          for (const [place, change, near] of wrong) packed[(near ? heads[place % heads.length] + (place % 29) : place) % packed.length] ^= change
          await sameOrNothing(packed)
        }),
        { numRuns: 200 },
      )
    })

    it('is nothing for a file that was cut, or has more behind it', async () => {
      await fc.assert(
        fc.asyncProperty(members, fc.nat(), fc.uint8Array({ maxLength: 40 }), async (parts, place, more) => {
          const packed = Buffer.concat([joined(parts, 'packed'), end(parts)])
          await sameOrNothing(packed.subarray(0, 1 + (place % packed.length)))
          await sameOrNothing(Buffer.concat([packed, more]))
          await sameOrNothing(Buffer.concat([packed, Buffer.alloc(more.length), packed]))
        }),
        { numRuns: 60 },
      )
    })
  })
}

describe('properties: seek tables that lie', function () {
  this.timeout(60_000)
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('never give other content, whatever they say of which frames', async () => {
    const lies = fc.array(fc.tuple(fc.nat(), fc.integer({ min: -2, max: 2 }), fc.constantFrom('move', 'plain', 'merge')), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(several(frame(fc.boolean())), lies, async (parts, told) => {
        const table = parts.map(sizes)
        for (const [place, by, how] of told) {
          const i = place % table.length
          const next = table[i + 1]
          if (how === 'plain') table[i].plain = Math.max(0, table[i].plain + by)
          else if (next && how === 'move') [table[i].packed, next.packed] = [Math.max(0, table[i].packed + by), Math.max(0, next.packed - by)]
          // A table that leaves the content of a frame out.
          else if (next) table.splice(i, 2, { packed: table[i].packed + next.packed, plain: by < 0 ? table[i].plain : table[i].plain + next.plain })
        }
        const path = folder.file('lie', Buffer.concat([joined(parts, 'packed'), seekTable(table)]))
        const spec = await membersInPlace(path, 'zstd')
        if (!spec) return
        let bytes: Buffer
        try {
          bytes = readAll(spec)
        } catch (error) {
          assert.equal(unsoundFile(error), path)
          return
        }
        assert.ok(bytes.equals(joined(parts, 'plain')))
      }),
      { numRuns: 200 },
    )
  })
})

describe('engine/bytes/packed/inPlace', function () {
  const folder = new TemporaryFolder()
  after(() => folder.remove())
  const lines = Buffer.from('INFO a line of a log\n'.repeat(50_000))

  it('is for files that say where their members are', async () => {
    assert.equal(await membersInPlace(folder.file('a.gz', gzipSync(lines)), 'gzip'), undefined)
    assert.equal(await membersInPlace(folder.file('b.gz', Buffer.concat([gzipSync(lines), gzipSync(lines)])), 'gzip'), undefined)
    assert.equal(await membersInPlace(folder.file('c.zst', zstdFrame(lines, { size: false })), 'zstd'), undefined)
    assert.equal(await membersInPlace(folder.file('d.zst', zstdFrame(Buffer.alloc(5_000_000))), 'zstd'), undefined)
    assert.equal(await membersInPlace(folder.file('e.bz2', 'BZh9'), 'bzip2'), undefined)
  })

  it('opens short members together, and none that are long', async () => {
    const path = folder.file('f.gz', Buffer.concat(Array.from({ length: 40 }, () => bgzfMember(lines.subarray(0, 60_000)))))
    assert.deepEqual([...((await membersInPlace(path, 'gzip'))?.plain ?? [])], [0, 1_020_000, 2_040_000, 2_400_000])
  })

  it('leaves very many members with next to nothing in them to a spool', async () => {
    assert.equal(await membersInPlace(folder.file('g.gz', Buffer.concat(Array.from({ length: 300 }, () => bgzfMember(lines.subarray(0, 100))))), 'gzip'), undefined)
  })

  it('does not read another file that has taken its place, or a shorter one', async () => {
    const packed = bgzfMember(lines.subarray(0, 60_000))
    const path = folder.file('h.gz', packed)
    const spec = (await membersInPlace(path, 'gzip'))!
    folder.file('h.gz', packed.subarray(0, -1))
    assert.throws(() => MemberSource.open(spec, 60_000, 'h.gz'), /h\.gz has become shorter/)
    folder.remove()
    assert.throws(() => MemberSource.open(spec, 60_000, 'h.gz'), { code: 'notFound' })
  })
})
