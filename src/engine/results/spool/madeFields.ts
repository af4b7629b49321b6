import type { RecordBatch } from '../../records/batch.ts'
import { LineBatch } from '../../records/lineBatch.ts'

/** Fields of rows that are not as the log has them, and are kept beside these. */
export interface Made {
  readonly names: readonly string[]
  /** Behind them there is one value of all the fields that only rows name. */
  readonly open: boolean
  /** The same for rows with the same fields. */
  readonly key: string
}

export function madeOf(names: readonly string[], open: boolean): Made {
  return { names, open, key: JSON.stringify([open, ...names]) }
}

export const NOTHING_MADE: Made = madeOf([], false)

/** Those of a batch; of rows of files only those that are `wanted`, undefined: all. */
export function madeBy(batch: RecordBatch, wanted: readonly string[] | undefined): Made {
  const names = wanted && batch.kind === 'lines' ? wanted.filter((name) => batch.isMade(name)) : allMade(batch)
  return madeOf(names, wanted === undefined && batch.changesOpen)
}

/** Fields with names that are not as the log has them. */
function allMade(batch: RecordBatch): readonly string[] {
  const ofFormat = batch instanceof LineBatch ? batch.fieldNames.filter((name) => batch.isMade(name)) : []
  return [...new Set([...batch.made(), ...ofFormat])]
}
