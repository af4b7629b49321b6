import { freeNow } from '../../../common/freeNow.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import type { HeldRows, PlacedRow } from '../../stages/contract.ts'
import { GrowingNumbers } from './growingNumbers.ts'

/** Rows in memory: those of a sequential stage are good as long as somebody holds them. */
export function holdRows(): HeldRows {
  const batches: RecordBatch[] = []
  const batchOf = new GrowingNumbers(Uint32Array)
  const rowOf = new GrowingNumbers(Uint32Array)
  let bytes = 0
  const clear = (): void => {
    batches.length = 0
    batchOf.clear()
    rowOf.clear()
    bytes = 0
  }
  return {
    get length() {
      return rowOf.length
    },
    get bytes() {
      return bytes
    },
    add(batch, row) {
      if (batches.at(-1) !== batch) {
        batches.push(batch)
        bytes += bytesOf(batch)
      }
      batchOf.push(batches.length - 1)
      rowOf.push(row)
    },
    at: (index): PlacedRow => ({ batch: batches[batchOf.at(index)], row: rowOf.at(index) }),
    clear,
    release() {
      for (const batch of batches) if (batch instanceof LineBatch) freeNow(batch.block.bytes)
      clear()
    },
  }
}

/** About how much memory a batch takes. */
function bytesOf(batch: RecordBatch): number {
  return batch instanceof LineBatch ? batch.block.stop : 100 * batch.length
}
