import { mergeSorted } from '../../../common/mergeSorted.ts'
import { compareKeys, Rank, type SortField } from '../../stages/sequential/sortKeys.ts'
import type { StoredChunk } from './rowReader.ts'

/** A row of a chunk; good until the next is pulled. */
export interface MergedRow {
  chunk: StoredChunk
  row: number
}

/** A place in a run, with the first key of its row. */
interface Cursor extends MergedRow {
  readonly run: number
  readonly rest: Iterator<StoredChunk>
  rank: number
  number: number
  text: string
}

/** The rows of sorted runs in order; those that are alike in the order of the runs. A chunk is done with when the next of its run is pulled. */
export function mergeRuns(runs: readonly Iterator<StoredChunk>[], fields: readonly SortField[]): Generator<MergedRow> {
  const [{ descending }] = fields
  const others = fields.slice(1)
  const isBefore = (a: Cursor, b: Cursor): boolean => {
    if (a.rank !== b.rank) return descending && a.rank !== Rank.Missing && b.rank !== Rank.Missing ? a.rank > b.rank : a.rank < b.rank
    if (a.rank === Rank.Text) {
      if (a.text !== b.text) return a.text < b.text !== descending
    } else if (a.number !== b.number) return a.number < b.number !== descending
    const order = others.length > 0 ? compareKeys(others, otherKeys(a), otherKeys(b)) : 0
    return order < 0 || (order === 0 && a.run < b.run)
  }
  const cursors: Cursor[] = []
  for (const [run, rest] of runs.entries()) {
    const next = rest.next()
    if (next.done === true) continue
    const cursor: Cursor = { run, rest, chunk: next.value, row: 0, rank: 0, number: 0.5, text: '' }
    load(cursor)
    cursors.push(cursor)
  }
  return mergeSorted(cursors, isBefore, advance)
}

/** To its next row; false where there is none. */
function advance(cursor: Cursor): boolean {
  if (++cursor.row === cursor.chunk.head.rows) {
    const next = cursor.rest.next()
    if (next.done === true) return false
    cursor.chunk = next.value
    cursor.row = 0
  }
  load(cursor)
  return true
}

/** Notes the first key of the row. */
function load(cursor: Cursor): void {
  const { chunk, row } = cursor
  const { ranks, values } = chunk.keys[0]
  const rank = ranks[row]
  cursor.rank = rank
  if (rank !== Rank.Text) cursor.number = values.numbers[values.places ? values.places[row] : row]
  else cursor.text = values.value(row) as string
}

function otherKeys({ chunk, row }: Cursor): ReturnType<StoredChunk['keys'][number]['at']>[] {
  return chunk.keys.slice(1).map((key) => key.at(row))
}
