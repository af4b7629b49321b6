/**
 * A batch of rows on their way through the stages: columnar, lazy, and valid only until the next batch is
 * pulled. Rows are addressed 0 … length-1; what a stage does not ask for is never decoded.
 */
import { ChangedValues, NamedFields, OpenFields, StoredFields, type FieldLayer, type FieldsBelow } from './fieldLayers.ts'
import type { SpanColumn } from './spans.ts'

export type FieldValue = string | number | undefined

/** Values of several fields of one row, in the order of the names they were declared with. */
export type FieldValues = readonly FieldValue[]

export interface RecordBatch {
  readonly kind: 'lines' | 'table'
  readonly length: number
  /** The row's text as the stages before left it, without line end. For rows of a table the cells, joined by tabs. */
  text(row: number): string
  /** True if a stage changed the row's text: it is not that of the source any more. */
  changed(row: number): boolean
  /** The value of a field, undefined where the row has no such field. `raw` is the text. */
  field(name: string, row: number): FieldValue
  /**
   * Where the values of these fields are in the block's bytes, row by row of this batch; undefined for a field that a stage made, that is
   * no part of the bytes, or that the log's format has not. Without the method, for all.
   */
  spans?(names: readonly string[]): readonly (SpanColumn | undefined)[]
  /**
   * The rows' times in milliseconds since 1970 in UTC, NaN for a row without one. Undefined where `time` is a field that a stage made, or no
   * time of the log; without the method too.
   */
  times?(): Float64Array | undefined
  /** Whether a stage made the field, or the rows have it by themselves (then `field` may be undefined for some of them). */
  has(name: string): boolean
  /** A stage has made the field: it is not that of the log, if this has one of the name. */
  isMade(name: string): boolean
  /** All fields that are not those of a log, each once. */
  made(): readonly string[]
  /** Rows may have fields that neither `made` nor the format of the log names. */
  readonly isOpen: boolean
  /** A stage has made such fields, or changed them: they are not only those of the log. */
  readonly changesOpen: boolean
  /** These fields of a row; one without a value hides what would be there else. */
  openFields(row: number): ReadonlyMap<string, FieldValue>
  /** The given rows (ascending) as a batch that shares what has been decoded. */
  select(rows: Uint32Array): RecordBatch
  /** The same rows with other text; `change` is called at most once a row (of this batch), when the text is asked for. */
  withText(change: (text: string, row: number) => string): RecordBatch
  /**
   * The same rows with more fields, which win over earlier ones of the same name; `extract` is called at most once a row (of this
   * batch), when one of them is asked for. Undefined: the row has none of them, and earlier ones stay hidden.
   */
  withFields(names: readonly string[], extract: (text: string, row: number) => FieldValues | undefined): RecordBatch
  /** The same for values that are not made of the text, which then is not decoded for them. */
  withValues(names: readonly string[], make: (row: number) => FieldValues | undefined): RecordBatch
  /** The same with values that somebody keeps: each is asked for whenever it is looked at. `column`: the place of its name. */
  withStored(names: readonly string[], value: (column: number, row: number) => FieldValue): RecordBatch
  /**
   * The same rows with fields whose names only the rows tell. `extract` is called at most once a row, when a field is asked for that may be one of them; `find` gives
   * the value of one in what it made: undefined where there is none, so that an earlier field of that name shows, null to hide that. Fields that rows
   * have from their log (`raw`, `line`, `source`, and where there are such, `time` and `level`) stay what they are. `names`: those in what it made, for who asks for all.
   */
  withOpenFields<T>(extract: (row: number) => T | undefined, find: (found: T, name: string) => FieldValue | null, names: (found: T) => Iterable<string>): RecordBatch
  /** The same rows with the values of all fields that there are until now changed, but `raw`, `line`, `time` and `level`; undefined makes a row have no such field. `hides`: fields that only rows name are hidden by their names. */
  withChangedValues(change: (value: FieldValue, row: number) => FieldValue, hides?: (name: string) => boolean): RecordBatch
}

/** Rows `from` … `to`-1 of a batch. */
export function slice(batch: RecordBatch, from: number, to: number): RecordBatch {
  if (from <= 0 && to >= batch.length) return batch
  const rows = new Uint32Array(Math.max(0, Math.min(to, batch.length) - from))
  for (let i = 0; i < rows.length; i++) rows[i] = from + i
  return batch.select(rows)
}

/** Text of a row, made when it is asked for. Indexes are those of the frame, not of the selection. */
interface TextColumn {
  get(index: number): string
  /** The text is not that of the source any more. */
  changed(index: number): boolean
}

class ChangedText implements TextColumn {
  readonly before: TextColumn
  private readonly change: (text: string, index: number) => string
  private readonly cache: string[] = []

  constructor(before: TextColumn, change: (text: string, index: number) => string) {
    this.before = before
    this.change = change
  }

  get(index: number): string {
    return (this.cache[index] ??= this.change(this.before.get(index), index))
  }

  changed(index: number): boolean {
    return this.before.changed(index) || this.get(index) !== this.before.get(index)
  }
}

