/** Marks in the texts of rows that are drawn: matches of find, and highlighters. */
import { RegexThread } from './regexThread.ts'
import { isQuick, layered, matchesOf, type Pattern, type Span } from './spans.ts'

/** Texts whose marks are remembered. */
const MOST_KNOWN = 4000
/** An expression that takes longer for one text, in milliseconds, is not run any more. */
const TOO_LONG = 50

const none: readonly Span[] = []

/** Gives the marks of texts for one set of patterns; those that may take long come later, when `changed` has been called. */
export class Painter {
  private readonly patterns: readonly Pattern[]
  private readonly quick: (RegExp | undefined)[]
  private readonly thread: RegexThread | undefined
  private readonly known = new Map<string, readonly Span[]>()
  private readonly late: Map<string, (readonly [number, number])[]>[]
  private readonly waiting = new Set<string>()
  private readonly slow = new Set<number>()
  private readonly gaveUp: (pattern: Pattern) => void
  private readonly changed: () => void
  private timer: ReturnType<typeof setTimeout> | undefined

  /** `gaveUp` is told of a pattern that takes too long, which is left out from then on. */
  constructor(patterns: readonly Pattern[], changed: () => void, gaveUp: (pattern: Pattern) => void) {
    this.patterns = patterns
    this.changed = changed
    this.gaveUp = gaveUp
    this.quick = patterns.map(({ source, flags }) => (isQuick(source) ? new RegExp(source, flags) : undefined))
    this.late = patterns.map(() => new Map())
    if (this.quick.includes(undefined)) this.thread = new RegexThread()
  }

  /** Marks of a text, behind each other. */
  spansOf(text: string): readonly Span[] {
    const known = this.known.get(text)
    if (known) return known
    if (this.known.size > MOST_KNOWN) this.known.clear()
    const spans = this.patterns.flatMap(({ paint }, i) => this.matches(i, text).map(([start, end]): Span => ({ start, end, paint })))
    const result = spans.length === 0 ? none : layered(spans)
    this.known.set(text, result)
    return result
  }

  dispose(): void {
    clearTimeout(this.timer)
    this.thread?.dispose()
  }

  private matches(index: number, text: string): readonly (readonly [number, number])[] {
    if (this.slow.has(index)) return []
    const regex = this.quick[index]
    if (!regex) return this.late[index].get(text) ?? this.later(text)
    const started = performance.now()
    const found = matchesOf(regex, text)
    if (performance.now() - started > TOO_LONG) this.giveUp(index)
    return found
  }

  private later(text: string): [] {
    this.waiting.add(text)
    this.timer ??= setTimeout(() => void this.ask())
    return []
  }

  private async ask(): Promise<void> {
    const texts = [...this.waiting]
    this.waiting.clear()
    for (const [index, pattern] of this.patterns.entries()) {
      if (this.quick[index] || this.slow.has(index)) continue
      const late = this.late[index]
      if (late.size > MOST_KNOWN) late.clear()
      const found = await this.thread!.run(pattern, texts)
      if (this.thread!.disposed) return
      if (!found) this.giveUp(index)
      else texts.forEach((text, i) => late.set(text, found[i]))
    }
    for (const text of texts) this.known.delete(text)
    this.timer = this.waiting.size > 0 ? setTimeout(() => void this.ask()) : undefined
    this.changed()
  }

  private giveUp(index: number): void {
    if (this.slow.has(index)) return
    this.slow.add(index)
    this.known.clear()
    this.gaveUp(this.patterns[index])
  }
}
