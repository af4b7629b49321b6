/** A panel's store without a page: its listeners are called when a test says so. */
import { initialModel, type PanelModel } from '../../src/webview/panel/model.ts'
import { Store } from '../../src/webview/store.ts'

/** The store, and what draws a frame. Frames come at no other time. */
export function makeStore(model: Partial<PanelModel> = {}): { store: Store<PanelModel>; frame(): void } {
  const frames: (() => void)[] = []
  globalThis.requestAnimationFrame = (callback) => frames.push(() => callback(0))
  return {
    store: new Store<PanelModel>({ ...initialModel, ...model }),
    frame: () => frames.splice(0).forEach((draw) => draw()),
  }
}
