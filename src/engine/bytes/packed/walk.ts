import type { PackedFile } from './packedFile.ts'

/** Asks for `length` bytes at `position`; fewer than that are there only where the file ends. */
export type Wanted = readonly [position: number, length: number]

/** Looks at few bytes of a file here and there, in rising order; whoever runs it gives them, valid until it asks again. */
export type Walk<T> = Generator<Wanted, T, Buffer>

/** Read at a time: what a walk asks for next is mostly among it. */
const WINDOW_BYTES = 256 * 1024

/** Runs a walk over a file, with a turn for others between two reads; undefined once `signal` is aborted. Throws SluiceError. */
export async function walkFile<T>(file: PackedFile, walk: Walk<T>, signal?: AbortSignal): Promise<T | undefined> {
  const buffer = Buffer.allocUnsafeSlow(WINDOW_BYTES)
  let window: Buffer = buffer.subarray(0, 0)
  let start = 0
  for (let next = walk.next(); ; ) {
    if (next.done) return next.value
    const [position, length] = next.value
    if (position < start || position + length > start + window.length) {
      if (signal?.aborted) return undefined
      start = position
      window = await file.read(position, WINDOW_BYTES, buffer)
    }
    next = walk.next(window.subarray(position - start, position - start + length))
  }
}

/** Runs a walk over bytes that are there. */
export function walkBytes<T>(bytes: Buffer, walk: Walk<T>): T {
  for (let next = walk.next(); ; ) {
    if (next.done) return next.value
    const [position, length] = next.value
    next = walk.next(bytes.subarray(position, position + length))
  }
}
