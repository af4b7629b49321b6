import type { Transform } from 'node:stream'
import { freeChunk } from './freeBuffer.ts'

/** Decoded bytes that wait to be taken, at most; one chunk more. */
const AHEAD = 256 * 1024

/** A decoder of Node's zlib: works in a thread of its own. */
export interface Decoder extends Transform {
  /** Bytes that it has taken. */
  readonly bytesWritten: number
}

/**
 * What a decoder makes of some pieces, as they come, each valid until the next is pulled; it works on while chunks are looked at. Returns its error, if it fails. A chunk that it has
 * given before that is not lost (as it would be to `for await` over the decoder). Throws what `pieces` throws.
 */
export async function* through(decoder: Decoder, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, Error | undefined> {
  const queue: Buffer[] = []
  let queued = 0
  let ended = false
  let failure: Error | undefined
  let inputError: { error: unknown } | undefined
  let wake: () => void = () => undefined
  const end = (): void => {
    ended = true
    wake()
  }
  decoder.on('data', (chunk: Buffer) => {
    queue.push(chunk)
    queued += chunk.length
    // It then decodes no more than the chunk at hand, so that nothing can fail while it holds something back.
    if (queued >= AHEAD) decoder.pause()
    wake()
  })
  decoder.once('end', end)
  decoder.on('error', (error: Error) => {
    failure ??= error
    end()
  })
  const feeding = feed(decoder, pieces, () => ended).catch((error: unknown) => {
    inputError = { error }
    end()
  })
  try {
    for (;;) {
      const chunk = queue.shift()
      if (chunk) {
        queued -= chunk.length
        if (queued < AHEAD && decoder.isPaused()) decoder.resume()
        yield chunk
        freeChunk(chunk)
      } else if (ended) {
        if (inputError) throw inputError.error
        return failure
      } else {
        await new Promise<void>((resolve) => (wake = resolve))
      }
    }
  } finally {
    ended = true
    decoder.destroy()
    await feeding
  }
}

/** One piece after the other, since a piece is valid until the next is pulled. */
async function feed(decoder: Decoder, pieces: AsyncIterable<Uint8Array>, ended: () => boolean): Promise<void> {
  let taken: () => void = () => undefined
  // One that fails does not call back.
  decoder.once('close', () => taken())
  for await (const piece of pieces) {
    if (ended()) return
    await new Promise<void>((resolve) => {
      taken = resolve
      decoder.write(piece, () => resolve())
    })
    if (ended()) return
  }
  decoder.end()
}
