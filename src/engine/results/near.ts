/**
 * Records around rows, within a block. Which ones they are follows from the rows of the block, and from how many records at its start and end are around rows of
 * the blocks beside it: so nothing has to be kept but two numbers a block (SEMANTICS: context).
 */
import type { LineBatch } from '../records/lineBatch.ts'
import type { RecordBatch } from '../records/batch.ts'
import type { Around } from '../stages/contract.ts'

/** Numbers that NearNotes has for a block. */
export const NEAR_NUMBERS = 4

/** What a scan notes of the rows of blocks: for each the first and the last record that is a row (-1 for none), how many records of it are around rows, and how many it has (-1: not known). */
export class NearNotes {
  private readonly numbers: number[] = []
  private readonly around: Around
  private readonly starts = new RowStarts()

  constructor(around: Around) {
    this.around = around
  }

  add(batch: RecordBatch): void {
    this.starts.add(batch)
  }

  /** To be called behind the rows of each block. `frames`: its records are to be counted, rows or not. */
  end(records: LineBatch, frames: boolean): void {
    const rows = this.starts.take()
    if (rows.length === 0) {
      this.numbers.push(-1, -1, 0, frames && records.knownRecords < 0 ? records.firstLines.count : records.knownRecords)
      return
    }
    const { starts, count } = records.firstLines
    const found = recordsAt(rows, starts, count)
    this.numbers.push(found[0], found[found.length - 1], recordsNear(found, count, this.around).length, count)
  }

  take(): Int32Array {
    return Int32Array.from(this.numbers)
  }
}

/** Where the rows of a block start in its bytes. */
export class RowStarts {
  private starts: number[] = []

  add(batch: RecordBatch): void {
    if (batch.kind !== 'lines') throw new Error('rows that are no records have nothing around them')
    const lines = batch as LineBatch
    for (let row = 0; row < lines.length; row++) this.starts.push(lines.start(row))
  }

  take(): readonly number[] {
    const taken = this.starts
    this.starts = []
    return taken
  }
}

/** The numbers of the records that start at these places; both ascending. */
export function recordsAt(rows: readonly number[], starts: Uint32Array, count: number): number[] {
  let record = 0
  return rows.map((start) => {
    while (record + 1 < count && starts[record + 1] <= start) record++
    return record
  })
}

/** The records of a block that are around its rows, or so many at its start or end. */
export function recordsNear(rows: readonly number[], records: number, { before, after }: Around, first = 0, last = 0): Uint32Array<ArrayBuffer> {
  const near: number[] = []
  let next = 0
  const addTo = (from: number, to: number): void => {
    for (next = Math.max(next, from); next < Math.min(to, records); next++) near.push(next)
  }
  addTo(0, first)
  for (const row of rows) addTo(row - before, row + after + 1)
  addTo(records - last, records)
  return Uint32Array.from(near)
}
