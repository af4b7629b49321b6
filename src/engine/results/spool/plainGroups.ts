/** Groups in order without an object for any of them: their keys stay bytes from the state that they are in to the file of the table. */
import { freeNow } from '../../../common/freeNow.ts'
import type { GroupOrder, PlainGroups } from '../../stages/contract.ts'
import { LoserTree } from './loserTree.ts'
import { OrderedRows, type KeyColumn } from './orderedGroups.ts'
import { openChunk } from './rowReader.ts'
import { SpoolReader, type SpoolPart } from './spoolFile.ts'
import type { TableWriter } from './tableWriter.ts'
import type { StoredValues } from './valueColumn.ts'

/** Writes the groups in order: their keys, the results, and by what they are in order. */
export function writeGroups(groups: PlainGroups, order: GroupOrder, writer: TableWriter): void {
  const { count, keys, results } = groups
  const ranks = Float64Array.from({ length: count }, (_, group) => groups.rank(group) ?? -Infinity)
  const columns = keys.map(({ texts, idOf }): KeyColumn => ({
    bytes: texts.bytes,
    isMissing: (group) => idOf(group) === texts.none,
    start: (group) => texts.startOf(idOf(group)),
    end: (group) => texts.ends[idOf(group)],
  }))
  const rows = new OrderedRows(count, columns, order, ranks, (group) => groups.rank(group) !== undefined)
  const views = keys.map(({ texts }) => texts.view)
  for (const group of rows.sorted()) {
    let column = 0
    columns.forEach((key, i) => {
      const into = writer.columns[column++]
      if (key.isMissing(group)) into.addMissing()
      else into.addBytes(key.bytes, views[i], key.start(group), key.end(group))
    })
    for (const value of results) writer.columns[column++].add(value(group))
    writer.columns[column].add(groups.rank(group))
    writer.endRow()
  }
}

/** Where one of several runs is read. */
interface Cursor {
  readonly reader: SpoolReader
  readonly part: SpoolPart
  chunk: number
  bytes: ArrayBuffer | undefined
  columns: readonly StoredValues[]
  /** Undefined once all have been read. */
  rows: OrderedRows | undefined
  row: number
  length: number
}

/** Joins what writeGroups has written: the rows of the table, without what they are in order by. `keys`: how many columns are those of keys. */
export function joinGroups(parts: readonly ({ readonly path: string } & SpoolPart)[], keys: number, order: GroupOrder, writer: TableWriter): void {
  const cursors: Cursor[] = parts.map((part) => ({ reader: new SpoolReader(part.path), part, chunk: -1, bytes: undefined, columns: [], rows: undefined, row: 0, length: 0 }))
  // By what most rows can be told apart, of the row of each cursor.
  const ranks = new Float64Array(cursors.length).fill(-Infinity)
  const firsts = new Float64Array(cursors.length)
  const seconds = new Float64Array(cursors.length)
  const advance = (at: number): void => {
    const cursor = cursors[at]
    if (++cursor.row >= cursor.length && !nextChunk(cursor, keys, order)) {
      ranks[at] = -Infinity
      return
    }
    const rows = cursor.rows!
    ranks[at] = rows.ranks[cursor.row]
    firsts[at] = rows.firsts[cursor.row]
    seconds[at] = rows.seconds[cursor.row]
  }
  const isBefore = (a: number, b: number): boolean => {
    const rank = ranks[a]
    if (rank !== ranks[b]) return rank > ranks[b]
    if (rank !== -Infinity) {
      if (firsts[a] !== firsts[b]) return firsts[a] < firsts[b]
      if (seconds[a] !== seconds[b]) return seconds[a] < seconds[b]
    }
    return isBeforeInFull(cursors[a], cursors[b]) ?? a < b
  }
  try {
    cursors.forEach((_, at) => advance(at))
    const tree = new LoserTree(cursors.length, isBefore)
    for (let at = tree.first; cursors[at]?.rows; at = tree.first) {
      const { columns, row } = cursors[at]
      for (let i = 0; i < writer.columns.length; i++) writer.columns[i].addStored(columns[i], row)
      writer.endRow()
      advance(at)
      tree.replay(at)
    }
  } finally {
    for (const { reader } of cursors) reader.close()
  }
}

/** Whether a row comes before another one, undefined for equal ones; those that have ended are last. */
function isBeforeInFull(a: Cursor, b: Cursor): boolean | undefined {
  if (!a.rows || !b.rows) return a.rows || b.rows ? a.rows !== undefined : undefined
  const apart = a.rows.compare(a.row, b.rows, b.row)
  return apart === 0 ? undefined : apart < 0
}

/** Opens the next chunk of a run that has rows; false where there is none. */
function nextChunk(cursor: Cursor, keys: number, order: GroupOrder): boolean {
  const { reader, part } = cursor
  if (cursor.bytes) freeNow(new Uint8Array(cursor.bytes))
  cursor.bytes = undefined
  cursor.rows = undefined
  if (++cursor.chunk >= part.offsets.length) return false
  cursor.bytes = reader.read(part.offsets[cursor.chunk], part.lengths[cursor.chunk])
  const { head, columns } = openChunk(cursor.bytes)
  const rank = columns[columns.length - 1]
  const ranks = rank.places ? Float64Array.from({ length: head.rows }, (_, row) => (rank.value(row) as number | undefined) ?? -Infinity) : rank.numbers
  cursor.columns = columns
  cursor.rows = new OrderedRows(head.rows, columns.slice(0, keys).map(keyColumn), order, ranks, (row) => rank.value(row) !== undefined)
  cursor.row = 0
  cursor.length = head.rows
  return true
}

function keyColumn(stored: StoredValues): KeyColumn {
  return { bytes: stored.texts, isMissing: (row) => stored.isMissing(row), start: (row) => stored.start(row), end: (row) => stored.end(row) }
}
