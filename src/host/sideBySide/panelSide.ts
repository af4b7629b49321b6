import type { PanelHostApi } from '../../common/panelProtocol.ts'
import type { Handlers } from '../../common/rpc.ts'
import type { Bindings, Side } from './bindings.ts'

/** The calls of a panel's page about its binding. */
export function boundCalls(side: Side, bindings: Bindings): Pick<Handlers<PanelHostApi>, 'placed' | 'unbind'> {
  return {
    placed: async (params) => bindings.placed(side, params),
    unbind: async () => bindings.unbind(side),
  }
}
