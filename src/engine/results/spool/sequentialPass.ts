import type { RecordBatch } from '../../records/batch.ts'
import type { SequentialRun, SequentialTools } from '../../stages/contract.ts'
import { rowsOfSpan } from '../program.ts'
import { AsideFile } from './asideRecords.ts'
import { holdRows } from './heldRows.ts'
import { readChunk, type SpoolSources } from './rowReader.ts'
import { RowWriter } from './rowWriter.ts'
import { SpoolIndex, SpoolWriter, type SpoolPart } from './spoolFile.ts'
import { StoredRuns } from './storedRuns.ts'

/** What there is so far is written at least so often, so that it can be looked at, in milliseconds. */
const WRITE_INTERVAL = 200
/** Rows that are handled between two looks at whether the pass has been ended. */
const ROWS_BETWEEN = 4096
/** What a stage may take for what it remembers of values of fields. */
const KEY_BYTES = 192 * 1024 * 1024

export interface SequentialPassOptions {
  readonly sources: SpoolSources
  /** Where what the stage makes goes, and, with a number behind it, what it puts aside. */
  readonly path: string
  /** Fields made by stages that this one or one behind it asks for. */
  readonly wanted: readonly string[] | undefined
  /** For tests: as KEY_BYTES. */
  readonly keyBytes?: number
  create(tools: SequentialTools): SequentialRun
  /** Throws where the pass has been ended. */
  check(): void
}

interface Fed {
  readonly chunks: readonly ArrayBuffer[]
  readonly order: Uint32Array | undefined
}

/** A chunk of which not all rows have been asked for. */
interface KeptChunk {
  readonly batches: readonly RecordBatch[]
  left: number
}

/** A sequential stage at work: rows go in as chunks, and what it makes of them into a file. */
export class SequentialPass {
  private readonly options: SequentialPassOptions
  private readonly file: SpoolWriter
  private readonly writer: RowWriter
  private readonly stored: StoredRuns
  private readonly aside: AsideFile
  private readonly made = new SpoolIndex()
  private readonly queue: Fed[] = []
  private readonly kept = new Map<number, KeptChunk>()
  private nextChunk = 0
  private readonly running: Promise<void>
  private inputEnded = false
  private ended = false
  private written = performance.now()
  /** Called when there is something to read, and when all there was has been read. */
  private wake: (() => void) | undefined
  private hungry: (() => void) | undefined

  constructor(options: SequentialPassOptions) {
    this.options = options
    this.file = new SpoolWriter(options.path)
    this.writer = new RowWriter({ wanted: options.wanted })
    this.stored = new StoredRuns(options)
    this.aside = new AsideFile(options)
    const tools: SequentialTools = { hold: holdRows, store: (rows) => this.stored.add(rows), aside: (parts) => this.aside.begin(parts), keyBytes: options.keyBytes ?? KEY_BYTES }
    this.running = this.run(options.create(tools))
    // Looked at by who feeds it.
    this.running.catch(() => undefined)
  }

  /** Whether the stage wants more. Throws what it throws. */
  async feed(chunks: readonly ArrayBuffer[], order?: Uint32Array): Promise<boolean> {
    this.queue.push({ chunks, order })
    const read = new Promise<void>((resolve) => (this.hungry = resolve))
    this.wake?.()
    await Promise.race([read, this.running])
    return !this.ended
  }

  async end(): Promise<void> {
    this.inputEnded = true
    this.wake?.()
    await this.running
  }

  /** What has been written since the last call. */
  take(): SpoolPart {
    const { all } = this.made
    this.made.clear()
    return all
  }

  dispose(): void {
    this.ended = this.inputEnded = true
    this.queue.length = 0
    this.wake?.()
    this.file.close()
    this.stored.close()
    this.aside.close()
  }

  private async run(run: SequentialRun): Promise<void> {
    try {
      for await (const rows of run(this.batches())) {
        this.options.check()
        if (Symbol.iterator in rows) {
          let handled = 0
          for (const { batch, row } of rows) {
            if (++handled % ROWS_BETWEEN === 0) this.options.check()
            this.writer.addOwn(batch, row)
            this.write(false)
          }
        } else {
          for (let row = 0; row < rows.length; row++) this.writer.addOwn(rows, row)
          this.write(false)
        }
      }
      this.write(true)
    } finally {
      this.ended = true
    }
  }

  private write(all: boolean): void {
    const chunks = this.writer.take(all)
    if (chunks.length === 0) return
    this.made.add(this.file.append(chunks))
    this.written = performance.now()
  }

  private async *batches(): AsyncGenerator<RecordBatch> {
    const { queue, options } = this
    for (;;) {
      for (let fed = queue.shift(); fed; fed = queue.shift()) {
        options.check()
        if (fed.order) yield* this.ordered(fed.chunks, fed.order)
        else for (const chunk of fed.chunks) yield* readChunk(chunk, options.sources)
      }
      if (performance.now() - this.written > WRITE_INTERVAL) this.write(true)
      this.hungry?.()
      if (this.inputEnded) return
      await new Promise<void>((resolve) => (this.wake = resolve))
      this.wake = undefined
    }
  }

  private *ordered(chunks: readonly ArrayBuffer[], order: Uint32Array): Generator<RecordBatch> {
    const { kept, options } = this
    for (const chunk of chunks) {
      const batches = [...readChunk(chunk, options.sources)]
      kept.set(this.nextChunk++, { batches, left: batches.reduce((sum, { length }) => sum + length, 0) })
    }
    for (let i = 0; i < order.length; i += 3) {
      const [number, from, count] = order.subarray(i, i + 3)
      const chunk = kept.get(number)!
      yield* rowsOfSpan(chunk.batches, from, count)
      chunk.left -= count
      if (chunk.left === 0) kept.delete(number)
    }
  }
}
