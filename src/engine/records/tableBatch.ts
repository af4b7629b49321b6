import { LayeredBatch, type FieldLayer, type FieldValue, type RecordBatch, type TextColumn } from './batch.ts'

/** The result of an aggregate: plain data that crosses threads. */
export interface TableData {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly FieldValue[])[]
  /** The same as bytes, in the thread that has them so; `rows` are made when they are asked for. */
  readonly stored?: StoredCells
}

/** The cells of a table as they were stored, column by column. */
export interface StoredCells {
  readonly rows: number
  readonly columns: readonly StoredColumn[]
}

export interface StoredColumn {
  /** Of the bytes of a text in UTF-8. */
  readonly texts: Buffer
  /** Whether the value of a row is a text: then where it is. */
  isText(row: number): boolean
  start(row: number): number
  end(row: number): number
  value(row: number): FieldValue
}

/** Rows of a table that an aggregate made. */
export class TableBatch extends LayeredBatch {
  readonly kind = 'table'
  private readonly table: TableData
  private readonly selection: Uint32Array | undefined

  constructor(
    table: TableData,
    selection?: Uint32Array,
    texts?: TextColumn,
    groups: readonly FieldLayer[] = [],
  ) {
    super(texts, groups)
    this.table = table
    this.selection = selection
  }

  get length(): number {
    return this.selection?.length ?? this.table.stored?.rows ?? this.table.rows.length
  }

  /** The cells under these names, if the rows are as they were stored. */
  storedColumns(names: readonly string[]): readonly StoredColumn[] | undefined {
    const { stored, columns } = this.table
    if (!stored || this.selection || this.texts || this.groups.length > 0) return undefined
    const found = names.map((name) => columns.indexOf(name))
    return found.includes(-1) ? undefined : found.map((column) => stored.columns[column])
  }

  override made(): readonly string[] {
    return [...new Set([...this.table.columns, ...super.made()])]
  }

  select(rows: Uint32Array): RecordBatch {
    return new TableBatch(this.table, this.compose(this.selection, rows), this.texts, this.groups)
  }

  protected frameIndex(row: number): number {
    return this.selection ? this.selection[row] : row
  }

  protected ownText(): TextColumn {
    return {
      changed: () => false,
      get: (index) => this.table.rows[index].map((value) => value ?? '').join('\t'),
    }
  }

  protected ownField(name: string, index: number): FieldValue {
    const column = this.table.columns.indexOf(name)
    if (column >= 0) return this.table.rows[index][column]
    // A table may have a column of this name: `stats count() by raw`.
    return name === 'raw' ? this.textAt(index) : undefined
  }

  protected ownHas(name: string): boolean {
    return name === 'raw' || this.table.columns.includes(name)
  }

  protected with(texts: TextColumn | undefined, groups: readonly FieldLayer[]): RecordBatch {
    return new TableBatch(this.table, this.selection, texts, groups)
  }
}
