import { MAX_LINE_BYTES } from '../../../common/constants.ts'
import type { Block } from '../../lines/block.ts'
import { plainKernels } from '../../lines/kernels.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import { TableBatch } from '../../records/tableBatch.ts'
import type { KeptRow, NewRow, OutRow, OwnRow, Values } from './messages.ts'

/** Puts what a script has yielded into batches. */
export class OutBatches {
  /** Names that it has changed or added so far: batches are alike as long as these are. */
  private readonly changed = new Set<string>()
  private readonly columns = new Set<string>()
  private readonly made: ReadonlySet<string>
  private readonly held: (batch: number) => RecordBatch | undefined

  /** `held`: a batch that was given to it, if it is still there. `made`: fields that stages above have made, which are kept of a row whose batch is not. */
  constructor(held: (batch: number) => RecordBatch | undefined, made: ReadonlySet<string> = new Set()) {
    this.held = held
    this.made = made
  }

  *batches(rows: readonly OutRow[]): Generator<RecordBatch> {
    for (let from = 0; from < rows.length; ) {
      const first = rows[from]
      let to = from + 1
      if (!('batch' in first)) {
        while (to < rows.length && !('batch' in rows[to])) to++
        yield this.tableOf(rows.slice(from, to) as NewRow[])
      } else if (first.fields) {
        yield this.restored(first)
      } else {
        while (to < rows.length && follows(rows[to - 1] as KeptRow, rows[to])) to++
        yield this.keptOf(rows.slice(from, to) as KeptRow[])
      }
      from = to
    }
  }

  /** Rows of one batch, in its order. */
  keptOf(rows: readonly KeptRow[]): RecordBatch {
    const batch = this.held(rows[0].batch)
    if (!batch) throw new Error('rows of a script have lost their batch')
    const own = batch.select(Uint32Array.from(rows, ({ row }) => row))
    return this.laid(own, rows, (name, i) => own.field(name, i))
  }

  /** A row whose batch is not held any more, made of what the script still has of it. */
  private restored(row: KeptRow): RecordBatch {
    const fields = row.fields ?? []
    const valueOf = (name: string): FieldValue => {
      const at = fields.findIndex((each, i) => i % 2 === 0 && each === name)
      return at < 0 ? undefined : fields[at + 1]
    }
    if (row.own) {
      const names = fields.filter((name, i): name is string => i % 2 === 0 && this.made.has(name as string))
      const lines = lineOf(row.own)
      return this.laid(names.length > 0 ? lines.withValues(names, () => names.map(valueOf)) : lines, [row], valueOf)
    }
    const table = new TableBatch({ columns: fields.filter((_, i) => i % 2 === 0) as string[], rows: [fields.filter((_, i) => i % 2 === 1)] })
    return this.laid(table, [row], valueOf)
  }

  private laid(batch: RecordBatch, rows: readonly KeptRow[], before: (name: string, row: number) => FieldValue): RecordBatch {
    for (const { changed } of rows) for (const [name] of changed) this.changed.add(name)
    const names = [...this.changed]
    const texts = rows.some(({ raw }) => raw !== undefined) ? batch.withText((text, i) => rows[i].raw ?? text) : batch
    if (names.length === 0) return texts
    return texts.withValues(names, (i) => valuesOf(names, rows[i].changed, (name) => before(name, i)))
  }

  private tableOf(rows: readonly NewRow[]): RecordBatch {
    for (const { values } of rows) for (const [name] of values) this.columns.add(name)
    const columns = [...this.columns]
    const table = new TableBatch({ columns, rows: rows.map(({ values }) => valuesOf(columns, values, () => undefined)) })
    // As text they are what the script has said, or JSON.
    return table.withText((_, i) => rows[i].raw ?? JSON.stringify(Object.fromEntries(rows[i].values)))
  }
}

function valuesOf(names: readonly string[], values: Values, otherwise: (name: string) => FieldValue): FieldValue[] {
  const found = new Map(values)
  return names.map((name) => (found.has(name) ? found.get(name) : otherwise(name)))
}

function follows(before: KeptRow, row: OutRow): boolean {
  return 'batch' in row && row.batch === before.batch && row.row > before.row && !row.fields
}

const everyRow = { test: () => true }

/** A row of a file from its bytes. The fields of its format are read again from these, where somebody asks for them. */
function lineOf({ text, offset, source, line, long }: OwnRow): RecordBatch {
  const own = Buffer.from(text)
  const bytes = Buffer.concat([own, Buffer.from('\n')])
  const [longAt, longOffset] = long ?? [-1, -1]
  const block: Block = {
    index: 0,
    bytes,
    kernels: plainKernels,
    first: 0,
    stop: long ? own.length : bytes.length,
    longLine: longAt,
    firstLine: 0,
    linesStop: long ? own.length : bytes.length,
    heads: everyRow,
    sourceOffset: (at) => (at === longAt ? longOffset : offset + at),
    windowBytes: MAX_LINE_BYTES,
    *longWindows() {
      yield own
    },
    origins: { lineAt: () => line, sourceAt: () => source },
  }
  return LineBatch.of(block, undefined).pick({ starts: Uint32Array.of(0), ends: Uint32Array.of(own.length), count: 1 })
}
