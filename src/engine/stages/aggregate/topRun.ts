import type { FieldValue } from '../../records/batch.ts'
import type { TableData } from '../../records/tableBatch.ts'
import type { StageContext } from '../contract.ts'
import { GroupedRun, type GroupQuery } from './groups.ts'
import { compareValues, numericKeys, type GroupRow } from './sortedRows.ts'

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

  override table(): TableData {
    const { rows: limit, showCount, useNull, by, rarest } = this.options
    const { names, by: keys } = this.query
    const rows = this.state.rows().filter((row) => useNull || !row.keys.slice(by).includes(undefined))
    const numeric = numericKeys(rows, keys.length)
    const groups = (a: GroupRow, b: GroupRow): number => compareValues(a.keys, b.keys, numeric.slice(0, by))
    const sign = rarest ? 1 : -1
    rows.sort((a, b) => groups(a, b) || sign * (a.rank! - b.rank!) || compareValues(a.keys, b.keys, numeric))
    const shown: (readonly FieldValue[])[] = []
    let inGroup = 0
    rows.forEach((row, i) => {
      inGroup = i > 0 && groups(rows[i - 1], row) === 0 ? inGroup + 1 : 0
      if (inGroup < limit) shown.push(showCount ? row.cells : row.cells.slice(0, -1))
    })
    return { columns: names, rows: shown }
  }
}
