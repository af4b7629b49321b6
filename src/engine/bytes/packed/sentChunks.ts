import type { MessagePort, Worker } from 'node:worker_threads'
import { fromErrorData, toErrorData, type ErrorData } from '../../../common/errors.ts'
import { freeChunk } from './freeBuffer.ts'
import type { Damage, PlainChunks } from './packedFile.ts'

/** Content that was sent and not pulled yet, at most; one chunk more. */
const AHEAD = 2 * 1024 * 1024

/** What one thread tells the other, which answers with the number of bytes that it has taken. `position`: of what is unpacked. */
type Sent = { readonly chunk: Uint8Array; readonly position: number } | { readonly end: Damage | undefined } | { readonly error: ErrorData }

/** Sends content to another thread, as far ahead as that may be; resolves when all has been sent. */
export async function sendChunks(chunks: PlainChunks, port: MessagePort, position: () => number): Promise<void> {
  let ahead = 0
  let wake: () => void = () => undefined
  port.on('message', (taken: number) => {
    ahead -= taken
    wake()
  })
  const send = (message: Sent, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer)
  try {
    for (;;) {
      const next = await chunks.next()
      if (next.done) return send({ end: next.value })
      // In memory of its own, which is given away.
      const chunk = new Uint8Array(next.value)
      ahead += chunk.length
      send({ chunk, position: position() }, [chunk.buffer])
      while (ahead >= AHEAD) await new Promise<void>((resolve) => (wake = resolve))
    }
  } catch (error) {
    send({ error: toErrorData(error) })
  }
}

/** The content that another thread sends, each chunk valid until the next is pulled. Throws what making it throws, and what ends the thread. */
export async function* receiveChunks(from: MessagePort | Worker, notePosition: (position: number) => void): PlainChunks {
  const queue: Sent[] = []
  let wake: () => void = () => undefined
  const add = (message: Sent): void => {
    queue.push(message)
    wake()
  }
  from.on('message', add)
  from.on('error', (error: unknown) => add({ error: toErrorData(error) }))
  from.on('exit', () => add({ error: toErrorData(new Error('the thread that unpacks has ended')) }))
  for (;;) {
    const message = queue.shift()
    if (!message) await new Promise<void>((resolve) => (wake = resolve))
    else if ('error' in message) throw fromErrorData(message.error)
    else if ('end' in message) return message.end
    else {
      const { buffer, byteOffset, length } = message.chunk
      const chunk = Buffer.from(buffer, byteOffset, length)
      notePosition(message.position)
      yield chunk
      freeChunk(chunk)
      from.postMessage(length)
    }
  }
}
