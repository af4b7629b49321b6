import type { RecordBatch } from '../../records/batch.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import type { FieldKeys } from '../../stages/sequential/sortKeys.ts'
import { CHUNK_ROWS } from './chunkRows.ts'
import { GrowingBytes, viewOf } from './growingBytes.ts'
import { GrowingNumbers } from './growingNumbers.ts'
import { KeyWriter } from './keyWriter.ts'
import { madeBy, NOTHING_MADE, type Made } from './madeFields.ts'
import type { MoreReader, Shape, ValueTaker, LongLine } from './moreOfRow.ts'
import { openText } from './openColumn.ts'
import { At, Flag, HEAD_BYTES } from './runRecord.ts'
import { joinSections } from './sections.ts'
import { ValueWriter, type ColumnLengths } from './valueColumn.ts'

/** About how many bytes of text a chunk has. */
const CHUNK_BYTES = 256 * 1024

export const RowState = {
  /** A stage has changed the text. */
  Changed: 1,
} as const

/** Of rows that have nothing but their text. */
const PLAIN: Shape & { readonly long: LongLine } = { kind: 'lines', made: NOTHING_MADE, long: { at: -1, offset: -1 } }

/** Rows as bytes: all of them of files, or all of a table. */
export interface SpoolChunk {
  readonly bytes: ArrayBuffer
  readonly rows: number
}

/** What is in a chunk; it stands before the rows, as JSON. */
export interface ChunkHead {
  readonly kind: 'lines' | 'table'
  readonly rows: number
  readonly names: readonly string[]
  /** Behind the columns of the names there is one of the fields that only rows name. */
  readonly open: boolean
  readonly lengths: readonly ColumnLengths[]
  /** Bytes of the rows' own texts, and of those that are changed, and how many these are. */
  readonly text: number
  readonly changedText: number
  readonly changed: number
  /** Where in the own texts a line starts that is too long to be handled, and its place in its source; -1 if none is. */
  readonly longLine: number
  readonly longOffset: number
  /** Of what the rows are to be sorted by, for each field; none where they are not, or have been. */
  readonly keys: readonly ColumnLengths[]
}

export interface RowWriterOptions {
  /** Of the fields that stages make only these are kept; undefined: all. */
  readonly wanted?: readonly string[]
  /** Fields by which the rows are to be sorted: what `keys` gives is kept of each row. */
  readonly keyFields?: number
  keys?(batch: RecordBatch): readonly FieldKeys[]
}

/**
 * Makes chunks of rows: their bytes as the files have them, from which the fields of the format are read again, and beside them the fields that stages have
 * made. Rows of a table are fields alone.
 */
export class RowWriter {
  private readonly options: RowWriterOptions
  private readonly keys: readonly KeyWriter[]
  private batchKeys: readonly FieldKeys[] = []
  private readonly done: SpoolChunk[] = []
  private readonly made = new WeakMap<RecordBatch, Made>()
  private lastBatch: RecordBatch | undefined
  private lastMade: Made = NOTHING_MADE
  private kind: 'lines' | 'table' = 'lines'
  private names: Made = NOTHING_MADE
  private columns: ValueWriter[] = []
  private rows = 0
  // Not GrowingNumbers: see ValueWriter.
  private readonly offsets = new Float64Array(CHUNK_ROWS)
  private readonly lines = new Float64Array(CHUNK_ROWS)
  private readonly sources = new Uint32Array(CHUNK_ROWS)
  private readonly ends = new Uint32Array(CHUNK_ROWS)
  private readonly nexts = new Uint32Array(CHUNK_ROWS)
  private readonly states = new Uint8Array(CHUNK_ROWS)
  /** Of the block that rows come from. */
  private bytes: Buffer | undefined
  private view: DataView | undefined
  private readonly text: GrowingBytes
  private readonly changed = new GrowingBytes()
  private readonly changedEnds = new GrowingNumbers(Uint32Array)
  private longLine = -1
  private longOffset = -1

  constructor(options: RowWriterOptions = {}) {
    this.options = options
    this.keys = Array.from({ length: options.keyFields ?? 0 }, () => new KeyWriter())
    this.text = new GrowingBytes(2 * CHUNK_BYTES)
  }

  /** `source` and `line` (of the first line, from 1 on) tell where a row of a file comes from. */
  add(batch: RecordBatch, row: number, source = 0, line = 0): void {
    const lines = batch instanceof LineBatch ? batch : undefined
    const made = this.madeBy(batch)
    const kind = lines ? 'lines' : 'table'
    if (this.rows > 0 && (kind !== this.kind || made.key !== this.names.key || this.isFull(lines, row))) this.end()
    if (this.rows === 0) this.begin(kind, made)
    const index = this.rows++
    for (let i = 0; i < made.names.length; i++) this.columns[i].add(batch.field(made.names[i], row))
    if (made.open) this.columns[made.names.length].add(openText(batch, row))
    for (let i = 0; i < this.keys.length; i++) this.keys[i].add(this.batchKeys[i], row)
    if (lines) this.addLines(lines, row, source, line)
    const changed = batch.changed(row)
    this.states[index] = changed ? RowState.Changed : 0
    if (changed) {
      this.changed.text(batch.text(row))
      this.changedEnds.push(this.changed.length)
    }
    // Only the last row of a block can have a line that is too long.
    if (this.longLine >= 0) this.end()
  }

  /** The same of a row that tells by itself where it comes from. */
  addOwn(batch: RecordBatch, row: number): void {
    if (batch instanceof LineBatch) this.add(batch, row, batch.source(row), batch.lineAbove(row) + 1)
    else this.add(batch, row)
  }