/** What both kinds of batch share: a frame of rows, a selection on it, and what stages laid over it. */
abstract class LayeredBatch implements RecordBatch, FieldsBelow {
  abstract readonly kind: 'lines' | 'table'
  abstract readonly length: number
  protected readonly texts: TextColumn | undefined
  protected readonly groups: readonly FieldLayer[]

  protected constructor(texts: TextColumn | undefined, groups: readonly FieldLayer[]) {
    this.texts = texts
    this.groups = groups
  }

  /** Index in the frame of a row of the selection. */
  protected abstract frameIndex(row: number): number
  protected abstract ownText(): TextColumn
  protected abstract ownField(name: string, index: number): FieldValue
  protected abstract ownHas(name: string): boolean
  protected abstract with(texts: TextColumn | undefined, groups: readonly FieldLayer[]): RecordBatch
  abstract select(rows: Uint32Array): RecordBatch

  text(row: number): string {
    return this.textAt(this.frameIndex(row))
  }

  changed(row: number): boolean {
    return this.texts?.changed(this.frameIndex(row)) ?? false
  }

  field(name: string, row: number): FieldValue {
    return this.fieldBelow(this.groups.length, name, this.frameIndex(row))
  }

  fieldBelow(layer: number, name: string, index: number): FieldValue {
    for (let g = layer - 1; g >= 0; g--) {
      const group = this.groups[g]
      if (group.covers(name, this, g)) return group.value(name, index, this, g)
    }
    return this.ownField(name, index)
  }

  has(name: string): boolean {
    return this.hasBelow(this.groups.length, name)
  }

  hasBelow(layer: number, name: string): boolean {
    return this.ownHas(name) || this.isMade(name, layer)
  }

  isMade(name: string, layers = this.groups.length): boolean {
    for (let g = 0; g < layers; g++) if (this.groups[g].covers(name, this, g)) return true
    return false
  }

  made(): readonly string[] {
    return [...new Set(this.groups.flatMap(({ names = [] }) => names))]
  }

  get isOpen(): boolean {
    return this.groups.some((layer) => layer instanceof OpenFields)
  }

  /** Each stage that has changed texts has done the same to the values of fields. */
  protected get changesValues(): boolean {
    let changes = 0
    for (let texts = this.texts; texts instanceof ChangedText; texts = texts.before) changes++
    return this.groups.filter((layer) => layer instanceof ChangedValues).length >= changes
  }

  get changesOpen(): boolean {
    return this.groups.some(({ names }) => names === undefined)
  }

  openFields(row: number): ReadonlyMap<string, FieldValue> {
    const fields = this.ownOpenFields(row)
    const index = this.frameIndex(row)
    this.groups.forEach((layer, g) => layer.open(fields, index, this, g))
    return fields
  }

  /** Those that no stage has made. */
  protected ownOpenFields(_row: number): Map<string, FieldValue> {
    return new Map()
  }

  /** The text of a row of the frame. */
  protected textAt(index: number): string {
    return (this.texts ?? this.ownText()).get(index)
  }

  withText(change: (text: string, row: number) => string): RecordBatch {
    const byIndex = (text: string, index: number): string => change(text, this.rowOf(index))
    return this.with(new ChangedText(this.texts ?? this.ownText(), byIndex), this.groups)
  }

  withFields(names: readonly string[], extract: (text: string, row: number) => FieldValues | undefined): RecordBatch {
    const text = this.texts ?? this.ownText()
    return this.laid(new NamedFields(names, (index) => extract(text.get(index), this.rowOf(index))))
  }

  withValues(names: readonly string[], make: (row: number) => FieldValues | undefined): RecordBatch {
    return this.laid(new NamedFields(names, (index) => make(this.rowOf(index))))
  }

  withOpenFields<T>(extract: (row: number) => T | undefined, find: (found: T, name: string) => FieldValue | null, names: (found: T) => Iterable<string>): RecordBatch {
    return this.laid(new OpenFields((index) => extract(this.rowOf(index)), find, names))
  }

  withChangedValues(change: (value: FieldValue, row: number) => FieldValue, hides?: (name: string) => boolean): RecordBatch {
    return this.laid(new ChangedValues((value, index) => change(value, this.rowOf(index)), hides))
  }

  withStored(names: readonly string[], value: (column: number, row: number) => FieldValue): RecordBatch {
    return this.laid(new StoredFields(names, (column, index) => value(column, this.rowOf(index))))
  }

  private laid(layer: FieldLayer): RecordBatch {
    return this.with(this.texts, [...this.groups, layer])
  }

  /** The row of this batch whose index in the frame this is. */
  private rowOf(index: number): number {
    // In an unbroken beginning of a frame, or all of it, rows and indexes are the same.
    if (index < this.length && this.frameIndex(index) === index) return index
    let low = 0
    let high = this.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.frameIndex(middle) < index) low = middle + 1
      else high = middle
    }
    return low
  }

  protected compose(before: Uint32Array | undefined, rows: Uint32Array): Uint32Array {
    if (!before) return rows
    const composed = new Uint32Array(rows.length)
    for (let i = 0; i < rows.length; i++) composed[i] = before[rows[i]]
    return composed
  }
}

export { LayeredBatch, type TextColumn, type FieldLayer }
