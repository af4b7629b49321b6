/** Where it is kept that examples were put away: a Memento of VS Code. */
export interface ExamplesStorage {
  get(): unknown
  set(putAway: true | undefined): PromiseLike<void>
}

/** Whether panels offer examples while their query is empty: until somebody puts them away. */
export class OfferedExamples {
  private readonly storage: ExamplesStorage
  private readonly onChange: () => void

  constructor(storage: ExamplesStorage, onChange: () => void) {
    this.storage = storage
    this.onChange = onChange
  }

  get on(): boolean {
    return this.storage.get() !== true
  }

  async offer(on: boolean): Promise<void> {
    if (on === this.on) return
    await this.storage.set(on ? undefined : true)
    this.onChange()
  }
}
