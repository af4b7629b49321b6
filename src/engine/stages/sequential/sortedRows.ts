/** Sorts rows: in memory as long as they fit, else as sorted runs on disk that are merged (Knuth, The Art of Computer Programming, vol. 3, 5.4). */
import { mergeSorted } from '../../../common/mergeSorted.ts'
import type { RecordBatch } from '../../records/batch.ts'
import type { HeldRows, PlacedRow, SequentialTools, StageContext } from '../contract.ts'
import { KeyColumns } from './keyColumns.ts'
import { timesOf } from './keys.ts'
import { compareKeys, keyReader, type ReadKeys, type SortField, type SortKey } from './sortKeys.ts'

/** What rows in memory may be at most; their keys take about as much again. Tests take less. */
export interface HeldBounds {
  readonly bytes: number
  readonly rows: number
}

const BOUNDS: HeldBounds = { bytes: 12 * 1024 * 1024, rows: 150_000 }
/** Rows are given so many at a time. */
const GIVEN_ROWS = 16_384
/** Rows that are sorted before it is looked which of them are left out. */
const ROWS_TO_CUT = 8192
/** Of the first rows only so many are kept in memory, and cut to those when there are twice as many. */
export const MOST_KEPT = 50_000

export async function* sortedRows(
  batches: AsyncIterable<RecordBatch>,
  fields: readonly SortField[],
  most: number,
  context: StageContext,
  tools: SequentialTools,
  bounds = BOUNDS,
): AsyncGenerator<Iterable<PlacedRow>> {
  if (most === 0) return
  const part = new SortedPart(fields, tools)
  const runs: Iterable<RecordBatch>[] = []
  const readKeys = keysOf(fields, context)
  const isCut = most <= MOST_KEPT
  for await (const batch of batches) {
    const read = readKeys(batch)
    for (let row = 0; row < batch.length; row++) part.add(batch, row, read(row))
    // Between batches: their memory goes as a whole.
    if (isCut && part.length >= 2 * most + ROWS_TO_CUT) part.cut(most)
    else if (!isCut && part.isFull(bounds)) runs.push(tools.store(part.take(most)))
  }
  if (runs.length === 0) yield* portions(part.take(most))
  else {
    runs.push(tools.store(part.take(most)))
    yield* portions(firstOf(merged(runs, fields, readKeys), most))
  }
}

/** Leaves out of each batch the rows that are not among the first `most`, of it or of one that was seen before; those that are kept stay in their order. */
export function firstOfEach(fields: readonly SortField[], most: number, context: StageContext): ((batch: RecordBatch) => RecordBatch) | undefined {
  if (most > MOST_KEPT) return undefined
  const readKeys = keysOf(fields, context)
  const keys = new KeyColumns(fields)
  /** So many rows are known that do not come behind this. */
  let last: readonly SortKey[] | undefined
  return (batch) => {
    const read = readKeys(batch)
    const rows: number[] = []
    for (let row = 0; row < batch.length; row++) {
      const key = read(row)
      // What is alike may come first all the same: batches come in any order.
      if (last && compareKeys(fields, key, last) > 0) continue
      rows.push(row)
      keys.push(key)
    }
    const first = keys.order().subarray(0, most)
    if (most > 0 && first.length === most) last = keys.keys(first[most - 1])
    keys.clear()
    return batch.select(Uint32Array.from(first, (index) => rows[index]).sort())
  }
}

/** Keys of the rows of a batch, whatever its times are. */
function keysOf(fields: readonly SortField[], context: StageContext): (batch: RecordBatch) => ReadKeys {
  const byTime = fields.some(({ field }) => field === 'time')
  return (batch) => keyReader(fields, batch, byTime ? timesOf(batch) : undefined, context)
}

/** Rows in memory, with their keys. */
class SortedPart {
  private readonly fields: readonly SortField[]
  private held: HeldRows
  private other: HeldRows
  private keys: KeyColumns
  private otherKeys: KeyColumns
  /** Once some have been left out: the keys of the last that was kept. */
  private last: readonly SortKey[] | undefined

  constructor(fields: readonly SortField[], tools: SequentialTools) {
    this.fields = fields
    this.held = tools.hold()
    this.other = tools.hold()
    this.keys = new KeyColumns(fields)
    this.otherKeys = new KeyColumns(fields)
  }

  get length(): number {
    return this.keys.length
  }

  isFull({ bytes, rows }: HeldBounds): boolean {
    return this.held.bytes >= bytes || this.keys.length >= rows
  }

  add(batch: RecordBatch, row: number, keys: readonly SortKey[]): void {
    // It would come behind all that were kept.
    if (this.last && compareKeys(this.fields, keys, this.last) >= 0) return
    this.held.add(batch, row)
    this.keys.push(keys)
  }

  /** Leaves all out but the first `most`. */
  cut(most: number): void {
    const { held, other, keys, otherKeys } = this
    for (const index of keys.order().subarray(0, most)) {
      const { batch, row } = held.at(index)
      other.add(batch, row)
      otherKeys.push(keys.keys(index))
    }
    held.clear()
    keys.clear()
    this.held = other
    this.other = held
    this.keys = otherKeys
    this.otherKeys = keys
    this.last = otherKeys.keys(most - 1)
  }

  /** The first `most` rows in order; there are none left afterwards. */
  *take(most: number): Generator<PlacedRow> {
    for (const index of this.keys.order().subarray(0, most)) yield this.held.at(index)
    this.held.release()
    this.keys.clear()
  }
}

interface Cursor extends PlacedRow {
  readonly rest: Iterator<RecordBatch>
  readonly run: number
  batch: RecordBatch
  row: number
  read: ReadKeys
  keys: readonly SortKey[]
}

/** Rows of sorted runs in order; those that are alike in the order of the runs. */
function merged(runs: readonly Iterable<RecordBatch>[], fields: readonly SortField[], readKeys: (batch: RecordBatch) => ReadKeys): Generator<PlacedRow> {
  const isBefore = (a: Cursor, b: Cursor): boolean => (compareKeys(fields, a.keys, b.keys) || a.run - b.run) < 0
  const start = (rest: Iterator<RecordBatch>, run: number): Cursor | undefined => {
    const next = rest.next()
    if (next.done === true) return undefined
    const read = readKeys(next.value)
    return { rest, run, batch: next.value, row: 0, read, keys: read(0) }
  }
  const advance = (cursor: Cursor): boolean => {
    if (++cursor.row === cursor.batch.length) {
      const next = cursor.rest.next()
      if (next.done === true) return false
      cursor.batch = next.value
      cursor.row = 0
      cursor.read = readKeys(next.value)
    }
    cursor.keys = cursor.read(cursor.row)
    return true
  }
  const cursors = runs.map((run, i) => start(run[Symbol.iterator](), i)).filter((cursor) => cursor !== undefined)
  return mergeSorted(cursors, isBefore, advance)
}

function* firstOf(rows: Iterable<PlacedRow>, most: number): Generator<PlacedRow> {
  let left = most
  for (const row of rows) {
    if (left-- <= 0) return
    yield row
  }
}

/** A part at a time, so that others get their turn between. */
async function* portions(rows: Iterable<PlacedRow>): AsyncGenerator<Iterable<PlacedRow>> {
  const source = rows[Symbol.iterator]()
  let ended = false
  function* portion(): Generator<PlacedRow> {
    for (let i = 0; i < GIVEN_ROWS; i++) {
      const next = source.next()
      if (next.done === true) {
        ended = true
        return
      }
      yield next.value
    }
  }
  while (!ended) yield portion()
}
