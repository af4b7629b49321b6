import type { MessagePort, Worker } from 'node:worker_threads'
import { toDisposable } from '../common/lifecycle.ts'
import type { Channel } from '../common/rpc.ts'

/** A channel over a worker (from outside) or its parent's port (from inside). */
export function portChannel(port: Worker | MessagePort): Channel {
  let open = true
  const closed = (): void => void (open = false)
  port.on('exit', closed)
  port.on('close', closed)
  return {
    send(message, transfer = []) {
      if (open) port.postMessage(message, [...transfer])
    },
    onMessage(listener) {
      port.on('message', listener)
      return toDisposable(() => port.off('message', listener))
    },
    onClose(listener) {
      const ended = (code?: unknown): void => listener(typeof code === 'number' ? `worker ended with code ${code}` : 'port closed')
      port.once('exit', ended)
      port.once('close', ended)
      return toDisposable(() => {
        port.off('exit', ended)
        port.off('close', ended)
      })
    },
  }
}
