import { isCancelled, toErrorData } from '../../common/errors.ts'
import type { PanelHostApi } from '../../common/panelProtocol.ts'
import type { Progress, RunResult } from '../../common/protocol.ts'
import type { Proxy } from '../../common/rpc.ts'

export type SideProgress = Omit<Progress, 'analysis'>

/** A query that runs beside the one that the list shows. */
export interface SideQuery {
  readonly query: string
  /** Undefined until the engine has taken it. */
  readonly result?: RunResult
  readonly progress?: SideProgress
  /** Why it cannot be run, as a sentence. */
  readonly error?: string
}

/** Starts queries beside the one that the list shows, each under the name of who needs it, and tells how far they are. */
export class SideQueries {
  private readonly host: Proxy<PanelHostApi>
  private readonly current = new Map<string, { state: SideQuery; abort: AbortController; tell(state: SideQuery): void; early?: SideProgress }>()

  constructor(host: Proxy<PanelHostApi>) {
    this.host = host
  }

  /**
   * Runs a query under a name, in the place of the one before. `tell` is called with each change, at first before this answers, until the next `run` or `end` of the name.
   * `hold`: after the pass of the list's query, on what it has found. Rows are fetched from the host by `result.run`.
   */
  run(name: string, query: string, tell: (state: SideQuery) => void, hold = false): void {
    this.current.get(name)?.abort.abort()
    const abort = new AbortController()
    const entry: { state: SideQuery; abort: AbortController; tell(state: SideQuery): void; early?: SideProgress } = { state: { query }, abort, tell }
    this.current.set(name, entry)
    const change = (next: Partial<SideQuery>): void => {
      if (this.current.get(name) !== entry) return
      entry.state = { ...entry.state, ...next }
      tell(entry.state)
    }
    change({})
    this.host.runSide({ side: name, query, hold }, abort.signal).then(
      (result) => change({ result, progress: entry.early?.run === result.run ? entry.early : undefined }),
      (error: unknown) => {
        if (!isCancelled(error) && !abort.signal.aborted) change({ error: toErrorData(error).message })
      },
    )
  }

  end(name: string): void {
    const entry = this.current.get(name)
    if (!entry) return
    this.current.delete(name)
    entry.abort.abort()
    this.host.endSide({ side: name }).catch(() => undefined)
  }

  onProgress({ side, ...progress }: SideProgress & { readonly side: string }): void {
    const entry = this.current.get(side)
    if (!entry) return
    const { result } = entry.state
    // It may come before the answer that names the run.
    if (!result) entry.early = progress
    else if (result.run === progress.run) {
      entry.state = { ...entry.state, progress }
      entry.tell(entry.state)
    }
  }
}
