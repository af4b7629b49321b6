import { freeNow } from '../../../common/freeNow.ts'
import type { RecordBatch } from '../../records/batch.ts'
import type { PlacedRow } from '../../stages/contract.ts'
import { readChunk, type SpoolSources } from './rowReader.ts'
import { RowWriter } from './rowWriter.ts'
import { SpoolIndex, SpoolReader, SpoolWriter } from './spoolFile.ts'

export interface StoredRunsOptions {
  readonly sources: SpoolSources
  readonly path: string
  readonly wanted: readonly string[] | undefined
  check(): void
}

/** Rows that a stage has put on disk, run by run. */
export class StoredRuns {
  private readonly options: StoredRunsOptions
  private file: SpoolWriter | undefined
  private reader: SpoolReader | undefined

  constructor(options: StoredRunsOptions) {
    this.options = options
  }

  add(rows: Iterable<PlacedRow>): Iterable<RecordBatch> {
    const { path, wanted, sources, check } = this.options
    const file = (this.file ??= new SpoolWriter(`${path}.aside`))
    const writer = new RowWriter({ wanted })
    const index = new SpoolIndex()
    const write = (all: boolean): void => {
      const chunks = writer.take(all)
      if (chunks.length === 0) return
      check()
      index.add(file.append(chunks))
    }
    for (const { batch, row } of rows) {
      writer.addOwn(batch, row)
      write(false)
    }
    write(true)
    const { offsets, lengths } = index.all
    const reader = (this.reader ??= new SpoolReader(`${path}.aside`))
    return {
      *[Symbol.iterator]() {
        for (let chunk = 0; chunk < offsets.length; chunk++) {
          const bytes = reader.read(offsets[chunk], lengths[chunk])
          yield* readChunk(bytes, sources)
          freeNow(new Uint8Array(bytes))
        }
      },
    }
  }

  close(): void {
    this.file?.close()
    this.reader?.close()
  }
}
