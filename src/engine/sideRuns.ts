import type { Run } from './run.ts'

/**
 * Queries that run beside the one that is shown, over the same files: what facets, charts and a search in the result are made of. Each has a
 * name; another of that name takes its place.
 */
export class SideRuns {
  private readonly runs = new Map<string, Run>()

  /** Begins a pass. `first` is waited for: a pass that is more urgent. `onEnd` is called once the pass has ended by itself. */
  start(name: string, run: Run, first: Promise<unknown>, onEnd: () => void): void {
    this.runs.get(name)?.replace()
    this.runs.set(name, run)
    void first
      .then(() => run.execute())
      .finally(() => {
        if (this.runs.get(name) === run) onEnd()
      })
  }

  /** The run with this number, if it is one of these. */
  find(run: number): Run | undefined {
    for (const each of this.runs.values()) if (each.id === run) return each
    return undefined
  }

  /** What runs under the name is not needed any more. */
  end(name: string): void {
    this.runs.get(name)?.replace()
    this.runs.delete(name)
  }

  endAll(): void {
    for (const run of this.runs.values()) run.dispose()
    this.runs.clear()
  }

  entries(): IterableIterator<[string, Run]> {
    return this.runs.entries()
  }
}
