/** The way that a person has taken through queries and places, to go back on. */

/** A row by where it stands in its file. */
export interface BytePlace {
  readonly source: number
  readonly offset: number
}

export interface Step {
  readonly query: string
  /** The row at the upper edge; undefined: the first, or rows that are in no file. */
  readonly top?: BytePlace
  readonly selected?: BytePlace
  /** When its query was last changed by typing, in milliseconds; undefined where it was not. */
  readonly typed?: number
}

export interface Trail {
  readonly steps: readonly Step[]
  /** The step that is shown; -1 before the first. */
  readonly at: number
}

export const noTrail: Trail = { steps: [], at: -1 }

const MOST_STEPS = 200
/** A query that is typed on within this time is the same step, in milliseconds. */
const TYPING_TIME = 3000

/** The trail with the step that is shown changed. */
export function noteHere(trail: Trail, change: Partial<Step>): Trail {
  const { steps, at } = trail
  return at < 0 ? trail : { steps: steps.map((step, i) => (i === at ? { ...step, ...change } : step)), at }
}

/** The trail with a step behind the one that is shown, in the place of those that were gone back from. */
export function stepOn({ steps, at }: Trail, step: Step): Trail {
  const before = steps.slice(0, at + 1)
  const last = before.at(-1)
  const isTyping = step.typed !== undefined && last?.typed !== undefined && step.typed - last.typed < TYPING_TIME
  const next = [...(isTyping ? before.slice(0, -1) : before), step].slice(-MOST_STEPS)
  return { steps: next, at: next.length - 1 }
}

/** The trail one step back (-1) or forward (1); undefined where there is none. */
export function goAlong({ steps, at }: Trail, by: -1 | 1): Trail | undefined {
  return steps[at + by] ? { steps, at: at + by } : undefined
}
