import { CHUNK_ROWS } from './chunkRows.ts'
import type { ChunkHead, SpoolChunk } from './rowWriter.ts'
import { joinSections } from './sections.ts'
import { ValueWriter } from './valueColumn.ts'

/** About how many bytes a chunk has. */
const CHUNK_BYTES = 256 * 1024

/** Makes the chunks that RowWriter makes of the rows of a table, of its values column by column. */
export class TableWriter {
  /** Each is given its value of a row before `endRow`. */
  readonly columns: readonly ValueWriter[]
  private readonly names: readonly string[]
  private readonly write: (chunk: SpoolChunk) => void
  private rows = 0

  constructor(names: readonly string[], write: (chunk: SpoolChunk) => void) {
    this.names = names
    this.write = write
    this.columns = names.map(() => new ValueWriter())
  }

  endRow(): void {
    if (++this.rows === CHUNK_ROWS || this.columns.some(({ bytes }) => bytes > CHUNK_BYTES)) this.end()
  }

  /** Writes what is not a whole chunk yet. */
  end(): void {
    const { rows, names } = this
    if (rows === 0) return
    const values = this.columns.map((column) => column.take())
    const nothing = { text: 0, changedText: 0, changed: 0, longLine: -1, longOffset: -1, keys: [] }
    const head: ChunkHead = { kind: 'table', rows, names, open: false, lengths: values.map(({ lengths }) => lengths), ...nothing }
    const json = Buffer.from(JSON.stringify(head))
    const states = new Uint8Array(rows)
    this.write({ bytes: joinSections([Uint32Array.of(json.length), json, states, ...values.flatMap(({ sections }) => sections)]), rows })
    this.rows = 0
  }
}
