import { BLOCK_BYTES, MAX_LINE_BYTES, RECORD_REACH_BYTES } from '../common/constants.ts'
import type { StreamSource } from './bytes/packed/streamSource.ts'
import type { SourceSpec } from './bytes/source.ts'
import { blockCount, HEAD_BYTES } from './lines/block.ts'
import { RangeOutput, type OutputOptions, type SegmentRange, type StreamTotals } from './rangeOutput.ts'
import { linesWanted } from './lineStarts.ts'
import type { Plan } from './results/plan.ts'
import type { BlockSizes } from './results/scannerApi.ts'

/** Blocks that are handled at a time, if they are there. */
const AT_ONCE = 16

export interface Streamed {
  /** Its size does not count. */
  readonly spec: SourceSpec
  readonly source: StreamSource
}

export interface StreamOptions extends Omit<OutputOptions, 'sizes' | 'run' | 'follows'> {
  readonly sizes?: BlockSizes
}

/** Every row is looked at once, and none has to be found again: nothing but stages that work row by row, and at most one aggregate at their end; and nothing has to be found before. */
export function isStreamable({ segments }: Plan): boolean {
  const last = segments[segments.length - 1]
  if (linesWanted({ segments }).length > 0) return false
  return last.end === undefined && (segments.length === 1 || (segments.length === 2 && segments[0].end?.kind === 'aggregate'))
}

/**
 * Runs a plan over contents as they are unpacked, in this thread while zlib works in another. Rejects with WindowError where a line is too long
 * for that, and with what `guard` throws; what was written by then is the start of the result.
 */
export async function streamPass(files: readonly Streamed[], options: StreamOptions): Promise<StreamTotals> {
  const pass = new StreamPass(files, options)
  try {
    return await pass.run()
  } finally {
    await pass.dispose()
  }
}

class StreamPass {
  private readonly files: readonly Streamed[]
  private readonly options: StreamOptions
  private readonly sizes: BlockSizes
  private readonly output: RangeOutput
  /** The records that start in a block have lines that start at most so far behind it. */
  private readonly reach: number

  constructor(files: readonly Streamed[], options: StreamOptions) {
    this.files = files
    this.options = options
    this.sizes = options.sizes ?? { blockBytes: BLOCK_BYTES, maxLineBytes: MAX_LINE_BYTES }
    this.reach = (this.sizes.reachBytes ?? RECORD_REACH_BYTES) + HEAD_BYTES
    const open = (source: number): StreamSource => files[source].source
    this.output = new RangeOutput(files.map(({ spec }) => spec), open, { ...options, sizes: this.sizes })
  }

  async run(): Promise<StreamTotals> {
    const { output } = this
    await output.begin()
    for (const index of this.files.keys()) await this.passOver(index)
    output.finish()
    if (this.options.plan.segments.length > 1) await output.finishTable(0)
    await output.writeCount()
    return output.totals
  }

  dispose(): Promise<void> {
    return this.output.dispose()
  }

  private async passOver(index: number): Promise<void> {
    const { source } = this.files[index]
    const { sizes: { blockBytes }, reach, output } = this
    const start = output.map.starts[index]
    let linesAbove = 0
    for (let block = 0; ; ) {
      const from = block
      await source.ready((from + 1) * blockBytes + reach)
      const there = source.ended ? blockCount(source.size, blockBytes) : Math.ceil((source.wholeTo - reach) / blockBytes) - 1
      if (from >= there) return
      block = Math.min(there, from + (output.needsLines ? 1 : AT_ONCE))
      for (const count of await this.handle({ segment: 0, from: start + from, to: start + block }, linesAbove)) linesAbove += count
      source.forget(block * blockBytes - reach)
    }
  }

  private async handle(range: SegmentRange, linesAbove: number): Promise<Uint32Array> {
    const { output } = this
    output.goTo(range.from, linesAbove)
    if (this.options.plan.segments.length > 1) return (await output.scan(range)).lines
    return output.emit(range, output.needsLines ? Float64Array.of(linesAbove) : undefined)
  }
}
