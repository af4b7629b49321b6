/** Sorts stored rows: as runs that fit into memory, which go to disk and are merged (Knuth, The Art of Computer Programming, vol. 3, 5.4). */
import { freeNow } from '../../../common/freeNow.ts'
import type { RowOrder } from '../../stages/contract.ts'
import { GrowingNumbers } from './growingNumbers.ts'
import { mergeRuns, type MergedRow } from './mergeRuns.ts'
import { openChunk, type StoredChunk } from './rowReader.ts'
import { RowWriter } from './rowWriter.ts'
import { sortedOrder } from './sortedOrder.ts'
import { SpoolIndex, SpoolReader, SpoolWriter, type SpoolPart } from './spoolFile.ts'

/** What rows and keys in memory may be at most. Tests take less. */
export interface RunBounds {
  readonly bytes: number
  readonly rows: number
  /** About how many bytes of text chunks of runs have: one of each run is in memory while these are merged. */
  readonly chunkBytes: number
  /** Runs that are merged into one where there are as many that have been merged as often. */
  readonly runs: number
}

const BOUNDS: RunBounds = { bytes: 12 * 1024 * 1024, rows: 200_000, chunkBytes: 64 * 1024, runs: 128 }

export interface SortPassOptions {
  readonly order: RowOrder
  /** Of the file for the sorted rows. */
  readonly path: string
  /** Throws where the pass has been ended. */
  check(): void
  readonly bounds?: RunBounds
}

interface Run {
  readonly chunks: SpoolPart
  /** How often its rows have been merged. */
  readonly level: number
}

/** Takes rows as chunks with their keys, and writes them in order. What SequentialPass is for other stages. */
export class SortPass {
  private readonly options: SortPassOptions
  private readonly bounds: RunBounds
  private readonly file: SpoolWriter
  private aside: SpoolWriter | undefined
  private reader: SpoolReader | undefined
  private readonly runs: Run[] = []
  private readonly made = new SpoolIndex()
  private bytes = 0
  /** The rows that are held, as they came: of which chunk, and which row of it. */
  private held: StoredChunk[] = []
  private readonly chunkOf = new GrowingNumbers(Uint32Array)
  private readonly rowOf = new GrowingNumbers(Uint32Array)
  /** Chunks of which not all rows have come yet, by their number, where rows come in another order than that of the chunks. */
  private readonly waiting = new Map<number, { readonly chunk: StoredChunk; left: number; lot: number; at: number }>()
  private nextChunk = 0
  /** How often what was held has been put on disk. */
  private lots = 0

  constructor(options: SortPassOptions) {
    this.options = options
    this.bounds = options.bounds ?? BOUNDS
    this.file = new SpoolWriter(options.path)
  }

  /** `order`: as in ScannerApi.feedRows. Answers that it wants more, as it always does. */
  async feed(chunks: readonly ArrayBuffer[], order?: Uint32Array): Promise<boolean> {
    this.options.check()
    if (order) this.feedSpans(chunks, order)
    else {
      for (const bytes of chunks) {
        const chunk = openChunk(bytes)
        this.add(chunk, this.hold(chunk, bytes.byteLength), 0, chunk.head.rows)
        this.relieve()
      }
    }
    return true
  }

  async end(): Promise<void> {
    const { order } = this.options
    const writer = new RowWriter()
    const write = (all: boolean): void => {
      const chunks = writer.take(all)
      if (chunks.length === 0) return
      this.options.check()
      this.made.add(this.file.append(chunks))
    }
    let left = order.most
    if (this.runs.length === 0) {
      for (const index of this.sorted().subarray(0, order.most)) {
        writer.addStored(this.held[this.chunkOf.at(index)], this.rowOf.at(index))
        write(false)
      }
      this.release()
    } else {
      if (this.rowOf.length > 0) this.storeRun()
      for (const { chunk, row } of this.merged(this.runs)) {
        if (left-- <= 0) break
        writer.addStored(chunk, row)
        write(false)
      }
    }
    write(true)
  }

  /** What has been written since the last call. */
  take(): SpoolPart {
    const { all } = this.made
    this.made.clear()
    return all
  }

