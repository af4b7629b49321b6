/** The webview's end of the line to the extension host. */
import { toDisposable } from '../common/lifecycle.ts'
import type { Channel } from '../common/rpc.ts'

/** What VS Code gives a webview; may be asked for once. */
export interface VsCodeApi {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void
  getState(): unknown
  setState(state: unknown): void
}

export function webviewChannel(api: VsCodeApi): Channel {
  return {
    send: (message, transfer) => api.postMessage(message, transfer),
    onMessage(listener) {
      const receive = (event: MessageEvent): void => {
        // VS Code posts messages of its own to the page; ours are objects with a tag.
        if (typeof event.data === 'object' && event.data !== null && 't' in event.data) listener(event.data)
      }
      window.addEventListener('message', receive)
      return toDisposable(() => window.removeEventListener('message', receive))
    },
    // A webview outlives no host: it is destroyed with it.
    onClose: () => toDisposable(() => undefined),
  }
}
