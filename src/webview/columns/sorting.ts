/** Sorting by the columns of the list: what a click on their names makes of the query. */
import { sortBy, sortingOf, type Direction } from '../../engine/query/editing.ts'
import type { Feature } from '../panel/feature.ts'
import type { PanelModel } from '../panel/model.ts'
import { canSort, samePipeline } from '../panel/pipeline.ts'
import type { Store } from '../store.ts'

/** More rows than these are not sorted without a question. */
export const MOST_UNASKED = 1_000_000

/** What a person is asked before very many rows are sorted. */
export interface SortQuestion {
  readonly column: string
  readonly direction: Direction
}

export class Sorting implements Feature {
  private readonly store: Store<PanelModel>
  /** Puts a query into the field, and runs it. */
  private readonly apply: (query: string) => void
  /** The column that was sorted by first of all, and how: twice on from there it is not sorted any more. */
  private first: SortQuestion | undefined

  constructor(store: Store<PanelModel>, apply: (query: string) => void) {
    this.store = store
    this.apply = apply
  }

  /** How the shown rows are sorted by a column. */
  by(column: string): Direction | undefined {
    return sortingOf(this.store.current.runQuery ?? '')(column)
  }

  /** Another click on a column: numbers come from the greatest, texts from the first; then the other way round; then as they were. */
  toggle(column: string, numeric: boolean): void {
    const before = this.by(column)
    if (this.first?.column !== column) this.first = before && { column, direction: before }
    if (before === undefined) this.to(column, numeric ? 'descending' : 'ascending')
    else this.to(column, before === this.first?.direction ? opposite(before) : undefined)
  }

  /** Sorts by a column, asking first where that may take long; undefined: not any more. */
  to(column: string, direction: Direction | undefined, sure = false): void {
    const { query, shown, runQuery } = this.store.current
    if (!shown || runQuery === undefined || !samePipeline(runQuery, query) || !canSort) return
    if (direction && !sure && !this.isBounded()) return this.store.update({ sortQuestion: { column, direction } })
    if (direction === undefined) this.first = undefined
    else if (this.by(column) === undefined) this.first = { column, direction }
    this.store.update({ sortQuestion: undefined })
    this.apply(sortBy(query, column, direction))
  }

  /** The answer to the question. */
  answer(yes: boolean): void {
    const { sortQuestion } = this.store.current
    this.store.update({ sortQuestion: undefined })
    if (yes && sortQuestion) this.to(sortQuestion.column, sortQuestion.direction, true)
  }

  onRun(): void {
    if (this.store.current.sortQuestion) this.store.update({ sortQuestion: undefined })
  }

  private isBounded(): boolean {
    const { shown, progress } = this.store.current
    return shown?.table === true || (progress !== undefined && progress.exact && progress.rowsMatched <= MOST_UNASKED)
  }
}

function opposite(direction: Direction): Direction {
  return direction === 'ascending' ? 'descending' : 'ascending'
}
