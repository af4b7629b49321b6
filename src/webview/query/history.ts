/** Going back through earlier queries, with what is being typed as the newest. */
export class HistoryCursor {
  private readonly entries: readonly string[]
  private readonly draft: string
  /** 0: the draft. */
  private position = 0

  /** `entries`: the newest first. */
  constructor(entries: readonly string[], draft: string) {
    this.draft = draft
    this.entries = entries.filter((entry, i) => entry.trim() !== '' && entry !== draft && entries.indexOf(entry) === i)
  }

  /** The query before (or after) the one shown, or undefined where there is none. */
  step(direction: 'older' | 'newer'): string | undefined {
    const next = this.position + (direction === 'older' ? 1 : -1)
    if (next < 0 || next > this.entries.length) return undefined
    this.position = next
    return next === 0 ? this.draft : this.entries[next - 1]
  }
}
