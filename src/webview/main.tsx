import { render } from 'preact'
import type { PanelEvents, PanelHostApi, PanelState } from '../common/panelProtocol.ts'
import { RpcEndpoint, type Handlers } from '../common/rpc.ts'
import { App } from './app.tsx'
import { webviewChannel, type VsCodeApi } from './channel.ts'
import './main.css'
import { PanelController } from './panel/controller.ts'
import { initialModel } from './panel/model.ts'
import { Store } from './store.ts'
import { keepFocus } from './ui/keepFocus.ts'
import { answerOwnKeys } from './ui/ownKeys.ts'

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
  const events = {} as Handlers<PanelEvents>
  const endpoint = new RpcEndpoint<PanelEvents, PanelHostApi>(webviewChannel(api), events)
  const controller = new PanelController(new Store(initialModel), endpoint.remote, (state) => {
    api.setState(state)
    // For whoever has to know that it is kept before the page goes.
    root.dataset.kept = JSON.stringify({ query: state.query, top: state.top })
  })
  Object.assign(events, controller.events)
  // Asked before anything is drawn: the host answers meanwhile.
  controller.start(keptState(api)).catch((error: unknown) => controller.fail(error))
  render(<App controller={controller} />, root)
  keepFocus(root)
  answerOwnKeys(root, () => {
    controller.find.open()
    // The next letter is for its field.
    controller.store.flush()
  })
  // See panelHtml.ts.
  addEventListener('load', () => ((document.getElementById('icons') as HTMLLinkElement).media = 'all'))
}

start()
