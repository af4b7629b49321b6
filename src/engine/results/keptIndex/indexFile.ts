/**
 * The bytes of a kept index, little endian:
 *   8 bytes   MAGIC, with the version of the format
 *   header    the file's identity and path, and what its statistics are of (`writeHeader`)
 *   mask      a bit for each block: whether it is known
 *   blocks    statistics of the known ones (statisticsCode.ts)
 *   32 bytes  SHA-256 of all before
 * For a log in blocks of BLOCK_BYTES this is at most `maxIndexBytes` of its size, whatever the log holds.
 */
import { createHash } from 'node:crypto'
import type { FileIdentity } from '../../bytes/identity.ts'
import { blockCount } from '../../lines/block.ts'
import type { KnownStatistics } from '../../records/knownStatistics.ts'
import { ByteReader, ByteWriter, DamagedError } from './bytes.ts'
import { maskOf, readBlocks, SLICE_BLOCKS, writeBlocks } from './statisticsCode.ts'

/** Its last two bytes are the version: raise it when the layout changes, or what statistics mean (a better guess of levels, say). */
const MAGIC = Buffer.from('SluiIx02', 'latin1')
const HASH_BYTES = 32
const MAX_FORMAT_BYTES = 256
const MAX_BASIS_BYTES = 2048
const MAX_PATH_BYTES = 1024

/** What statistics depend on besides the file's content. */
export interface StatisticsKind {
  /** Name of the format that says what a record, its time and its level are. */
  readonly format: string
  /** Whether each line is a record of its own. */
  readonly mode: 'lines' | 'records'
  readonly blockBytes: number
  /** All else, in the caller's own words: a time zone, a table of years. Up to 2 KiB. */
  readonly basis: string
}

export interface IndexHeader {
  readonly identity: FileIdentity
  /** Where the file was; its end, if it is very long. */
  readonly path: string
  readonly kind: StatisticsKind
}

/** Bytes that the index of a log of `size` bytes takes at most. */
export function maxIndexBytes(size: number): number {
  return Math.floor(size * 0.0002) + 4096
}

/** Its names are so short that the index keeps within `maxIndexBytes`. */
export function isKeepable({ format, basis }: StatisticsKind): boolean {
  return Buffer.byteLength(format) <= MAX_FORMAT_BYTES && Buffer.byteLength(basis) <= MAX_BASIS_BYTES
}

/** A path as an index keeps it. */
export function keptPath(path: string): string {
  const bytes = Buffer.from(path)
  let from = Math.max(0, bytes.length - MAX_PATH_BYTES)
  // Not in the middle of a character.
  while (from < bytes.length && (bytes[from] & 0xc0) === 0x80) from++
  return bytes.toString('utf8', from)
}

/**
 * The index, in pieces. `statistics` are those of all blocks of the first `identity.size` bytes, else it throws RangeError. Blocks may
 * become known meanwhile: they are left out.
 */
export function* encodeIndex({ identity, path, kind }: IndexHeader, statistics: KnownStatistics): Generator<Buffer> {
  const blocks = blockCount(identity.size, kind.blockBytes)
  if (statistics.known.length !== blocks) throw new RangeError('the statistics are not of the blocks of this file')
  const hash = createHash('sha256')
  const writer = new ByteWriter()
  const piece = (): Buffer => {
    const bytes = writer.take()
    hash.update(bytes)
    return bytes
  }
  writer.bytes(MAGIC)
  writeHeader(writer, identity, path, kind)
  const mask = maskOf(statistics.known)
  writer.bytes(mask)
  yield piece()
  for (let from = 0, reference = 0; from < blocks; from += SLICE_BLOCKS) {
    reference = writeBlocks(writer, statistics, mask, { from, to: Math.min(from + SLICE_BLOCKS, blocks) }, reference)
    yield piece()
  }
  yield hash.digest()
}

/** An index whose bytes are whole, of which the header has been read. */
export interface OpenedIndex extends IndexHeader {
  /**
   * The statistics, with room for `room` blocks, of which there must be as many as `identity.size` has; so have that size checked
   * first: what is allocated is in proportion. Undefined if they make no sense. Yields now and then. To be called once.
   */
  statistics(room: number): Generator<void, KnownStatistics | undefined>
}

/** Undefined if the bytes are not those of an index of this version, or damaged. */
export function openIndex(bytes: Buffer): OpenedIndex | undefined {
  const end = bytes.length - HASH_BYTES
  if (end < MAGIC.length || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined
  if (!createHash('sha256').update(bytes.subarray(0, end)).digest().equals(bytes.subarray(end))) return undefined
  const reader = new ByteReader(bytes.subarray(MAGIC.length, end))
  try {
    const header = readHeader(reader)
    return { ...header, statistics: (room) => readStatistics(reader, header, room) }
  } catch (error) {
    if (error instanceof DamagedError) return undefined
    throw error
  }
}

function* readStatistics(reader: ByteReader, { identity, kind }: IndexHeader, room: number): Generator<void, KnownStatistics | undefined> {
  const { blockBytes } = kind
  const blocks = blockCount(identity.size, blockBytes)
  if (blocks > room) return undefined
  try {
    const mask = reader.bytes(Math.ceil(blocks / 8))
    const statistics = yield* readBlocks(reader, mask, { blocks, blockBytes, room })
    return reader.left > 0 ? undefined : statistics
  } catch (error) {
    if (error instanceof DamagedError) return undefined
    throw error
  }
}

function writeHeader(writer: ByteWriter, identity: FileIdentity, path: string, kind: StatisticsKind): void {
  writer.integer(identity.device)
  writer.integer(identity.inode)
  writer.varint(identity.size)
  writer.integer(identity.modified)
  writer.integer(identity.statusChanged)
  writer.bytes(Buffer.from(identity.head, 'hex'))
  writer.bytes(Buffer.from(identity.tail, 'hex'))
  writer.text(keptPath(path))
  writer.text(kind.format)
  writer.byte(kind.mode === 'lines' ? 0 : 1)
  writer.varint(kind.blockBytes)
  writer.text(kind.basis)
}

function readHeader(reader: ByteReader): IndexHeader {
  // Signed, as `stat` gives them.
  const identity = {
    device: BigInt.asIntN(64, reader.integer()),
    inode: BigInt.asIntN(64, reader.integer()),
    size: reader.varint(),
    modified: BigInt.asIntN(64, reader.integer()),
    statusChanged: BigInt.asIntN(64, reader.integer()),
    head: reader.bytes(HASH_BYTES).toString('hex'),
    tail: reader.bytes(HASH_BYTES).toString('hex'),
  }
  const path = reader.text()
  const format = reader.text()
  const mode = reader.byte() === 0 ? ('lines' as const) : ('records' as const)
  const blockBytes = reader.varint()
  if (blockBytes === 0) throw new DamagedError('blocks of nothing')
  return { identity, path, kind: { format, mode, blockBytes, basis: reader.text() } }
}
