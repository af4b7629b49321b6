import { LINE_FIELD } from '../../common/page.ts'
import { freeNow } from '../../common/freeNow.ts'
import type { Block, HeadTest } from '../lines/block.ts'
import { lineTextEnd, nextNewline } from '../lines/kernels.ts'
import { reaches, walkChunks, walkRows, type ChunkWatcher, type LineWalk, type SpanChunk } from './fields/chunks.ts'
import type { FieldExtractor, LineSpans } from './fields/extractor.ts'
import { TableHeadTest } from './formats/heads.ts'
import { NO_ADDRESS, placedHeads, splitLines } from './lineSplitter.ts'
import type { SpanColumn } from './spans.ts'

/** Start and end (without line end) of rows in a block's bytes; a record of several lines goes to the end of its last. */
export interface Rows {
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  readonly count: number
}

/** Fields whose rows can be marked, at most: see src/kernels/jsonFields.ts. */
const MARKED_FIELDS = 63

/** The rows of a block, split when somebody asks for more than their number. */
export class LineFrame {
  readonly block: Block
  readonly fields: FieldExtractor | undefined
  /** Its rows are all rows of the block. */
  readonly whole: boolean
  /** Lines of the source above the block, where somebody has counted them. */
  readonly linesAbove: number | undefined
  private split: Rows | undefined
  private lines: LineSpans | undefined
  private counted = -1
  /** Its rows, once they have been walked over without being split. */
  private records = -1
  /** Told of the rows when somebody walks over them, and whether it has seen them all. */
  watcher: ChunkWatcher | undefined
  private seen = false
  private readonly numbers: { at: number; line: number } = { at: -1, line: 0 }
  /** Columns of all rows. */
  private readonly known = new Map<string, SpanColumn>()

  constructor(block: Block, fields: FieldExtractor | undefined, rows: Rows | undefined, linesAbove: number | undefined) {
    this.block = block
    this.fields = fields
    this.split = rows
    this.whole = rows === undefined
    this.linesAbove = linesAbove
  }

  get count(): number {
    const { split, block } = this
    if (split) return split.count
    if (this.records >= 0 || this.showRows()) return this.records
    return block.heads ? this.rows.count : this.lineCount
  }

  /** Lines that start in the block. */
  get lineCount(): number {
    if (this.counted < 0) {
      const { bytes, firstLine, linesStop, kernels } = this.block
      const last = linesStop > firstLine && bytes[linesStop - 1] !== 10 ? 1 : 0
      this.counted = kernels.countNewlines(bytes, firstLine, linesStop) + last
    }
    return this.counted
  }

  /** Takes the number of newlines in bytes[first, stop), which somebody has counted. */
  noteNewlines(count: number): void {
    const { bytes, first, stop, firstLine, linesStop, kernels } = this.block
    if (this.counted >= 0) return
    const last = linesStop > firstLine && bytes[linesStop - 1] !== 10 ? 1 : 0
    const above = kernels.countNewlines(bytes, firstLine, first)
    const behind = kernels.countNewlines(bytes, linesStop, stop)
    this.counted = count + above - behind + last
  }

  get knownLines(): number {
    return this.counted
  }

  get knownRecords(): number {
    if (this.split) return this.split.count
    return this.block.heads ? this.records : this.lineCount
  }

  get rows(): Rows {
    return (this.split ??= this.splitBlock())
  }

  private splitBlock(): Rows {
    const { bytes, first, stop, kernels, heads } = this.block
    const lines = splitLines(bytes, first, stop, kernels, heads)
    if (lines.heads) {
      const records = joinRecords(lines, lines.heads, linesOfFields(heads))
      this.lines = records.firstLines
      return records.rows
    }
    this.counted = lines.count
    return lines
  }

