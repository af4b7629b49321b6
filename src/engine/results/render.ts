import { slice } from '../records/batch.ts'
import { LineBatch } from '../records/lineBatch.ts'
import { makeEncoder } from './export/encoders.ts'
import type { ExportLayout } from './export/values.ts'
import { ByteWriter } from './export/writer.ts'
import type { Program } from './program.ts'
import type { RenderParams, RenderResult } from './scannerApi.ts'

// One for the thread: its buffer is as large as a chunk.
let source = 0
const out = new ByteWriter(() => source)

/** Encodes the output rows of a range of blocks; leaves out `skip` rows, and stops after `take`. */
export function renderRange(program: Program, layout: ExportLayout, params: RenderParams): RenderResult {
  const encoder = makeEncoder(params.format, layout)
  out.clear()
  let skip = params.skip
  let left = params.take
  let rows = 0
  const lines = new Uint32Array(params.countLines ? params.to - params.from : 0)
  const bytesBefore = program.bytesRead
  for (let block = params.from; block < params.to && left > 0; block++) {
    source = program.origin(params.segment, block)?.source ?? 0
    const lineBase = params.lineBase?.[block - params.from] ?? 0
    const whole = params.segment === 0 ? program.records(block) : undefined
    for (const batch of whole ? program.rowsOf(whole) : program.rows(params.segment, block)) {
      if (skip >= batch.length) {
        skip -= batch.length
        continue
      }
      const part = slice(batch, skip, skip + left)
      skip = 0
      for (let row = 0; row < part.length; row++) {
        const origin =
          part instanceof LineBatch
            ? { line: encoder.needsLines ? lineBase + part.lineAbove(row) + 1 : 0, source: layout.sources?.[source] }
            : undefined
        encoder.write(out, part, row, origin)
      }
      rows += part.length
      left -= part.length
      if (left <= 0) break
    }
    if (whole && params.countLines) lines[block - params.from] = whole.lineCount
  }
  return { chunks: out.take(), rows, lines, bytes: program.bytesRead - bytesBefore }
}
