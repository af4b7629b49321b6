import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { RecordBatch } from '../../records/batch.ts'
import { RunMaker, type RunMakerOptions } from './runMaker.ts'
import type { StoredRun } from './runWriter.ts'
import { SpoolWriter } from './spoolFile.ts'

let lastFile = 0

/** Sorted runs of the rows that one thread scans, in a file of its own. */
export class LaneRuns {
  private readonly maker: RunMaker
  private readonly path: string
  private readonly file: SpoolWriter
  private readonly check: () => void
  private made: StoredRun[] = []

  /** `prefix`: what the file's path begins with. `check` throws where the pass has been ended. */
  constructor(prefix: string, options: RunMakerOptions, check: () => void) {
    mkdirSync(dirname(prefix), { recursive: true, mode: 0o700 })
    this.path = `${prefix}-${process.getBuiltinModule('node:worker_threads').threadId}-${++lastFile}`
    this.file = new SpoolWriter(this.path)
    this.maker = new RunMaker(options)
    this.check = check
  }

  /** To be called before rows of a task come: one that failed may have left some. */
  begin(): void {
    this.maker.clear()
    this.made = []
  }

  /** See RunMaker.addBatch. */
  add(batch: RecordBatch, source: number, linesAbove: number): void {
    this.maker.addBatch(batch, source, linesAbove, () => this.store())
  }

  /** The runs of a task, in the order of its rows. */
  end(): readonly StoredRun[] {
    if (!this.maker.isEmpty) this.store()
    return this.made
  }

  dispose(): void {
    this.maker.dispose()
    this.file.close()
  }

  private store(): void {
    this.made.push(this.maker.store({ path: this.path, file: this.file, check: this.check }))
  }
}
