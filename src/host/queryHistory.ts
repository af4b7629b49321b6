import { Emitter, type Disposable } from '../common/lifecycle.ts'

/** Where the entries are kept: a Memento of VS Code. */
export interface HistoryStorage {
  get(): readonly string[] | undefined
  set(entries: readonly string[]): PromiseLike<void>
}

/** Queries that were run, newest first. */
export class QueryHistory implements Disposable {
  readonly onChange = new Emitter<readonly string[]>()
  private readonly storage: HistoryStorage
  private readonly limit: number

  constructor(storage: HistoryStorage, limit = 50) {
    this.storage = storage
    this.limit = limit
  }

  get entries(): readonly string[] {
    const kept: unknown = this.storage.get()
    return Array.isArray(kept) ? kept.filter((entry): entry is string => typeof entry === 'string') : []
  }

  /** Adds a query, or brings it to the front. */
  async add(query: string): Promise<void> {
    const text = query.trim()
    const { entries } = this
    if (text === '' || text === entries[0]) return
    const next = [text, ...entries.filter((entry) => entry !== text)].slice(0, this.limit)
    await this.storage.set(next)
    this.onChange.fire(next)
  }

  dispose(): void {
    this.onChange.dispose()
  }
}
