/** Rows with the smallest lots: a sample of which each row is as likely to be a part as any other. */
import type { RecordBatch } from '../../records/batch.ts'
import type { HeldRows, PlacedRow, SequentialTools } from '../contract.ts'

/** More are too many to hold. */
export const MOST_SAMPLED = 100_000
/** Rows that are held before it is looked which of them are left out. */
const ROWS_TO_CUT = 4096

type Lots = (batch: RecordBatch) => (row: number) => number

/** The rows with the smallest lots, in their order. */
export async function* smallestLots(batches: AsyncIterable<RecordBatch>, most: number, lots: Lots, tools: SequentialTools): AsyncGenerator<Iterable<PlacedRow>> {
  let held = tools.hold()
  let other = tools.hold()
  let drawn: number[] = []
  let greatest = Infinity
  const cut = (): void => {
    const kept = smallest(drawn, most)
    for (const index of kept) {
      const { batch, row } = held.at(index)
      other.add(batch, row)
    }
    drawn = Array.from(kept, (index) => drawn[index])
    if (drawn.length === most) greatest = drawn.reduce((a, b) => Math.max(a, b), 0)
    held.clear()
    ;[held, other] = [other, held]
  }
  for await (const batch of batches) {
    const lot = lots(batch)
    for (let row = 0; row < batch.length; row++) {
      const value = lot(row)
      if (value >= greatest || most === 0) continue
      held.add(batch, row)
      drawn.push(value)
    }
    if (drawn.length >= 2 * most + ROWS_TO_CUT) cut()
  }
  cut()
  yield rowsOf(held)
}

/** Leaves out of each batch what surely has not one of the smallest lots. */
export function smallestOfEach(most: number): (batch: RecordBatch, lot: (row: number) => number) => RecordBatch {
  let greatest = Infinity
  return (batch, lot) => {
    const drawn = Array.from({ length: batch.length }, (_, row) => lot(row))
    const near = Uint32Array.from(drawn.keys()).filter((row) => drawn[row] <= greatest)
    const kept = smallest(Array.from(near, (row) => drawn[row]), most).map((i) => near[i])
    if (most > 0 && kept.length === most) greatest = kept.reduce((least, row) => Math.max(least, drawn[row]), 0)
    return batch.select(kept)
  }
}

/** The indexes of the smallest, ascending. */
function smallest(values: readonly number[], most: number): Uint32Array {
  const order = Uint32Array.from(values.keys())
  if (values.length <= most) return order
  return order.sort((a, b) => values[a] - values[b] || a - b).subarray(0, most).sort()
}

function* rowsOf(held: HeldRows): Generator<PlacedRow> {
  for (let index = 0; index < held.length; index++) yield held.at(index)
}
