import { freeNow } from '../../../common/freeNow.ts'

/** Shorter ones may lie in memory that Node shares out among many. */
const OWN_BYTES = 256 * 1024

/** Gives back the memory of a buffer that zlib has made for one result. */
export function freeBuffer(bytes: Buffer): void {
  if (bytes.buffer.byteLength >= OWN_BYTES) freeNow(bytes)
}

/** The same for a chunk of a stream, which may be one of several in the same memory: the last of them gives it back, as zlib has gone on to another. */
export function freeChunk(bytes: Buffer): void {
  if (bytes.byteOffset + bytes.length === bytes.buffer.byteLength) freeBuffer(bytes)
}
