/** What `stats` can compute over the rows of a group. One object per function; new ones are added to the list below. */
import type { FieldValue, RecordBatch } from '../../records/batch.ts'

/** The state of one function over one group. `State` is plain data, so that it crosses threads. */
export interface AggregateFunction<State = unknown> {
  readonly name: string
  /** How many fields it takes. */
  readonly arguments: readonly [least: number, most: number]
  readonly summary: string
  start(): State
  /** The state with one more row; `field` is the argument, undefined where there is none. */
  add(state: State, batch: RecordBatch, row: number, field: string | undefined): State
  /** The state of all rows of a batch; undefined where they have to be added one by one. */
  addAll?(state: State, batch: RecordBatch, field: string | undefined): State | undefined
  merge(a: State, b: State): State
  value(state: State): FieldValue
}

const count: AggregateFunction<number> = {
  name: 'count',
  arguments: [0, 1],
  summary: 'Rows; with a field, rows that have it.',
  start: () => 0,
  add: (state, batch, row, field) => (field === undefined || batch.field(field, row) !== undefined ? state + 1 : state),
  addAll: (state, batch, field) => (field === undefined ? state + batch.length : undefined),
  merge: (a, b) => a + b,
  value: (state) => state,
}

export const aggregateFunctions: readonly AggregateFunction[] = [count as AggregateFunction]

export function aggregateFunction(name: string): AggregateFunction {
  const found = aggregateFunctions.find((candidate) => candidate.name === name)
  if (!found) throw new RangeError(`no aggregate function is called '${name}'`)
  return found
}
