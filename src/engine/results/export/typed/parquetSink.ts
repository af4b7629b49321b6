/** Tables as Parquet: row groups as they are full, so that one of them is in memory. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { SchemaElement } from 'hyparquet'
import { typed, type Cell, type ColumnType } from './columnTypes.ts'
import type { TableColumn, TableSink } from './tableSink.ts'

/** A row group is full with so many rows, values, or characters of text. */
const GROUP_ROWS = 50_000
const GROUP_VALUES = 500_000
const GROUP_TEXT = 8 * 1024 * 1024
/** What is smaller waits, so that files are written in pieces of this size. */
const PIECE_BYTES = 1024 * 1024

const TYPES: Readonly<Record<ColumnType, Pick<SchemaElement, 'type' | 'converted_type' | 'logical_type'>>> = {
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
}

type ParquetValue = string | number | boolean | bigint | null

export class ParquetSink implements TableSink {
  private readonly columns: readonly TableColumn[]
  private readonly output: FileOutput
  private readonly writer: ParquetWriter
  private group: ParquetValue[][]
  private rows = 0
  private text = 0

  constructor(path: string, columns: readonly TableColumn[]) {
    this.columns = columns
    this.group = columns.map(() => [])
    this.output = new FileOutput(path)
    const schema: SchemaElement[] = [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type }): SchemaElement => ({ name, repetition_type: 'OPTIONAL', ...TYPES[type] })),
    ]
    this.writer = new ParquetWriter({ writer: this.output, schema, createdBy: 'Sluice' })
  }

  write(rows: readonly (readonly Cell[])[]): void {
    const { columns } = this
    for (const row of rows) {
      columns.forEach(({ type }, column) => {
        const value = row[column]
        this.group[column].push(value === null ? null : valueOf(value, type))
        if (typeof value === 'string') this.text += value.length
      })
      this.rows++
      if (this.rows >= GROUP_ROWS || this.rows * columns.length >= GROUP_VALUES || this.text >= GROUP_TEXT) this.flush()
    }
  }

  finish(): void {
    this.flush()
    void this.writer.finish()
    this.output.flush()
  }

  close(): void {
    this.output.close()
  }

  private flush(): void {
    if (this.rows === 0) return
    const columnData = this.columns.map(({ name }, column) => ({ name, data: this.group[column] }))
    void this.writer.write({ columnData, rowGroupSize: this.rows })
    this.group = this.columns.map(() => [])
    this.rows = 0
    this.text = 0
  }
}

function valueOf(value: string | number, type: ColumnType): ParquetValue {
  const own = typed(value, type)
  return typeof own === 'number' && (type === 'integer' || type === 'time') ? BigInt(own) : own
}

/** Collects what is written, and brings it to a file. */
class FileOutput extends ByteWriter {
  private readonly file: number

  constructor(path: string) {
    super(PIECE_BYTES)
    this.file = openSync(path, 'w')
  }

  override ensure(size: number): void {
    if (this.index >= PIECE_BYTES) this.flush()
    super.ensure(size)
  }

  flush(): void {
    for (let done = 0; done < this.index; ) done += writeSync(this.file, new Uint8Array(this.buffer, done, this.index - done))
    this.index = 0
  }

  close(): void {
    closeSync(this.file)
  }
}
