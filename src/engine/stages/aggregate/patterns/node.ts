import type { StageNode } from '../../../query/ast.ts'

export interface PatternsNode extends StageNode {
  readonly name: 'patterns'
  /** Undefined: the message, or the text of rows without one. */
  readonly field: string | undefined
  /** Messages are counted for each combination of the values of these. */
  readonly by: readonly string[]
  /** The messages of one side against those of another. */
  readonly compare: Comparison | undefined
  /** Rows stay and get their pattern as a field. */
  readonly labels: boolean
  /** Example messages of each pattern. */
  readonly samples: number
  /** What the column, or the field, of the pattern is called. */
  readonly newField: string
}

export const MESSAGE = 'message'
export const PATTERN_FIELD = 'patterns_field'
/** Column with the numbers of messages over time. */
export const SPARKLINE = 'sparkline'
export const DEFAULT_SAMPLES = 3
export const MAX_SAMPLES = 10

/** Rows of one side: those with a value of a field, or within a span of time. */
export interface Side {
  readonly text: string
  /** `time "…" to "…"`. */
  readonly to?: string
  /** The moments that the texts stand for, from `from` to before `before`; known when a pass starts. */
  readonly span?: { readonly from: number; readonly before: number }
}

export interface Comparison {
  readonly field: string
  readonly baseline: Side
  /** Undefined: all other rows that have the field. */
  readonly other: Side | undefined
}
