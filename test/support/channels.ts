import { Emitter } from '../../src/common/lifecycle.ts'
import type { Channel } from '../../src/common/rpc.ts'

/** One end of a pair of channels in memory: messages are cloned, and arrive in order in later microtasks. */
export class MemoryChannel implements Channel {
  readonly sent: unknown[] = []
  peer: MemoryChannel | undefined
  private readonly messages = new Emitter<unknown>()
  private readonly closes = new Emitter<string>()
  private open = true

  send(message: unknown, transfer: readonly ArrayBuffer[] = []): void {
    if (!this.open) return
    const copy: unknown = structuredClone(message, { transfer: [...transfer] })
    this.sent.push(copy)
    queueMicrotask(() => this.peer?.arrive(copy))
  }

  onMessage(listener: (message: unknown) => void) {
    return this.messages.on(listener)
  }

  onClose(listener: (reason: string) => void) {
    return this.closes.on(listener)
  }

  /** Ends both directions. */
  close(reason: string): void {
    for (const end of [this, this.peer]) {
      if (!end?.open) continue
      end.open = false
      end.closes.fire(reason)
    }
  }

  private arrive(message: unknown): void {
    if (this.open) this.messages.fire(message)
  }
}

export function channelPair(): [MemoryChannel, MemoryChannel] {
  const pair: [MemoryChannel, MemoryChannel] = [new MemoryChannel(), new MemoryChannel()]
  pair[0].peer = pair[1]
  pair[1].peer = pair[0]
  return pair
}
