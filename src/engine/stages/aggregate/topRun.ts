import type { FieldValue } from '../../records/batch.ts'
import type { GroupOrder, StageContext } from '../contract.ts'
import { GroupedRun, type GroupQuery } from './groups.ts'
import { compareValues, type GroupRow } from './sortedRows.ts'

export interface TopOptions {
  /** Of each group, at most. */
  readonly rows: number
  readonly showCount: boolean
  readonly useNull: boolean
  /** How many of the keys are those of groups. */
  readonly by: number
  readonly rarest: boolean
}

/** Counts the values of fields, and shows those that most or fewest rows have, of each group in the order of these. */
export class TopRun extends GroupedRun {
  private readonly options: TopOptions

  constructor(query: GroupQuery, options: TopOptions, context: StageContext) {
    super(query, context)
    this.options = options
  }

  protected override get needed(): number {
    return this.options.useNull ? super.needed : this.options.by
  }

  protected override get isPlain(): boolean {
    return false
  }

  protected override compare(order: GroupOrder): (a: GroupRow, b: GroupRow) => number {
    const groups = this.compareBy(order)
    const sign = this.options.rarest ? 1 : -1
    return (a, b) => groups(a, b) || sign * (a.rank! - b.rank!) || compareValues(a.keys, b.keys, order)
  }

  protected override *shown(rows: Iterable<GroupRow>, order: GroupOrder): Generator<GroupRow> {
    const groups = this.compareBy(order)
    let last: GroupRow | undefined
    let inGroup = 0
    for (const row of rows) {
      inGroup = last && groups(last, row) === 0 ? inGroup + 1 : 0
      if (inGroup < this.options.rows) yield row
      last = row
    }
  }

  protected override cells({ cells }: GroupRow): readonly FieldValue[] {
    return this.options.showCount ? cells : cells.slice(0, -1)
  }

  /** The order of what the values are counted in. */
  private compareBy(order: GroupOrder): (a: GroupRow, b: GroupRow) => number {
    const groups = order.slice(0, this.options.by)
    return (a, b) => compareValues(a.keys, b.keys, groups)
  }
}
