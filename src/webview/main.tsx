import { render } from 'preact'
import type { PanelEvents, PanelHostApi, PanelState } from '../common/panelProtocol.ts'
import { RpcEndpoint } from '../common/rpc.ts'
import { App } from './app.tsx'
import { webviewChannel, type VsCodeApi } from './channel.ts'
import './main.css'
import { PanelController } from './panel/controller.ts'
import { initialModel } from './panel/model.ts'
import { Store } from './store.ts'
import { keepFocus } from './ui/keepFocus.ts'
import { keepSelectAllKey } from './ui/selectAllKey.ts'

declare function acquireVsCodeApi(): VsCodeApi

/** What an earlier life of this page kept, if it is of a kind that we know. */
function keptState(api: VsCodeApi): PanelState | undefined {
  const kept = api.getState() as PanelState | undefined
  return kept?.version === 1 ? kept : undefined
}

function start(): void {
  const api = acquireVsCodeApi()
  const root = document.getElementById('root')
  if (!root) throw new Error('the page has no root')
  // The controller answers the host's events and calls the host through the same endpoint.
  const endpoint: RpcEndpoint<PanelEvents, PanelHostApi> = new RpcEndpoint<PanelEvents, PanelHostApi>(webviewChannel(api), {
    progress: (params, context) => controller.events.progress(params, context),
    sideProgress: (params, context) => controller.events.sideProgress(params, context),
    bookmarks: (params, context) => controller.events.bookmarks(params, context),
    reveal: (params, context) => controller.events.reveal(params, context),
    notice: (params, context) => controller.events.notice(params, context),
    reopened: (params, context) => controller.events.reopened(params, context),
    settings: (params, context) => controller.events.settings(params, context),
    command: (params, context) => controller.events.command(params, context),
    bound: (params, context) => controller.events.bound(params, context),
    boundTo: (params, context) => controller.events.boundTo(params, context),
    query: (params, context) => controller.events.query(params, context),
  })
  const controller = new PanelController(new Store(initialModel), endpoint.remote, (state) => {
    api.setState(state)
    // For whoever has to know that it is kept before the page goes.
    root.dataset.kept = JSON.stringify({ query: state.query, top: state.top })
  })
  render(<App controller={controller} />, root)
  keepFocus(root)
  keepSelectAllKey(root)
  controller.start(keptState(api)).catch((error: unknown) => controller.fail(error))
}

start()
