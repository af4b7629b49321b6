/** A pass that is held for longer begins by itself, in milliseconds. */
const LONGEST = 3000

/** Keeps a pass from beginning until what is more urgent is done. */
export class Hold {
  private readonly longest: number
  private release: (() => void) | undefined

  constructor(longest = LONGEST) {
    this.longest = longest
  }

  /** Resolves at the next `end`, or after the longest time. */
  wait(): Promise<void> {
    this.end()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.longest)
      this.release = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  end(): void {
    this.release?.()
    this.release = undefined
  }
}
