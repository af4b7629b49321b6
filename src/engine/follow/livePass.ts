import { BLOCK_BYTES, MAX_LINE_BYTES } from '../../common/constants.ts'
import { SluiceError } from '../../common/errors.ts'
import type { ByteSource, SourceSpec } from '../bytes/source.ts'
import { blockCount } from '../lines/block.ts'
import { RangeOutput, type OutputOptions, type StreamTotals } from '../rangeOutput.ts'
import { linesOf } from '../lineStarts.ts'
import type { Plan } from '../results/plan.ts'
import type { BlockSizes } from '../results/scannerApi.ts'
import type { HeadNode } from '../stages/ordered/head.ts'
import { printStage } from '../stages/registry.ts'
import type { Extent, RecordStream } from './recordStream.ts'

/** Blocks that are handled at a time. */
const AT_ONCE = 16

export interface LiveOptions extends Omit<OutputOptions, 'sizes' | 'follows'> {
  readonly sizes?: BlockSizes
}

/**
 * The stage, as it is written, that keeps a query from being run on rows as they come; undefined if there is none. `endless`: no end of them is ever known, so that an aggregate is one
 * too.
 */
export function stageInTheWay({ segments }: Plan, endless: boolean): string | undefined {
  const ofLines = segments.flatMap(({ local }) => local).find(({ node }) => linesOf(node).length > 0)
  if (ofLines) return printStage(ofLines.node)
  const at = segments.findIndex(({ end }) => end !== undefined && end.node.name !== 'head')
  if (at < 0) return undefined
  const { end } = segments[at]
  // Behind an aggregate there is nothing but a table.
  if (!endless && end!.kind === 'aggregate' && segments[at + 1].end === undefined) return undefined
  return printStage(end!.node)
}

/** Runs a query over records as they come: stages that work row by row, `head`, and in the end an aggregate. Nothing is kept of a row that has been written. */
export class LivePass {
  private readonly options: LiveOptions
  private readonly sizes: BlockSizes
  private readonly output: RangeOutput
  /** What each source is at the moment: the records at hand. */
  private readonly views: Pick<ByteSource, 'size' | 'read'>[]
  /** Lines above these. */
  private readonly linesAbove: number[]
  /** Rows that are still wanted by the `head` that ends each segment. */
  private readonly wanted: number[]

  /** `before`: the one that this goes on for, now that more is known of the sources. */
  constructor(sources: readonly SourceSpec[], options: LiveOptions, before?: LivePass) {
    if (stageInTheWay(options.plan, false) !== undefined) throw new SluiceError('internal', 'a query that cannot be run on rows as they come')
    this.options = options
    this.sizes = options.sizes ?? { blockBytes: BLOCK_BYTES, maxLineBytes: MAX_LINE_BYTES }
    this.views = sources.map(() => ({ size: 0, read: () => 0 }))
    this.linesAbove = before?.linesAbove ?? sources.map(() => 0)
    this.wanted = before?.wanted ?? options.plan.segments.map(({ end }) => (end?.node.name === 'head' ? (end.node as HeadNode).rows : Infinity))
    // What belongs to no line at its start has been left out.
    const specs = sources.map((spec) => ({ ...spec, skip: 0 }))
    this.output = new RangeOutput(specs, (source) => this.viewOf(source), { ...options, sizes: this.sizes, follows: true })
    if (before) Object.assign(this.output.totals, before.totals)
  }

  /** A `head` has all the rows that it wants: nothing that comes can change the result. */
  get isFull(): boolean {
    return this.wanted.includes(0)
  }

  get totals(): StreamTotals {
    return this.output.totals
  }

  begin(): Promise<void> {
    return this.output.begin()
  }

  /** Lines are counted from the start of a file. */
  restart(source: number): void {
    this.linesAbove[source] = 0
  }

  /** Writes the rows that come of new records. Throws what `write` throws, and the time limit. */
  async take(source: number, stream: RecordStream, extents: readonly Extent[]): Promise<void> {
    const start = this.output.map.starts[source]
    for (const extent of extents) {
      this.views[source] = stream.source(extent)
      const blocks = blockCount(this.views[source].size, this.sizes.blockBytes)
      const step = this.output.needsLines ? 1 : AT_ONCE
      for (let block = 0; block < blocks && !this.isFull; block += step) {
        await this.run(source, start + block, start + Math.min(blocks, block + step), extent.continued)
      }
    }
  }

  /** No more will come. */
  async end(): Promise<StreamTotals> {
    const { output } = this
    const table = this.options.plan.segments.findIndex(({ end }) => end?.kind === 'aggregate')
    output.finish()
    if (table >= 0) await output.finishTable(table)
    await output.writeCount()
    return output.totals
  }

  dispose(): Promise<void> {
    return this.output.dispose()
  }

  private viewOf(source: number): ByteSource {
    const { views } = this
    return {
      get size() {
        return views[source].size
      },
      read: (target, targetStart, length, position) => views[source].read(target, targetStart, length, position),
      close: () => undefined,
    }
  }

  /** Takes blocks of the files through all segments. */
  private async run(source: number, from: number, to: number, continued: boolean): Promise<void> {
    const { output, options: { plan: { segments }, countLines } } = this
    const above = this.linesAbove[source]
    let range = { segment: 0, from, to }
    output.goTo(from, above)
    for (const [segment, { end }] of segments.entries()) {
      if (!end) {
        const lineBase = output.needsLines ? new Float64Array(range.to - range.from).fill(above) : undefined
        const lines = await output.emit(range, lineBase, continued)
        if (segment === 0) this.addLines(source, lines)
        return
      }
      const { rows, lines } = await output.scan(range, segment === 0 && (countLines || output.needsLines))
      if (segment === 0) this.addLines(source, lines)
      if (end.kind === 'aggregate') return
      const spans = this.firstRows(segment, range.from, rows)
      output.input(segment + 1, { kind: 'spans', spans })
      range = { segment: segment + 1, from: 0, to: spans.length / 3 }
    }
  }

  /** The rows that a `head` lets through, as spans. */
  private firstRows(segment: number, from: number, rows: Uint32Array): Uint32Array {
    const spans: number[] = []
    rows.forEach((count, i) => {
      const taken = Math.min(count, this.wanted[segment])
      if (taken > 0) spans.push(from + i, 0, taken)
      this.wanted[segment] -= taken
    })
    return Uint32Array.from(spans)
  }

  private addLines(source: number, lines: Uint32Array): void {
    for (const count of lines) this.linesAbove[source] += count
  }
}
