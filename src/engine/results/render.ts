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
  const marks = params.numbered && !params.lineBase ? new Marks() : undefined
  const encoder = makeEncoder(params.format, marks ? { ...layout, numbered: false } : layout)
  out.clear()
  let skip = params.skip
  let left = params.take
  let rows = 0
  let linesAbove = 0
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
        if (marks && part instanceof LineBatch) {
          marks.add(out.position, linesAbove + part.lineAbove(row) + 1)
          out.text(':')
        }
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
    if (whole && marks) linesAbove += whole.lineCount
  }
  return { chunks: out.take(), marks: marks?.take(), rows, lines, bytes: program.bytesRead - bytesBefore }
}

/** Pairs of numbers, in an array that grows. */
class Marks {
  private pairs = new Uint32Array(1024)
  private length = 0

  add(position: number, line: number): void {
    if (this.length === this.pairs.length) {
      const longer = new Uint32Array(2 * this.length)
      longer.set(this.pairs)
      this.pairs = longer
    }
    this.pairs[this.length++] = position
    this.pairs[this.length++] = line
  }

  take(): Uint32Array {
    return this.pairs.slice(0, this.length)
  }
}
