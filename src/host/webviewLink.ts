import { Emitter, type Disposable } from '../common/lifecycle.ts'
import type { PanelEvents, PanelHostApi } from '../common/panelProtocol.ts'
import { RpcEndpoint, type Channel, type Handlers, type Params } from '../common/rpc.ts'
import { localErrorData } from './l10n.ts'

/** What the link needs of a webview. */
export interface WebviewPort {
  post(message: unknown): PromiseLike<unknown>
  onMessage(listener: (message: unknown) => void): Disposable
  /** False while the page is hidden: VS Code has discarded it then, and would hand messages to the next one. */
  isLive(): boolean
}

interface Page {
  readonly messages: Emitter<unknown>
  readonly endpoint: RpcEndpoint<PanelHostApi, PanelEvents>
  close(): void
}

/**
 * The calls between host and webview. A webview is discarded when it is hidden, and loaded again: every page gets an endpoint of its own, so
 * that answers meant for one never reach the next, whose calls are numbered from the start again. A page's first call is `ready`.
 */
export class WebviewLink implements Disposable {
  private readonly port: WebviewPort
  private readonly handlers: Handlers<PanelHostApi>
  private readonly subscription: Disposable
  private page: Page | undefined

  constructor(port: WebviewPort, handlers: Handlers<PanelHostApi>) {
    this.port = port
    this.handlers = handlers
    this.subscription = port.onMessage((message) => this.receive(message))
  }

  /** Tells the page something, if there is one. */
  emit<K extends keyof PanelEvents>(event: K, params: Params<PanelEvents, K>): void {
    if (!this.page || !this.port.isLive()) return
    this.page.endpoint.remote[event](params).catch(() => undefined)
  }

  dispose(): void {
    this.subscription.dispose()
    this.leave()
  }

  private receive(message: unknown): void {
    if (isReady(message)) {
      this.leave()
      this.page = this.connect()
    }
    this.page?.messages.fire(message)
  }

  private connect(): Page {
    const messages = new Emitter<unknown>()
    const closed = new Emitter<string>()
    let open = true
    const channel: Channel = {
      send: (message) => {
        if (open && this.port.isLive()) this.port.post(message).then(undefined, () => undefined)
      },
      onMessage: (listener) => messages.on(listener),
      onClose: (listener) => closed.on(listener),
    }
    const close = (): void => {
      open = false
      closed.fire('the page was closed')
    }
    return { messages, endpoint: new RpcEndpoint(channel, this.handlers, localErrorData), close }
  }

  private leave(): void {
    this.page?.close()
    this.page = undefined
  }
}

function isReady(message: unknown): boolean {
  if (typeof message !== 'object' || message === null) return false
  const { t, method } = message as { t?: unknown; method?: unknown }
  return t === 'call' && method === 'ready'
}
