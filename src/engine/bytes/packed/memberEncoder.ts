import type { Transform } from 'node:stream'
import type { MemberCodec } from './members.ts'
import { zlib } from './zlib.ts'

/** What Node's encoders have besides what streams have. */
interface Encoder extends Transform {
  flush(kind: number, done: () => void): void
  reset(): void
}

const CHUNK_BYTES = 256 * 1024

/**
 * Compresses members, each on its own, one after the other by the same encoder: memory for a new one each time would be taken and given back by several threads, of which each
 * keeps some. Pieces of a result may lie in the same memory, one behind the other (see freeChunk).
 */
export class MemberEncoder {
  private readonly codec: MemberCodec
  private readonly encoder: Encoder
  private pieces: Buffer[] = []
  private fail: (error: Error) => void = () => undefined

  constructor(codec: MemberCodec) {
    this.codec = codec
    const { createZstdCompress, createGzip, constants } = zlib()
    // Level 1: the next ones take much longer for little.
    const options = { chunkSize: CHUNK_BYTES, level: 1, params: { [constants.ZSTD_c_compressionLevel]: 1 } }
    this.encoder = (codec === 'gzip' ? createGzip(options) : createZstdCompress(options)) as unknown as Encoder
    this.encoder.on('data', (piece: Buffer) => this.pieces.push(piece))
    this.encoder.on('error', (error: Error) => this.fail(error))
  }

  /** A member of this content. Not to be called before the one before has resolved. */
  async encode(content: Uint8Array): Promise<Buffer[]> {
    const { encoder, codec } = this
    const { Z_FINISH, ZSTD_e_end } = zlib().constants
    await new Promise<void>((resolve, reject) => {
      this.fail = reject
      encoder.write(content)
      encoder.flush(codec === 'gzip' ? Z_FINISH : ZSTD_e_end, resolve)
    })
    // What it may still hold back goes the same way as the rest.
    while (encoder.read() !== null);
    if (codec === 'gzip') encoder.reset()
    const { pieces } = this
    this.pieces = []
    return pieces
  }

  close(): void {
    this.encoder.destroy()
  }
}
