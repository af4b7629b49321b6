import { LEVELS, LINE_FIELD, type Level } from '../../common/page.ts'
import type { Block } from '../lines/block.ts'
import { LayeredBatch, type FieldLayer, type FieldValue, type RecordBatch, type TextColumn } from './batch.ts'
import type { ChunkWatcher, SpanChunk } from './fields/chunks.ts'
import type { FieldExtractor, LineSpans, TakeField } from './fields/extractor.ts'
import { isOfFormat, LineFrame, selectLines, type Rows } from './lineFrame.ts'
import type { SpanColumn } from './spans.ts'

class RawText implements TextColumn {
  private readonly frame: LineFrame
  constructor(frame: LineFrame) {
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

/** Rows that are lines or records of a block: the form in which everything begins. */
export class LineBatch extends LayeredBatch {
  readonly kind = 'lines'
  private readonly frame: LineFrame
  private readonly selection: Uint32Array | undefined

  private constructor(
    frame: LineFrame,
    selection: Uint32Array | undefined,
    texts?: TextColumn,
    groups: readonly FieldLayer[] = [],
  ) {
    super(texts, groups)
    this.frame = frame
    this.selection = selection
  }

  /** All rows of a block; nothing is split yet. `fields`: those of the log's format; `linesAbove`: in its source, without which rows have no field `line`. */
  static of(block: Block, fields?: FieldExtractor, linesAbove?: number): LineBatch {
    return new LineBatch(new LineFrame(block, fields, undefined, linesAbove), undefined)
  }

  /** All lines that start in a block, also where they are parts of records. */
  static linesOf(block: Block): LineBatch {
    const { firstLine: first, linesStop: stop } = block
    return LineBatch.of({ ...block, first, stop, heads: undefined })
  }

  /** Lines that start in the block. */
  get lineCount(): number {
    return this.frame.lineCount
  }

  /** Takes the number of newlines in the block's bytes[first, stop), from who has passed over them anyway. Only for a batch that `isWhole`. */
  noteNewlines(count: number): void {
    this.frame.noteNewlines(count)
  }

  /** The same where it is known already, else -1. */
  get knownLines(): number {
    return this.frame.knownLines
  }

  /** Of every row the lines that its fields are in. Only for a batch without a selection. */
  get firstLines(): LineSpans {
    return this.frame.firstLines
  }

  /** Records that start in the block, where that is known without looking at all of its lines; else -1. Only for a batch that `isWhole`. */
  get knownRecords(): number {
    return this.frame.knownRecords
  }

  /** To be called when the block has been dealt with: gives back memory at once, which is more than the collector would let go soon. */
  release(): void {
    this.frame.release()
  }

  get length(): number {
    return this.selection?.length ?? this.frame.count
  }

  get block(): Block {
    return this.frame.block
  }

  /** True while this is every row of the block, untouched: a stage may then search `block.bytes` itself and answer with `pick`. */
  get isWhole(): boolean {
    return this.frame.whole && !this.selection && !this.texts && this.groups.length === 0
  }

  /** The given rows of the block, found by searching its bytes. Only for a batch that `isWhole`. */
  pick(rows: Rows): LineBatch {
    return new LineBatch(new LineFrame(this.block, this.frame.fields, rows, this.frame.linesAbove), undefined)
  }

  start(row: number): number {
    return this.frame.rows.starts[this.frameIndex(row)]
  }

  end(row: number): number {
    return this.frame.rows.ends[this.frameIndex(row)]
  }

  /** Where the rows are, all of them as the source has them; undefined where a stage may have changed the text of one. */
  get ownRows(): Rows | undefined {
    if (this.texts) return undefined
    const { rows } = this.frame
    if (!this.selection) return rows
    return selectLines(rows, this.selection)
  }

  /** True for a row whose last line is longer than MAX_LINE_BYTES: `text` has only its beginning, `block.longWindows` all of it. */
  isLong(row: number): boolean {
    const { longLine } = this.block
    return longLine >= 0 && this.start(row) <= longLine && this.end(row) > longLine
  }

  spans(names: readonly string[]): readonly (SpanColumn | undefined)[] {
    const columns = this.frame.columns(names.filter((name) => !this.isMade(name)), this.selection)
    return names.map((name) => columns.get(name))
  }

  /** Finds these fields in one walk over each row, for who asks for a row's values one by one: there may be a thousand of them. */
  readAhead(names: readonly string[]): void {
    this.frame.columns([...new Set(names)].filter((name) => !this.isMade(name)))
  }

  times(): Float64Array | undefined {
    return this.isMade('time') ? undefined : this.frame.times(this.selection)
  }

  /**
   * The columns of all of these fields, some rows at a time, in order; undefined where `spans` takes no longer. A chunk is good until the next is
   * pulled, or anything else is asked of this batch.
   */
  chunks(names: readonly string[]): Iterable<SpanChunk> | undefined {
    return this.isWhole ? this.frame.chunks(names) : undefined
  }

  /**
   * The same for fields whose names only the rows tell, with `strange` in the chunks: of a row that is not, these are all values of the log's `openFields`, and those of
   * fields that the log has under the names of others. Also for a part of the rows, and below fields that stages have made and named. Undefined also where the
   * kernels cannot tell, and where a stage has changed texts or open fields.
   */
  markedChunks(names: readonly string[]): Iterable<SpanChunk> | undefined {
    return this.texts || this.changesOpen ? undefined : this.frame.markedChunks(names, this.selection)
  }

  /** From now on somebody sees the chunks of who walks over all rows of the block. Only for a batch that `isWhole`. */
  watchChunks(watcher: ChunkWatcher | undefined): void {
    this.frame.watcher = watcher
  }

  /** Shows all rows to who watches, if nobody has; false where that cannot be done. */
  showRows(): boolean {
    return this.frame.showRows()
  }

  /** Fields that the log's format names. */
  get fieldNames(): readonly string[] {
    return this.frame.fields?.names.filter(isOfFormat) ?? []
  }

  override get isOpen(): boolean {
    return this.frame.fields?.others !== undefined || super.isOpen
  }

  /** Gives these fields of a row: those that no stage has hidden, and none where a stage has changed texts, since these may have been to be hidden too. */
  others(row: number, take: TakeField): void {
    if (this.texts) return
    this.eachOther(row, (name, value) => {
      if (!this.isMade(name)) take(name, value)
    })
  }

  private eachOther(row: number, take: TakeField): void {
    const { fields, block, firstLines } = this.frame
    if (!fields?.others) return
    const at = this.frameIndex(row)
    fields.others(block.bytes, firstLines.starts[at], firstLines.ends[at], (name, value) => {
      if (isOfFormat(name)) take(name, value)
    })
  }

  protected override ownOpenFields(row: number): Map<string, FieldValue> {
    const fields = new Map<string, FieldValue>()
    if (!this.changesValues) return fields
    this.eachOther(row, (name, value) => {
      if (!fields.has(name)) fields.set(name, value)
    })
    return fields
  }

  /** The record's level, as an index into LEVELS; 0 for none. */
  level(row: number): number {
    const name = this.frame.column('level')?.value(this.frameIndex(row))
    return name === undefined ? 0 : LEVELS.indexOf(name as Level)
  }

  /** Lines of the block above this row; of its source, for one that was taken out of it. */
  lineAbove(row: number): number {
    const { origins } = this.block
    return origins ? origins.lineAt(this.start(row)) - 1 : this.frame.lineAbove(this.frameIndex(row))
  }

  /** The source of a row that was taken out of it. */
  source(row: number): number | undefined {
    return this.block.origins?.sourceAt(this.start(row))
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
    if (name === LINE_FIELD) return this.ownLine(index)
    return name === 'raw' ? this.textAt(index) : this.frame.column(name)?.value(index)
  }

  private ownLine(index: number): number | undefined {
    const { linesAbove, block: { origins }, rows } = this.frame
    if (origins) return origins.lineAt(rows.starts[index])
    return linesAbove === undefined ? undefined : linesAbove + this.frame.lineAbove(index) + 1
  }

  protected ownHas(name: string): boolean {
    if (name === LINE_FIELD) return this.block.origins !== undefined || this.frame.linesAbove !== undefined
    return name === 'raw' || this.frame.has(name)
  }

  protected with(texts: TextColumn | undefined, groups: readonly FieldLayer[]): RecordBatch {
    return new LineBatch(this.frame, this.selection, texts, groups)
  }
}