  /** The columns of all rows, found while they are split, where that saves time; see LineBatch.chunks. */
  chunks(names: readonly string[]): Iterable<SpanChunk> | undefined {
    const { watcher } = this
    if (watcher) {
      const all = [...new Set([...names, ...watcher.names])]
      const walk = this.lineWalk(all)
      if (walk) return this.walk(walk, watcher, watcher.names.map((name) => all.indexOf(name)))
    }
    const walk = this.lineWalk(names)
    return walk && this.walk(walk)
  }

  /** As chunks, with marks for rows that have other fields too; of all rows, or of those selected. */
  markedChunks(names: readonly string[], selection?: Uint32Array): Iterable<SpanChunk> | undefined {
    if (this.split || selection) return this.markedRows(names, selection)
    const { watcher } = this
    const all = [...new Set([...names, ...(watcher?.names ?? [])])]
    const walk = all.length <= MARKED_FIELDS ? this.lineWalk(all) : undefined
    return walk?.markStrange && this.walk(walk, watcher, watcher?.names.map((name) => all.indexOf(name)), true)
  }

  private markedRows(names: readonly string[], selection: Uint32Array | undefined): Iterable<SpanChunk> | undefined {
    if (names.length === 0 || names.length > MARKED_FIELDS || !names.every(isOfFormat)) return undefined
    const walk = this.fields?.lineWalk?.(names)
    if (!walk?.rowsKernel || !walk.markStrange || this.block.bytes !== walk.wasm.buffer) return undefined
    return walkRows(walk, walk.rowsKernel, selectLines(this.firstLines, selection))
  }

  /** Walks over the rows for who watches them, if that can be done; true if they have all been seen. */
  showRows(): boolean {
    const { watcher } = this
    if (this.seen || !watcher) return this.seen
    const walk = watcher.startsWalk ?? this.lineWalk(watcher.names)
    if (!walk || this.split || !reaches(walk, this.block)) return false
    // Only the watcher looks at them.
    const chunks = this.walk(walk, watcher, watcher.names.map((_, i) => i))
    for (let next = chunks.next(); next.done !== true; ) next = chunks.next()
    return this.seen
  }

  private *walk(walk: LineWalk, watcher?: ChunkWatcher, watched?: readonly number[], marks = false): Generator<SpanChunk> {
    const { block } = this
    const { heads } = block
    const address = (): number => (heads instanceof TableHeadTest ? placedHeads(walk.wasm, heads).address() : NO_ADDRESS)
    this.records = yield* walkChunks(walk, block, address, watcher, watched, marks)
    this.seen = watcher !== undefined
    if (!heads) this.counted = this.records
  }

  private lineWalk(names: readonly string[]): LineWalk | undefined {
    // The walks know of no line but the first.
    if (linesOfFields(this.block.heads) > 1 || this.split || names.length === 0 || !names.every(isOfFormat)) return undefined
    const walk = this.fields?.lineWalk?.(names)
    return walk && reaches(walk, this.block) ? walk : undefined
  }

  /** Nobody asks for a row any more. */
  release(): void {
    if (this.split) [this.split.starts, this.split.ends].forEach(freeNow)
    if (this.lines) freeNow(this.lines.ends)
  }

  /** Rows of the format can have such a field. */
  has(name: string): boolean {
    return isOfFormat(name) && (this.fields?.has(name) ?? false)
  }

  /** The first line of every row, or the first few of formats with fields in these: where fields are. */
  get firstLines(): LineSpans {
    const { heads, bytes } = this.block
    // Where rows are split for this, it is known from that.
    const { rows } = this
    return (this.lines ??= heads ? firstLinesOf(bytes, rows, linesOfFields(heads)) : rows)
  }

  /** Lines of the block above the row at `index`. Cheap when asked for in ascending order. */
  lineAbove(index: number): number {
    const { bytes, firstLine, kernels } = this.block
    const start = this.rows.starts[index]
    const { numbers } = this
    if (numbers.at < 0 || start < numbers.at) {
      numbers.at = firstLine
      numbers.line = 0
    }
    numbers.line += kernels.countNewlines(bytes, numbers.at, start)
    numbers.at = start
    return numbers.line
  }

