/**
 * Typed calls over a message channel (process IPC, worker port, webview). One TypeScript interface per
 * direction; request and result types follow from it. Every request ends: with its result, a coded
 * error, `cancelled`, or `disposed` when the channel closes or the endpoint is disposed.
 */
import { fromErrorData, SluiceError, toErrorData, type ErrorData } from './errors.ts'
import { DisposableStore, type Disposable } from './lifecycle.ts'

export interface Channel {
  /** Sends one message; `transfer` lists buffers that are moved where the channel can. Never throws after the channel has closed. */
  send(message: unknown, transfer?: readonly ArrayBuffer[]): void
  onMessage(listener: (message: unknown) => void): Disposable
  /** Called once, when no message can come any more. */
  onClose(listener: (reason: string) => void): Disposable
}

/** What a handler gets beside its parameters. */
export interface CallContext {
  /** Aborted when the caller cancels or the channel closes. */
  readonly signal: AbortSignal
}

/** An interface whose methods take one parameter object and return a promise. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Api<T> = { [K in keyof T]: (params: any) => Promise<unknown> }

export type Params<T extends Api<T>, K extends keyof T> = Parameters<T[K]>[0]
export type Result<T extends Api<T>, K extends keyof T> = Awaited<ReturnType<T[K]>>

/** The implementing side of `T`: every method also gets the call's context. */
export type Handlers<T extends Api<T>> = {
  [K in keyof T]: (params: Params<T, K>, context: CallContext) => Promise<Result<T, K>> | Result<T, K>
}

/** The calling side of `T`: every method also takes a signal, to cancel. */
export type Proxy<T extends Api<T>> = {
  [K in keyof T]: (params: Params<T, K>, signal?: AbortSignal) => Promise<Result<T, K>>
}

type Message =
  | { readonly t: 'call'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly t: 'cancel'; readonly id: number }
  | { readonly t: 'result'; readonly id: number; readonly value: unknown }
  | { readonly t: 'error'; readonly id: number; readonly error: ErrorData }

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
  readonly unlisten: () => void
}

/** A result wrapped with the buffers to move instead of copying. */
export class Transfer<T> {
  readonly value: T
  readonly buffers: readonly ArrayBuffer[]
  constructor(value: T, buffers: readonly ArrayBuffer[]) {
    this.value = value
    this.buffers = buffers
  }
}

/** Marks the result of a handler, or the parameters of a call, so that its buffers are moved. */
export function transfer<T>(value: T, buffers: readonly ArrayBuffer[]): T {
  return new Transfer(value, buffers) as unknown as T
}

/** One end of a channel: answers calls to `Local`, makes calls to `Remote`. */
export class RpcEndpoint<Local extends Api<Local>, Remote extends Api<Remote>> implements Disposable {
  readonly remote: Proxy<Remote>
  private readonly channel: Channel
  private readonly handlers: Handlers<Local>
  private readonly pending = new Map<number, Pending>()
  private readonly running = new Map<number, AbortController>()
  private readonly store = new DisposableStore()
  private nextId = 1
  private closedBy: string | undefined
  private readonly errorData: (error: unknown) => ErrorData

  /** `errorData`: what the other side gets of an error that a handler throws. */
  constructor(channel: Channel, handlers: Handlers<Local>, errorData = toErrorData) {
    this.channel = channel
    this.handlers = handlers
    this.errorData = errorData
    this.remote = new Proxy({} as Proxy<Remote>, {
      // `then` must stay undefined, or awaiting the proxy would call it.
      get: (_, method) =>
        typeof method === 'string' && method !== 'then'
          ? (params: unknown, signal?: AbortSignal) => this.call(method, params, signal)
          : undefined,
    })
    this.store.add(channel.onMessage((message) => this.receive(message as Message)))
    this.store.add(channel.onClose((reason) => this.close(reason)))
  }

  dispose(): void {
    this.close('disposed')
  }

  private call(method: string, params: unknown, signal?: AbortSignal): Promise<unknown> {
    if (this.closedBy !== undefined) return Promise.reject(this.closedError())
    if (signal?.aborted) return Promise.reject(new SluiceError('cancelled', 'Cancelled.'))
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.settle(id)?.reject(new SluiceError('cancelled', 'Cancelled.'))
        this.channel.send({ t: 'cancel', id } satisfies Message)
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      this.pending.set(id, { resolve, reject, unlisten: () => signal?.removeEventListener('abort', onAbort) })
      try {
        if (params instanceof Transfer) {
          const moved = params as Transfer<unknown>
          this.channel.send({ t: 'call', id, method, params: moved.value } satisfies Message, moved.buffers)
        } else this.channel.send({ t: 'call', id, method, params } satisfies Message)
      } catch (error) {
        // The parameters cannot be cloned: there is nothing to wait for, or to cancel.
        this.settle(id)?.reject(error as Error)
      }
    })
  }

  private settle(id: number): Pending | undefined {
    const entry = this.pending.get(id)
    this.pending.delete(id)
    entry?.unlisten()
    return entry
  }

  private receive(message: Message): void {
    switch (message.t) {
      case 'call':
        void this.answer(message.id, message.method, message.params)
        break
      case 'cancel':
        this.running.get(message.id)?.abort()
        break
      case 'result':
        this.settle(message.id)?.resolve(message.value)
        break
      case 'error':
        this.settle(message.id)?.reject(fromErrorData(message.error))
        break
    }
  }

  private async answer(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController()
    this.running.set(id, controller)
    try {
      if (!Object.hasOwn(this.handlers, method)) throw new SluiceError('internal', `No such call: ${method}`)
      const handler = this.handlers[method as keyof Local]
      const value: unknown = await handler(params as never, { signal: controller.signal })
      if (value instanceof Transfer) {
        const moved = value as Transfer<unknown>
        this.channel.send({ t: 'result', id, value: moved.value } satisfies Message, moved.buffers)
      } else this.channel.send({ t: 'result', id, value } satisfies Message)
    } catch (error) {
      this.channel.send({ t: 'error', id, error: this.errorData(error) } satisfies Message)
    } finally {
      this.running.delete(id)
    }
  }

  private closedError(): SluiceError {
    return new SluiceError('disposed', `The connection has ended (${this.closedBy ?? ''}).`)
  }

  private close(reason: string): void {
    if (this.closedBy !== undefined) return
    this.closedBy = reason
    this.store.dispose()
    for (const controller of this.running.values()) controller.abort()
    for (const id of [...this.pending.keys()]) this.settle(id)?.reject(this.closedError())
  }
}