  dispose(): void {
    this.release()
    this.file.close()
    this.aside?.close()
    this.reader?.close()
  }

  private feedSpans(chunks: readonly ArrayBuffer[], order: Uint32Array): void {
    const { waiting } = this
    for (const bytes of chunks) {
      const chunk = openChunk(bytes)
      waiting.set(this.nextChunk++, { chunk, left: chunk.head.rows, lot: -1, at: 0 })
      this.bytes += bytes.byteLength
    }
    for (let i = 0; i < order.length; i += 3) {
      const number = order[i]
      const count = order[i + 2]
      const entry = waiting.get(number)!
      if (entry.lot !== this.lots) {
        entry.lot = this.lots
        entry.at = this.hold(entry.chunk, 0)
      }
      this.add(entry.chunk, entry.at, order[i + 1], count)
      entry.left -= count
      if (entry.left === 0) waiting.delete(number)
      this.relieve()
    }
  }

  private hold(chunk: StoredChunk, bytes: number): number {
    this.bytes += bytes
    return this.held.push(chunk) - 1
  }

  private add(chunk: StoredChunk, at: number, from: number, count: number): void {
    for (let row = from; row < from + count; row++) {
      this.chunkOf.push(at)
      this.rowOf.push(row)
    }
  }

  /** Puts what is held on disk, if it is too much. */
  private relieve(): void {
    if (this.bytes >= this.bounds.bytes || this.rowOf.length >= this.bounds.rows) this.storeRun()
  }

  private sorted(): Uint32Array {
    return sortedOrder(this.held, this.chunkOf.all, this.rowOf.all, this.options.order.fields)
  }

  private storeRun(): void {
    const { held, chunkOf, rowOf } = this
    const order = this.sorted()
    const rows = function* (): Generator<MergedRow> {
      const given = { chunk: held[0], row: 0 }
      for (const index of order) {
        given.chunk = held[chunkOf.at(index)]
        given.row = rowOf.at(index)
        yield given
      }
    }
    this.store(rows(), 0)
    this.release()
    this.lots++
    freeNow(order)
    const { runs, bounds } = this
    for (let last = runs.slice(-bounds.runs); last.length === bounds.runs && last.every(({ level }) => level === last[0].level); last = runs.slice(-bounds.runs)) {
      const merged = this.merged(last)
      runs.splice(-bounds.runs)
      this.store(merged, last[0].level + 1)
    }
  }

  private store(rows: Iterable<MergedRow>, level: number): void {
    const { path, order, check } = this.options
    const aside = (this.aside ??= new SpoolWriter(`${path}.aside`))
    const writer = new RowWriter({ keyFields: order.fields.length, chunkBytes: this.bounds.chunkBytes })
    const index = new SpoolIndex()
    const write = (all: boolean): void => {
      const chunks = writer.take(all)
      if (chunks.length === 0) return
      check()
      index.add(aside.append(chunks))
    }
    for (const { chunk, row } of rows) {
      writer.addStored(chunk, row)
      write(false)
    }
    write(true)
    this.runs.push({ chunks: index.all, level })
  }

  private merged(runs: readonly Run[]): Generator<MergedRow> {
    const reader = (this.reader ??= new SpoolReader(`${this.options.path}.aside`))
    return mergeRuns(runs.map(({ chunks }) => chunksOf(reader, chunks)), this.options.order.fields)
  }

  /** Holds none any more, and gives their memory back. */
  private release(): void {
    const kept = new Set([...this.waiting.values()].map(({ chunk }) => chunk))
    for (const chunk of this.held) if (!kept.has(chunk)) freeNow(chunk.states)
    this.held = []
    this.chunkOf.clear()
    this.rowOf.clear()
    this.bytes = 0
  }
}

function* chunksOf(reader: SpoolReader, { offsets, lengths }: SpoolPart): Generator<StoredChunk> {
  for (let i = 0; i < offsets.length; i++) {
    const bytes = reader.read(offsets[i], lengths[i])
    yield openChunk(bytes)
    freeNow(new Uint8Array(bytes))
  }
}
