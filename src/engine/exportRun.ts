import { isTyped } from '../common/exportFormats.ts'
import type { ExportFormat } from '../common/protocol.ts'
import { renderRun, type RenderedPiece, type RenderOptions } from './render.ts'
import { writeWhole } from './results/export/fileSink.ts'
import { writeTyped } from './results/export/typed/typedFile.ts'
import type { Run } from './run.ts'
import type { RunEnvironment } from './runEnvironment.ts'

/** Progress goes out this often, in milliseconds. */
const PROGRESS_INTERVAL = 100

export interface ExportOptions extends Pick<RenderOptions, 'range' | 'columns' | 'signal' | 'faults' | 'numbered' | 'named' | 'countLines'> {
  readonly format: ExportFormat
  readonly path: string
}

export interface Exported {
  readonly rows: number
  /** Of the file. */
  readonly bytes: number
  /** Bytes read from the log. */
  readonly read: number
}

/** Streams the rows of a run to a file that appears when it is whole; tells `onProgress` how far it is. */
export async function exportRun(
  run: Run,
  env: RunEnvironment,
  { format, path, ...options }: ExportOptions,
  onProgress: (rows: number, bytes: number, fraction: number) => void,
): Promise<Exported> {
  let rows = 0
  let read = 0
  let told = 0
  async function* counted(pieces: AsyncIterable<RenderedPiece>): AsyncGenerator<Uint8Array> {
    // A second time from the start.
    rows = 0
    let bytes = 0
    for await (const piece of pieces) {
      rows += piece.rows
      bytes += piece.bytes.length
      read += piece.read
      if (performance.now() - told > PROGRESS_INTERVAL) {
        told = performance.now()
        onProgress(rows, bytes, piece.fraction)
      }
      yield piece.bytes
    }
  }
  if (isTyped(format)) {
    const table = run.plan.columns.table ? 'result' : 'log'
    const bytes = await writeTyped(path, format, table, () => counted(renderRun(run, env, { ...options, format: 'rows' })))
    return { rows, bytes, read }
  }
  const bytes = await writeWhole(path, counted(renderRun(run, env, { ...options, format })))
  return { rows, bytes, read }
}