  /** A row of a sorted run, whose head is at `at`; see runRecord.ts. `more`: reads its bytes. */
  addRecord(bytes: Buffer, view: DataView, at: number, more: MoreReader): void {
    const flags = view.getUint32(at + At.Flags, true)
    const from = at + HEAD_BYTES + view.getUint32(at + At.Rest, true)
    const end = from + view.getUint32(at + At.Text, true)
    const to = end + (flags & Flag.LineEnd)
    const { kind, made, long } = (flags & Flag.More) === 0 ? PLAIN : more.begin(to)
    if (this.rows > 0 && (kind !== this.kind || made.key !== this.names.key || this.hasNoRoom(to - from))) this.end()
    if (this.rows === 0) this.begin(kind, made)
    const index = this.rows++
    if (kind === 'lines') {
      const textAt = this.text.length
      this.offsets[index] = view.getFloat64(at + At.Offset, true)
      this.lines[index] = view.getFloat64(at + At.Line, true)
      this.sources[index] = view.getUint32(at + At.Source, true)
      this.ends[index] = textAt + end - from
      this.text.add(bytes, view, from, to)
      this.nexts[index] = this.text.length
      if (long.at >= 0) {
        this.longLine = textAt + long.at
        this.longOffset = long.offset
      }
    }
    this.states[index] = 0
    if ((flags & Flag.More) === 0) return
    for (const column of this.columns) more.next(column)
    more.next(this.changedTaker)
    // As for `add`.
    if (this.longLine >= 0) this.end()
  }

  private readonly changedTaker: ValueTaker = {
    addMissing: () => undefined,
    addNumber: () => undefined,
    addBytes: (bytes, view, start, end) => {
      this.states[this.rows - 1] = RowState.Changed
      this.changed.add(bytes, view, start, end)
      this.changedEnds.push(this.changed.length)
    },
  }

  /** What has been made so far; `all`: also what is not a whole chunk yet. */
  take(all: boolean): SpoolChunk[] {
    if (all) this.end()
    return this.done.splice(0)
  }

  private madeBy(batch: RecordBatch): Made {
    if (this.lastBatch === batch) return this.lastMade
    let found = this.made.get(batch)
    if (!found) {
      this.made.set(batch, (found = madeBy(batch, this.options.wanted)))
    }
    this.lastBatch = batch
    this.lastMade = found
    if (this.keys.length > 0) {
      for (const { release } of this.batchKeys) release?.()
      this.batchKeys = this.options.keys!(batch)
    }
    return found
  }

  private isFull(batch: LineBatch | undefined, row: number): boolean {
    return this.hasNoRoom(batch ? batch.end(row) - batch.start(row) : 0)
  }

  /** For a row with so many bytes of text. */
  private hasNoRoom(more: number): boolean {
    if (this.rows === CHUNK_ROWS) return true
    let bytes = this.text.length + this.changed.length + more
    for (const column of this.columns) bytes += column.bytes
    for (const key of this.keys) bytes += key.bytes
    return bytes > CHUNK_BYTES
  }

  private begin(kind: 'lines' | 'table', made: Made): void {
    const columns = made.names.length + Number(made.open)
    if (made.key !== this.names.key || this.columns.length !== columns) this.columns = Array.from({ length: columns }, () => new ValueWriter())
    this.kind = kind
    this.names = made
  }

  private addLines(batch: LineBatch, row: number, source: number, line: number): void {
    const { block } = batch
    const start = batch.start(row)
    const end = batch.end(row)
    const at = this.text.length
    const index = this.rows - 1
    if (block.bytes !== this.bytes) {
      this.bytes = block.bytes
      this.view = viewOf(block.bytes)
    }
    this.offsets[index] = block.sourceOffset(start)
    this.lines[index] = line
    this.sources[index] = source
    this.ends[index] = at + end - start
    this.text.add(block.bytes, this.view!, start, end)
    if (batch.isLong(row)) {
      this.longLine = at + block.longLine - start
      this.longOffset = block.sourceOffset(block.longLine)
    } else {
      if (end < block.stop && block.bytes[end] === 13) this.text.byte(13)
      this.text.byte(10)
    }
    this.nexts[index] = this.text.length
  }

  private end(): void {
    if (this.rows === 0) return
    const values = this.columns.map((column) => column.take())
    const keys = this.keys.map((key) => key.take())
    const head: ChunkHead = {
      kind: this.kind,
      rows: this.rows,
      names: this.names.names,
      open: this.names.open,
      lengths: values.map(({ lengths }) => lengths),
      text: this.text.length,
      changedText: this.changed.length,
      changed: this.changedEnds.length,
      longLine: this.longLine,
      longOffset: this.longOffset,
      keys: keys.map(({ lengths }) => lengths),
    }
    const json = Buffer.from(JSON.stringify(head))
    const { rows } = this
    const ofLines = [this.offsets, this.lines, this.sources, this.ends, this.nexts].map((numbers) => numbers.subarray(0, rows))
    const bytes = joinSections([
      Uint32Array.of(json.length),
      json,
      this.states.subarray(0, rows),
      this.changedEnds.all,
      this.changed.all,
      ...values.flatMap(({ sections }) => sections),
      ...(this.kind === 'lines' ? [...ofLines, this.text.all] : []),
      ...keys.flatMap(({ sections }) => sections),
    ])
    this.done.push({ bytes, rows: this.rows })
    this.clear()
  }

  private clear(): void {
    this.rows = 0
    this.changedEnds.clear()
    this.text.clear()
    this.changed.clear()
    this.longLine = this.longOffset = -1
  }
}
