import type { BatchFields } from './batchFields.ts'
import type { KeyTable } from './keyTable.ts'

/** Numbers what rows are grouped by, from 0 on, in the order in which it appears. */
export interface KeyIds {
  /** The values by their numbers, as text; undefined where rows have none. */
  readonly texts: KeyTable
  /** The numbers of a batch's rows. */
  read(batch: BatchFields, ids: Uint32Array): void
}
