import { slice } from '../records/batch.ts'
import { LineBatch } from '../records/lineBatch.ts'
import { isRawText, makeEncoder } from './export/encoders.ts'
import { Marks } from './export/marks.ts'
import { RowText } from './export/rowText.ts'
import type { ExportLayout } from './export/values.ts'
import { ByteWriter } from './export/writer.ts'
import { KeyList } from './merge/runningTimes.ts'
import type { Program } from './program.ts'
import type { KeyedRows, RenderParams, RenderResult } from './scannerApi.ts'

// One of each for the thread: the buffer is as large as a chunk.
let source = 0
const out = new ByteWriter(() => source)
const allMarks = new Marks()
const keys = new KeyList()
const ends = new KeyList()

/** Encodes the output rows of a range of blocks; leaves out `skip` rows, and stops after `take`. */
export function renderRange(program: Program, layout: ExportLayout, params: RenderParams): RenderResult {
  const { format, from, segment, lineBase, linesAbove = 0, countLines } = params
  const encoder = makeEncoder(format, { ...layout, fields: params.fields })
  const numbered = params.numbered === true && format === 'text'
  const marks = numbered && !lineBase ? allMarks : undefined
  const text = new RowText(out, numbered, marks)
  const isRaw = format === 'text' && isRawText(layout)
  const named = params.named === true && format === 'text'
  out.clear()
  allMarks.clear()
  keys.take()
  ends.take()
  const keyed = params.keyed === true
  const rowsOf = new Uint32Array(keyed ? params.to - from : 0)
  const greatest = new Float64Array(rowsOf.length).fill(-Infinity)
  let skip = params.skip
  let left = params.take
  let rows = 0
  let linesBefore = 0
  const lines = new Uint32Array(countLines ? params.to - from : 0)
  const bytesBefore = program.bytesRead
  for (let block = from; block < params.to && left > 0; block++) {
    source = program.origin(segment, block)?.source ?? 0
    const base = lineBase?.[block - from]
    text.begin(base ?? linesAbove, base === undefined ? linesBefore : 0)
    const whole = segment === 0 ? program.records(block) : undefined
    const times = keyed ? program.runningTimes(segment, block, whole) : undefined
    if (times) greatest[block - from] = times.greatest
    for (const batch of whole ? program.rowsOf(whole) : program.rows(segment, block)) {
      if (skip >= batch.length) {
        skip -= batch.length
        continue
      }
      const part = slice(batch, skip, skip + left)
      skip = 0
      rows += part.length
      left -= part.length
      // Of rows that were taken out of their files each says where it is from. Only the last of them can be too long, which is read again from there.
      if (part instanceof LineBatch && part.block.origins && part.length > 0) source = part.source(part.length - 1) ?? source
      if (!(part instanceof LineBatch)) {
        for (let row = 0; row < part.length; row++) encoder.write(out, part, row, undefined)
      } else if (times || named || !isRaw || (numbered && part.block.origins) || !text.write(part)) {
        if (times) {
          keys.add(times, part)
          rowsOf[block - from] += part.length
        }
        for (let row = 0; row < part.length; row++) {
          const references = out.references
          source = part.source(row) ?? source
          if (named) out.text(`${program.nameOf(source)}:`)
          text.number(part, row)
          const line = encoder.needsLines ? (base ?? 0) + part.lineAbove(row) + 1 : 0
          encoder.write(out, part, row, { line, source: layout.sources?.[source], continued: params.continued })
          if (times) ends.push(out.references > references ? -1 - out.position : out.position)
        }
      }
      if (left <= 0) break
    }
    if (!whole || !(countLines || marks)) continue
    const count = text.lineCount(whole)
    if (countLines) lines[block - from] = count
    linesBefore += count
  }
  const merging: KeyedRows | undefined = keyed ? { keys: keys.take(), ends: ends.take(), rows: rowsOf, greatest } : undefined
  return { chunks: out.take(), marks: marks?.take(), rows, lines, bytes: program.bytesRead - bytesBefore, keyed: merging }
}