  /** Times of all rows, or of those selected. */
  times(selection: Uint32Array | undefined): Float64Array | undefined {
    return this.fields?.times?.(this.block.bytes, selectLines(this.firstLines, selection), this.block.sourceOffset)
  }

  /** The column of all rows of one field, if the format can have it. */
  column(name: string): SpanColumn | undefined {
    return this.known.get(name) ?? this.columns([name]).get(name)
  }

  /** Columns of those fields that the format can have, found in one walk over each line; of all rows, or of those selected. */
  columns(names: readonly string[], selection?: Uint32Array): ReadonlyMap<string, SpanColumn> {
    const { fields, known, block } = this
    const wanted = names.filter((name) => !known.has(name) && isOfFormat(name) && fields?.has(name))
    const fresh = fields && wanted.length > 0 ? fields.extract(block.bytes, selectLines(this.firstLines, selection), wanted, block.sourceOffset) : []
    const found = new Map<string, SpanColumn>()
    wanted.forEach((name, i) => (selection ? found : known).set(name, fresh[i]))
    for (const name of names) {
      const column = known.get(name)
      if (column) found.set(name, selection ? selectSpans(column, selection) : column)
    }
    return found
  }
}

/** Fields of the log's format do not hide what every row has. */
export function isOfFormat(name: string): boolean {
  return name !== 'raw' && name !== LINE_FIELD
}

function linesOfFields(heads: HeadTest | undefined): number {
  return heads?.lines ?? 1
}

/** Lines become records, of which up to `most` are said as those that fields are in. Those before the first head are records of their own (SEMANTICS: lines and records). */
function joinRecords({ starts, ends, count }: LineSpans, heads: Uint8Array, most: number): { rows: Rows; firstLines: LineSpans } {
  // In place: a record is never behind its lines.
  const recordStarts = starts
  const lastEnds = ends
  const firstEnds = new Uint32Array(count)
  let records = 0
  let headSeen = false
  let begun = 0
  for (let line = 0; line < count; line++) {
    headSeen ||= heads[line] === 1
    if (!headSeen || heads[line] === 1) {
      recordStarts[records] = starts[line]
      firstEnds[records++] = ends[line]
      begun = line
    } else if (line - begun < most) firstEnds[records - 1] = ends[line]
    lastEnds[records - 1] = ends[line]
  }
  freeNow(heads)
  return { rows: { starts: recordStarts, ends: lastEnds, count: records }, firstLines: { starts: recordStarts, ends: firstEnds, count: records } }
}

function firstLinesOf(bytes: Buffer, { starts, ends, count }: Rows, most: number): LineSpans {
  const firstEnds = new Uint32Array(count)
  for (let row = 0; row < count; row++) {
    let newline = nextNewline(bytes, starts[row], ends[row])
    for (let line = 1; line < most && newline >= 0; line++) newline = nextNewline(bytes, newline + 1, ends[row])
    firstEnds[row] = newline < 0 ? ends[row] : lineTextEnd(bytes, starts[row], newline)
  }
  return { starts, ends: firstEnds, count }
}

export function selectLines(lines: LineSpans, selection: Uint32Array | undefined): LineSpans {
  if (!selection) return lines
  return { starts: selection.map((row) => lines.starts[row]), ends: selection.map((row) => lines.ends[row]), count: selection.length }
}

function selectSpans(column: SpanColumn, rows: Uint32Array): SpanColumn {
  const { bytes, starts, ends, kinds } = column
  return {
    bytes,
    starts: rows.map((row) => starts[row]),
    ends: rows.map((row) => ends[row]),
    kinds: Uint8Array.from(rows, (row) => kinds[row]),
    value: (row) => column.value(rows[row]),
  }
}
