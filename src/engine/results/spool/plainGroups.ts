/** Groups in order without an object for any of them: their keys stay bytes from the state that they are in to the file of the table. */
import { freeNow } from '../../../common/freeNow.ts'
import { mergeSorted } from '../../../common/mergeSorted.ts'
import type { GroupOrder, PlainGroups } from '../../stages/contract.ts'
import { openChunk } from './rowReader.ts'
import { SpoolReader, type SpoolPart } from './spoolFile.ts'
import type { TableWriter } from './tableWriter.ts'
import type { StoredValues } from './valueColumn.ts'

/** The texts of a key of some rows. */
interface KeyColumn {
  readonly bytes: Buffer
  isMissing(row: number): boolean
  start(row: number): number
  end(row: number): number
}

/** Bytes of a key that a number holds exactly, and how many such numbers are compared before the bytes are. */
const PREFIX = 6

/** Rows, and what they are compared by. */
class OrderedRows {
  readonly keys: readonly KeyColumn[]
  private readonly order: GroupOrder
  /** The first result, -Infinity where there is none. */
  private readonly ranks: Float64Array
  private readonly hasRank: (row: number) => boolean
  /** Of the first key: its number, or its first bytes and the next ones, as numbers. */
  private readonly firsts: Float64Array
  private readonly seconds: Float64Array

  constructor(rows: number, keys: readonly KeyColumn[], order: GroupOrder, ranks: Float64Array, hasRank: (row: number) => boolean) {
    this.keys = keys
    this.order = order
    this.ranks = ranks
    this.hasRank = hasRank
    this.firsts = new Float64Array(rows)
    this.seconds = new Float64Array(rows)
    const [key] = keys
    for (let row = 0; row < rows; row++) {
      if (key.isMissing(row)) {
        this.firsts[row] = Infinity
        continue
      }
      const [start, end] = [key.start(row), key.end(row)]
      if (order[0]) this.firsts[row] = Number(key.bytes.toString('latin1', start, end))
      else {
        this.firsts[row] = prefixOf(key.bytes, start, end)
        this.seconds[row] = prefixOf(key.bytes, start + PREFIX, end)
      }
    }
  }

  /** As compareGroups. */
  compare(row: number, other: OrderedRows, otherRow: number): number {
    const [rank, otherRank] = [this.ranks[row], other.ranks[otherRow]]
    if (rank !== otherRank) return rank > otherRank ? -1 : 1
    if (rank === -Infinity && this.hasRank(row) !== other.hasRank(otherRow)) return this.hasRank(row) ? -1 : 1
    const apart = this.firsts[row] - other.firsts[otherRow] || this.seconds[row] - other.seconds[otherRow]
    return apart || this.compareKeys(row, other, otherRow)
  }

  private compareKeys(row: number, other: OrderedRows, otherRow: number): number {
    for (let i = 0; i < this.keys.length; i++) {
      const [a, b] = [this.keys[i], other.keys[i]]
      const isMissing = a.isMissing(row)
      if (isMissing || b.isMissing(otherRow)) {
        if (isMissing !== b.isMissing(otherRow)) return isMissing ? 1 : -1
        continue
      }
      const [start, end, otherStart, otherEnd] = [a.start(row), a.end(row), b.start(otherRow), b.end(otherRow)]
      const numbers = this.order[i] ? Number(a.bytes.toString('latin1', start, end)) - Number(b.bytes.toString('latin1', otherStart, otherEnd)) : 0
      const apart = numbers || compareBytes(a.bytes, start, end, b.bytes, otherStart, otherEnd)
      if (apart !== 0) return apart
    }
    return 0
  }
}

/** So that bytes of UTF-8 are in the order of the UTF-16 units of their texts: there surrogates are before U+E000 to U+FFFF. */
function unitOrder(byte: number): number {
  return byte < 0xee ? byte : byte < 0xf0 ? byte + 7 : byte - 2
}

function prefixOf(bytes: Buffer, start: number, end: number): number {
  let prefix = 0
  for (let at = start; at < start + PREFIX; at++) prefix = prefix * 256 + (at < end ? unitOrder(bytes[at]) : 0)
  return prefix
}

function compareBytes(a: Buffer, start: number, end: number, b: Buffer, otherStart: number, otherEnd: number): number {
  const length = Math.min(end - start, otherEnd - otherStart)
  for (let i = 0; i < length; i++) {
    const [x, y] = [a[start + i], b[otherStart + i]]
    if (x !== y) return unitOrder(x) - unitOrder(y)
  }
  return end - start - (otherEnd - otherStart)
}

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
  for (const group of Uint32Array.from({ length: count }, (_, each) => each).sort((a, b) => rows.compare(a, rows, b))) {
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
  readonly run: number
  readonly reader: SpoolReader
  readonly part: SpoolPart
  chunk: number
  bytes: ArrayBuffer | undefined
  columns: readonly StoredValues[]
  rows: OrderedRows | undefined
  row: number
  length: number
}

/** Joins what writeGroups has written: the rows of the table, without what they are in order by. `keys`: how many columns are those of keys. */
export function joinGroups(parts: readonly ({ readonly path: string } & SpoolPart)[], keys: number, order: GroupOrder, writer: TableWriter): void {
  const cursors: Cursor[] = parts.map((part, run) => ({ run, reader: new SpoolReader(part.path), part, chunk: -1, bytes: undefined, columns: [], rows: undefined, row: 0, length: 0 }))
  const advance = (cursor: Cursor): boolean => ++cursor.row < cursor.length || nextChunk(cursor, keys, order)
  const isBefore = (a: Cursor, b: Cursor): boolean => (a.rows!.compare(a.row, b.rows!, b.row) || a.run - b.run) < 0
  try {
    for (const { columns, row } of mergeSorted(cursors.filter((cursor) => nextChunk(cursor, keys, order)), isBefore, advance)) {
      for (let i = 0; i < writer.columns.length; i++) writer.columns[i].addStored(columns[i], row)
      writer.endRow()
    }
  } finally {
    for (const { reader } of cursors) reader.close()
  }
}

/** Opens the next chunk of a run that has rows; false where there is none. */
function nextChunk(cursor: Cursor, keys: number, order: GroupOrder): boolean {
  const { reader, part } = cursor
  if (cursor.bytes) freeNow(new Uint8Array(cursor.bytes))
  cursor.bytes = undefined
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
  const { texts, ends, places } = stored
  const placeOf = (row: number): number => (places ? places[row] : row)
  return {
    bytes: texts,
    isMissing: (row) => stored.isMissing(row),
    start: (row) => (placeOf(row) === 0 ? 0 : ends[placeOf(row) - 1]),
    end: (row) => ends[placeOf(row)],
  }
}
