import type { RecordBatch } from '../../records/batch.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import { GrowingBytes } from './growingBytes.ts'
import { GrowingNumbers } from './growingNumbers.ts'
import { joinSections } from './sections.ts'
import { ValueWriter, type ColumnLengths } from './valueColumn.ts'

/** Rows of a chunk, at most, and about how many bytes of text it has. */
export const CHUNK_ROWS = 4096
const CHUNK_BYTES = 256 * 1024

export const RowState = {
  /** A stage has changed the text. */
  Changed: 1,
} as const

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
  readonly lengths: readonly ColumnLengths[]
  /** Bytes of the rows' own texts, and of those that are changed, and how many these are. */
  readonly text: number
  readonly changedText: number
  readonly changed: number
  /** Where in the own texts a line starts that is too long to be handled, and its place in its source; -1 if none is. */
  readonly longLine: number
  readonly longOffset: number
}

interface Made {
  readonly names: readonly string[]
  readonly key: string
}

const NOTHING_MADE: Made = { names: [], key: '' }

/**
 * Makes chunks of rows: their bytes as the files have them, from which the fields of the format are read again, and beside them the fields that stages have
 * made. Rows of a table are fields alone.
 */
export class RowWriter {
  private readonly wanted: readonly string[] | undefined
  private readonly done: SpoolChunk[] = []
  private readonly made = new WeakMap<RecordBatch, Made>()
  private lastBatch: RecordBatch | undefined
  private lastMade: Made = NOTHING_MADE
  private kind: 'lines' | 'table' = 'lines'
  private names: Made = NOTHING_MADE
  private columns: ValueWriter[] = []
  private rows = 0
  private readonly offsets = new GrowingNumbers(Float64Array)
  private readonly lines = new GrowingNumbers(Float64Array)
  private readonly sources = new GrowingNumbers(Uint32Array)
  private readonly ends = new GrowingNumbers(Uint32Array)
  private readonly nexts = new GrowingNumbers(Uint32Array)
  private readonly states = new GrowingNumbers(Uint8Array)
  private readonly text = new GrowingBytes(2 * CHUNK_BYTES)
  private readonly changed = new GrowingBytes()
  private readonly changedEnds = new GrowingNumbers(Uint32Array)
  private longLine = -1
  private longOffset = -1

  /** `wanted`: of the fields that stages make only these are kept; undefined: all. */
  constructor(wanted?: readonly string[]) {
    this.wanted = wanted
  }

  /** `source` and `line` (of the first line, from 1 on) tell where a row of a file comes from. */
  add(batch: RecordBatch, row: number, source = 0, line = 0): void {
    const lines = batch instanceof LineBatch ? batch : undefined
    const made = this.madeBy(batch)
    const kind = lines ? 'lines' : 'table'
    if (this.rows > 0 && (kind !== this.kind || made.key !== this.names.key || this.isFull(lines, row))) this.end()
    if (this.rows === 0) this.begin(kind, made)
    this.rows++
    for (let i = 0; i < this.columns.length; i++) this.columns[i].add(batch.field(made.names[i], row))
    if (lines) this.addLines(lines, row, source, line)
    const changed = batch.changed(row)
    this.states.push(changed ? RowState.Changed : 0)
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

  /** What has been made so far; `all`: also what is not a whole chunk yet. */
  take(all: boolean): SpoolChunk[] {
    if (all) this.end()
    return this.done.splice(0)
  }

  private madeBy(batch: RecordBatch): Made {
    if (this.lastBatch === batch) return this.lastMade
    let found = this.made.get(batch)
    if (!found) {
      const names = this.wanted && batch.kind === 'lines' ? this.wanted.filter((name) => batch.isMade(name)) : batch.made()
      this.made.set(batch, (found = { names, key: JSON.stringify(names) }))
    }
    this.lastBatch = batch
    this.lastMade = found
    return found
  }

  private isFull(batch: LineBatch | undefined, row: number): boolean {
    if (this.rows === CHUNK_ROWS) return true
    let bytes = this.text.length + this.changed.length + (batch ? batch.end(row) - batch.start(row) : 0)
    for (const column of this.columns) bytes += column.bytes
    return bytes > CHUNK_BYTES
  }

  private begin(kind: 'lines' | 'table', made: Made): void {
    if (made.key !== this.names.key || this.columns.length !== made.names.length) this.columns = made.names.map(() => new ValueWriter())
    this.kind = kind
    this.names = made
  }

  private addLines(batch: LineBatch, row: number, source: number, line: number): void {
    const { block } = batch
    const start = batch.start(row)
    const end = batch.end(row)
    const at = this.text.length
    this.offsets.push(block.sourceOffset(start))
    this.lines.push(line)
    this.sources.push(source)
    this.ends.push(at + end - start)
    if (batch.isLong(row)) {
      this.longLine = at + block.longLine - start
      this.longOffset = block.sourceOffset(block.longLine)
      this.text.add(block.bytes, start, end)
    } else {
      this.text.add(block.bytes, start, end)
      if (end < block.stop && block.bytes[end] === 13) this.text.byte(13)
      this.text.byte(10)
    }
    this.nexts.push(this.text.length)
  }

  private end(): void {
    if (this.rows === 0) return
    const values = this.columns.map((column) => column.take())
    const head: ChunkHead = {
      kind: this.kind,
      rows: this.rows,
      names: this.names.names,
      lengths: values.map(({ lengths }) => lengths),
      text: this.text.length,
      changedText: this.changed.length,
      changed: this.changedEnds.length,
      longLine: this.longLine,
      longOffset: this.longOffset,
    }
    const json = Buffer.from(JSON.stringify(head))
    const ofLines = [this.offsets.all, this.lines.all, this.sources.all, this.ends.all, this.nexts.all]
    const bytes = joinSections([
      Uint32Array.of(json.length),
      json,
      this.states.all,
      this.changedEnds.all,
      this.changed.all,
      ...values.flatMap(({ sections }) => sections),
      ...(this.kind === 'lines' ? ofLines : []),
      this.text.all,
    ])
    this.done.push({ bytes, rows: this.rows })
    this.clear()
  }

  private clear(): void {
    this.rows = 0
    for (const list of [this.offsets, this.lines, this.sources, this.ends, this.nexts, this.states, this.changedEnds]) list.clear()
    this.text.clear()
    this.changed.clear()
    this.longLine = this.longOffset = -1
  }
}
