/** What is known of the messages of one kind: plain data, so that it crosses threads. */
import { LEVELS } from '../../../../common/page.ts'

export interface Figures {
  /** Messages of each level, by its place in LEVELS. */
  readonly levels: number[]
  /** Milliseconds since 1970; Infinity and -Infinity where no message has a time. */
  first: number
  last: number
  /**
   * The bytes of the earliest message, a character each; of equals the least, and those without a time last: so which one it is does not depend on
   * who saw it first.
   */
  example: string
  exampleTime: number
}

export function noFigures(): Figures {
  return { levels: LEVELS.map(() => 0), first: Infinity, last: -Infinity, example: '', exampleTime: NaN }
}

export function countOf({ levels }: Figures): number {
  return levels.reduce((sum, each) => sum + each, 0)
}

/** Adds `more` to `sum`. */
export function addFigures(sum: Figures, more: Figures): void {
  if (countOf(more) === 0) return
  const isFirst = countOf(sum) === 0
  more.levels.forEach((each, level) => (sum.levels[level] += each))
  sum.first = Math.min(sum.first, more.first)
  sum.last = Math.max(sum.last, more.last)
  if (!isFirst && !isBefore(more.exampleTime, more.example, sum.exampleTime, sum.example)) return
  sum.example = more.example
  sum.exampleTime = more.exampleTime
}

function isBefore(time: number, text: string, otherTime: number, other: string): boolean {
  const [a, b] = [time, otherTime].map((each) => (Number.isNaN(each) ? Infinity : each))
  return a < b || (a === b && text < other)
}

/** The level that most of the messages have; of equals the worst. */
export function levelOf({ levels }: Figures): string | undefined {
  let most = LEVELS.length - 1
  for (let level = most; level >= 0; level--) if (levels[level] > levels[most]) most = level
  return levels[most] === 0 || LEVELS[most] === '' ? undefined : LEVELS[most]
}
