/** Ends the restarts of something that keeps crashing. */
export class RestartPolicy {
  private readonly limit: number
  private readonly window: number
  private readonly now: () => number
  private crashes: number[] = []
  private spent = false

  /** Exhausted by `limit` crashes within `window` milliseconds, until it is reset. */
  constructor(limit = 3, window = 60_000, now: () => number = () => performance.now()) {
    this.limit = limit
    this.window = window
    this.now = now
  }

  get exhausted(): boolean {
    return this.spent
  }

  noteCrash(): void {
    const now = this.now()
    this.crashes = [...this.crashes.filter((at) => now - at < this.window), now]
    if (this.crashes.length >= this.limit) this.spent = true
  }

  reset(): void {
    this.crashes = []
    this.spent = false
  }
}
