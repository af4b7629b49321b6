/** Sorts stored rows: as runs on disk, which are cut into blocks that are merged when they are read (Knuth, The Art of Computer Programming, vol. 3, 5.4). */
import { freeNow } from '../../../common/freeNow.ts'
import type { RowOrder } from '../../stages/contract.ts'
import { mergeRuns } from './mergeRuns.ts'
import { openChunk, type StoredChunk } from './rowReader.ts'
import { cutRuns, type CutBounds } from './runCuts.ts'
import { RunMaker } from './runMaker.ts'
import type { RunFile, StoredRun } from './runWriter.ts'
import { packSortedBlock } from './sortedBlock.ts'
import { SpoolIndex, SpoolReader, SpoolWriter, type SpoolPart } from './spoolFile.ts'

/** What is done at a time. Tests take less. */
export interface RunBounds {
  /** Rows of a run, in memory. */
  readonly bytes?: number
  /** Runs that are merged into one where there are as many that have been merged as often. */
  readonly runs: number
  readonly blocks?: CutBounds
}

/** Of each run a block may have a part, which is read by itself. */
const BOUNDS: RunBounds = { runs: 768 }

export interface SortPassOptions {
  readonly order: RowOrder
  /** Of the file that says where the sorted rows are. */
  readonly path: string
  /** Throws where the pass has been ended. */
  check(): void
  readonly bounds?: RunBounds
}

interface Run {
  readonly stored: StoredRun
  /** How often its rows have been merged. */
  readonly level: number
}

interface WaitingChunk {
  readonly chunk: StoredChunk
  left: number
}

/** Takes runs, or rows as chunks with their keys, and writes where those in order are. What SequentialPass is for other stages. */
export class SortPass {
  private readonly options: SortPassOptions
  private readonly bounds: RunBounds
  private readonly file: SpoolWriter
  private readonly maker: RunMaker
  private aside: RunFile | undefined
  private readonly readers = new Map<string, SpoolReader>()
  private readonly runs: Run[] = []
  private readonly made = new SpoolIndex()
  /** Chunks of which not all rows have come yet, by their number, where rows come in another order than that of the chunks. */
  private readonly waiting = new Map<number, WaitingChunk>()
  private nextChunk = 0

  constructor(options: SortPassOptions) {
    this.options = options
    this.bounds = options.bounds ?? BOUNDS
    this.file = new SpoolWriter(options.path)
    this.maker = new RunMaker({ order: options.order, wanted: undefined, bytes: this.bounds.bytes })
  }

  /** `order`: as in ScannerApi.feedRows. Answers that it wants more, as it always does. */
  async feed(chunks: readonly ArrayBuffer[], order?: Uint32Array, runs: readonly StoredRun[] = []): Promise<boolean> {
    this.options.check()
    for (const run of runs) this.addRun(run)
    if (order) this.feedSpans(chunks, order)
    else {
      for (const bytes of chunks) {
        const chunk = openChunk(bytes)
        this.addRows(chunk, 0, chunk.head.rows)
        freeNow(new Uint8Array(bytes))
      }
    }
    return true
  }

  async end(): Promise<void> {
    if (!this.maker.isEmpty) this.addRun(this.maker.store(this.asideFile()))
    this.maker.dispose()
    let left = this.options.order.most
    const { check } = this.options
    for (const parts of cutRuns(this.runs.map(({ stored }) => stored), { readerOf: (path) => this.reader(path), check, bounds: this.bounds.blocks })) {
      check()
      const rows = Math.min(left, parts.reduce((sum, part) => sum + part.rows, 0))
      if (rows === 0) break
      this.made.add(this.file.append([{ bytes: packSortedBlock(parts, rows), rows }]))
      left -= rows
    }
  }

  /** What has been written since the last call. */
  take(): SpoolPart {
    const { all } = this.made
    this.made.clear()
    return all
  }

  dispose(): void {
    this.maker.dispose()
    this.file.close()
    this.aside?.file.close()
    for (const reader of this.readers.values()) reader.close()
  }

  private feedSpans(chunks: readonly ArrayBuffer[], order: Uint32Array): void {
    const { waiting } = this
    for (const bytes of chunks) {
      const chunk = openChunk(bytes)
      waiting.set(this.nextChunk++, { chunk, left: chunk.head.rows })
    }
    for (let i = 0; i < order.length; i += 3) {
      const number = order[i]
      const count = order[i + 2]
      const entry = waiting.get(number)!
      this.addRows(entry.chunk, order[i + 1], count)
      entry.left -= count
      if (entry.left > 0) continue
      waiting.delete(number)
      freeNow(entry.chunk.states)
    }
  }

  private addRows(chunk: StoredChunk, from: number, count: number): void {
    const { maker } = this
    for (let row = from; row < from + count; row++) {
      maker.addStored(chunk, row)
      if (maker.isFull) this.addRun(maker.store(this.asideFile()))
    }
  }

  private addRun(stored: StoredRun): void {
    const { runs, bounds } = this
    runs.push({ stored, level: 0 })
    for (let last = runs.slice(-bounds.runs); last.length === bounds.runs && last.every(({ level }) => level === last[0].level); last = runs.slice(-bounds.runs)) {
      runs.splice(-bounds.runs)
      const merged = mergeRuns(last.map((run) => run.stored), (path) => this.reader(path), this.asideFile())
      runs.push({ stored: merged, level: last[0].level + 1 })
    }
  }

  private asideFile(): RunFile {
    const path = `${this.options.path}.aside`
    return (this.aside ??= { path, file: new SpoolWriter(path), check: this.options.check })
  }

  private reader(path: string): SpoolReader {
    let found = this.readers.get(path)
    if (!found) this.readers.set(path, (found = new SpoolReader(path)))
    return found
  }
}
