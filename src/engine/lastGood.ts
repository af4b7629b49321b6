import type { KeptResult } from '../common/protocol.ts'
import type { Run } from './run.ts'
import type { RunEnvironment } from './runEnvironment.ts'

interface Kept {
  readonly run: Run
  /** Of the files as they were then. */
  readonly env: RunEnvironment
  /** Lets go of it. */
  readonly release: () => void
}

/** What a query with scripts gave when it last came to its end: it can be looked at while one of the scripts, which somebody is working on, fails. */
export class LastGood {
  private kept: Kept | undefined

  get run(): Run | undefined {
    return this.kept?.run
  }

  /** Of a run: its own, if it is this one. */
  envOf(run: Run, env: RunEnvironment): RunEnvironment {
    return this.kept?.run === run ? this.kept.env : env
  }

  /** `before` is about to be replaced, by a run of the same query or of another one. */
  replaced(before: Run | undefined, env: RunEnvironment, isSame: boolean): void {
    if (!isSame) this.drop()
    else if (before && before.state === 'done' && hasScripts(before)) {
      this.drop()
      this.kept = { run: before, env, release: before.hold() }
    }
  }

  /** A run has come to its end: what was before it is not needed any more, unless it failed in a script. */
  ended({ state, error }: Run): void {
    if (state === 'done' || (state === 'failed' && error?.code !== 'script')) this.drop()
  }

  /** What is to be shown in the place of a run that has failed in a script: for its progress. */
  insteadOf({ state, error }: Run): { readonly instead?: KeptResult } {
    const { run } = this
    if (!run || state !== 'failed' || error?.code !== 'script') return {}
    const { counts, inputComplete, plan: { columns } } = run
    const exact = inputComplete && (counts?.complete ?? false)
    return { instead: { run: run.id, columns: columns.names, table: columns.table, rows: counts?.total ?? 0, exact } }
  }

  drop(): void {
    const { kept } = this
    this.kept = undefined
    kept?.release()
  }
}

function hasScripts({ plan }: Run): boolean {
  return plan.segments.some(({ local, end }) => [...local, ...(end ? [end] : [])].some(({ node }) => node.name === 'script'))
}
