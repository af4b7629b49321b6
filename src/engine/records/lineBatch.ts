import type { Block } from '../lines/block.ts'
import { nextNewline } from '../lines/kernels.ts'
import { LayeredBatch, type FieldGroup, type FieldValue, type RecordBatch, type TextColumn } from './batch.ts'

/** Start and end (without line end) of rows in a block's bytes. */
export interface Rows {
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  readonly count: number
}

/** The lines of a block, split when somebody asks for more than their number. */
class Frame {
  readonly block: Block
  /** Its rows are all lines of the block. */
  readonly whole: boolean
  private split: Rows | undefined
  private counted = -1
  private readonly numbers: { at: number; line: number } = { at: -1, line: 0 }

  constructor(block: Block, rows: Rows | undefined) {
    this.block = block
    this.split = rows
    this.whole = rows === undefined
  }

  get count(): number {
    if (this.split) return this.split.count
    if (this.counted < 0) {
      const { bytes, first, stop, kernels } = this.block
      const last = stop > first && bytes[stop - 1] !== 10 ? 1 : 0
      this.counted = kernels.countNewlines(bytes, first, stop) + last
    }
    return this.counted
  }

  get rows(): Rows {
    return (this.split ??= splitLines(this.block, this.count))
  }

  /** Lines of the block above the row at `index`. Cheap when asked for in ascending order. */
  lineAbove(index: number): number {
    const { bytes, first, kernels } = this.block
    const start = this.rows.starts[index]
    const { numbers } = this
    if (numbers.at < 0 || start < numbers.at) {
      numbers.at = first
      numbers.line = 0
    }
    numbers.line += kernels.countNewlines(bytes, numbers.at, start)
    numbers.at = start
    return numbers.line
  }
}

/** Ends of a line's text: without LF, and without the CR of CRLF. */
export function lineTextEnd(bytes: Uint8Array, start: number, newline: number): number {
  return newline > start && bytes[newline - 1] === 13 ? newline - 1 : newline
}

function splitLines(block: Block, count: number): Rows {
  const { bytes, first, stop } = block
  const starts = new Uint32Array(count)
  const ends = new Uint32Array(count)
  let start = first
  for (let i = 0; i < count; i++) {
    const newline = nextNewline(bytes, start, stop)
    starts[i] = start
    ends[i] = newline < 0 ? stop : lineTextEnd(bytes, start, newline)
    start = newline < 0 ? stop : newline + 1
  }
  return { starts, ends, count }
}

class RawText implements TextColumn {
  private readonly frame: Frame
  constructor(frame: Frame) {
    this.frame = frame
  }
  get(index: number): string {
    const { starts, ends } = this.frame.rows
    // Invalid sequences become U+FFFD, as the WHATWG decoder does it.
    return this.frame.block.bytes.toString('utf8', starts[index], ends[index])
  }
  changed(): boolean {
    return false
  }
}

/** Rows that are lines of a block: the form in which everything begins. */
export class LineBatch extends LayeredBatch {
  readonly kind = 'lines'
  private readonly frame: Frame
  private readonly selection: Uint32Array | undefined

  private constructor(
    frame: Frame,
    selection: Uint32Array | undefined,
    texts?: TextColumn,
    groups: readonly FieldGroup[] = [],
  ) {
    super(texts, groups)
    this.frame = frame
    this.selection = selection
  }

  /** All lines of a block; nothing is split yet. */
  static of(block: Block): LineBatch {
    return new LineBatch(new Frame(block, undefined), undefined)
  }

  get length(): number {
    return this.selection?.length ?? this.frame.count
  }

  get block(): Block {
    return this.frame.block
  }

  /** True while this is every line of the block, untouched: a stage may then search `block.bytes` itself and answer with `pick`. */
  get isWhole(): boolean {
    return this.frame.whole && !this.selection && !this.texts && this.groups.length === 0
  }

  /** The given lines of the block, found by searching its bytes. Only for a batch that `isWhole`. */
  pick(rows: Rows): LineBatch {
    return new LineBatch(new Frame(this.block, rows), undefined)
  }

  start(row: number): number {
    return this.frame.rows.starts[this.frameIndex(row)]
  }

  end(row: number): number {
    return this.frame.rows.ends[this.frameIndex(row)]
  }

  /** True for a row that is longer than MAX_LINE_BYTES: `text` is only its beginning, `block.longWindows` gives all of it. */
  isLong(row: number): boolean {
    return this.block.longLine >= 0 && this.start(row) === this.block.longLine
  }

  /** Lines of the block above this row. */
  lineAbove(row: number): number {
    return this.frame.lineAbove(this.frameIndex(row))
  }

  select(rows: Uint32Array): RecordBatch {
    return new LineBatch(this.frame, this.compose(this.selection, rows), this.texts, this.groups)
  }

  protected frameIndex(row: number): number {
    return this.selection ? this.selection[row] : row
  }

  protected ownText(): TextColumn {
    return new RawText(this.frame)
  }

  protected ownField(name: string, index: number): FieldValue {
    return name === 'raw' ? this.textAt(index) : undefined
  }

  protected ownHas(name: string): boolean {
    return name === 'raw'
  }

  protected with(texts: TextColumn | undefined, groups: readonly FieldGroup[]): RecordBatch {
    return new LineBatch(this.frame, this.selection, texts, groups)
  }
}
