import { BLOCK_BYTES, MAX_LINE_BYTES, RECORD_REACH_BYTES } from '../common/constants.ts'
import type { ExportFormat } from '../common/protocol.ts'
import type { StreamSource } from './bytes/packed/streamSource.ts'
import type { SourceSpec } from './bytes/source.ts'
import { blockCount, HEAD_BYTES } from './lines/block.ts'
import { makeEncoder, type Encoder } from './results/export/encoders.ts'
import { inlinePool, type RunInline } from './results/inlinePool.ts'
import { fieldsRead, type Plan } from './results/plan.ts'
import type { ScannerPool } from './results/pool.ts'
import { BlockMap, inputBlocks, inputRows } from './results/program.ts'
import type { BlockRange, BlockSizes, RenderedChunk, SegmentInput } from './results/scannerApi.ts'
import { StageTally } from './results/stageTally.ts'
import { silentContext } from './stages/contract.ts'
import { stageOf } from './stages/registry.ts'

/** What is not known yet is taken for this size. */
const UNKNOWN_BYTES = 2 ** 50
/** Blocks that are handled at a time, if they are there. */
const AT_ONCE = 16
const PROGRAM = 1

export interface Streamed {
  /** Its size does not count. */
  readonly spec: SourceSpec
  readonly source: StreamSource
}

export interface StreamOptions {
  readonly plan: Plan
  readonly everyLine: boolean
  /** Undefined: rows are only counted. */
  readonly format: ExportFormat | undefined
  readonly numbered: boolean
  readonly countLines: boolean
  readonly sizes?: BlockSizes
  /** Runs what may not end by itself. */
  readonly guard?: RunInline
  write(bytes: Uint8Array): Promise<void>
  /** Is told what is odd about the stages that have run, before the first row of what they result in. */
  warn(message: string): void
}

export interface StreamTotals {
  rows: number
  /** Bytes of content that were read, and lines that were counted. */
  bytes: number
  lines: number
}

/** Every row is looked at once, and none has to be found again: nothing but stages that work row by row, and at most one aggregate at their end. */
export function isStreamable({ segments }: Plan): boolean {
  const last = segments[segments.length - 1]
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
  private readonly pool: ScannerPool
  private readonly map: BlockMap
  private readonly tally: StageTally
  private readonly encoder: Encoder | undefined
  private readonly needsLines: boolean
  private readonly sizes: BlockSizes
  /** The records that start in a block have lines that start at most so far behind it. */
  private readonly reach: number
  private readonly totals: StreamTotals = { rows: 0, bytes: 0, lines: 0 }
  /** Lines above the block at hand in its source. */
  private linesAbove = 0

  constructor(files: readonly Streamed[], options: StreamOptions) {
    const { plan, everyLine, guard, format, numbered } = options
    this.files = files
    this.options = options
    this.sizes = options.sizes ?? { blockBytes: BLOCK_BYTES, maxLineBytes: MAX_LINE_BYTES }
    this.reach = (this.sizes.reachBytes ?? RECORD_REACH_BYTES) + HEAD_BYTES
    // A file that is named twice is read twice: sources are told apart by their paths.
    const sources = files.map(({ spec }, i) => ({ ...spec, path: `${i}/${spec.path}`, size: UNKNOWN_BYTES }))
    this.map = new BlockMap(sources.map(({ size }) => size), this.sizes.blockBytes)
    this.tally = new StageTally(plan, fieldsRead(plan))
    this.pool = inlinePool((spec) => files[sources.findIndex(({ path }) => path === spec.path)].source, undefined, guard)
    const cancel = new Int32Array(new SharedArrayBuffer(4))
    this.pool.load({ program: PROGRAM, sources, plan, sizes: this.sizes, everyLine, cancel })
    const names = files.length > 1 ? files.map(({ spec }) => spec.name) : undefined
    this.encoder = format && makeEncoder(format, { columns: plan.columns, sources: names })
    this.needsLines = this.isPlain && this.encoder !== undefined && (numbered || this.encoder.needsLines)
  }

  async run(): Promise<StreamTotals> {
    const { plan, warn, write } = this.options
    const { encoder, tally, totals } = this
    if (encoder && encoder.header !== '') await write(Buffer.from(encoder.header))
    for (const index of this.files.keys()) await this.passOver(index)
    tally.finish(0)
    if (!this.isPlain || !encoder) {
      const ran = new Set(plan.segments[0].local.map(({ index }) => index).concat(plan.segments[0].end?.index ?? []))
      tally.counts({ value: 0, exact: false }, true).forEach(({ warnings }, index) => ran.has(index) && warnings.forEach(warn))
    }
    if (!this.isPlain) await this.finishTable()
    if (!encoder) await write(Buffer.from(`${totals.rows}\n`))
    return totals
  }

  dispose(): Promise<void> {
    return this.pool.dispose()
  }

  /** The rows are those of the files, and not of a table. */
  private get isPlain(): boolean {
    return this.options.plan.segments.length === 1
  }

  private get calls() {
    return this.pool.lanes[0].calls
  }

  private async passOver(index: number): Promise<void> {
    const { source } = this.files[index]
    const { sizes: { blockBytes }, reach } = this
    const start = this.map.starts[index]
    this.linesAbove = 0
    for (let block = 0; ; ) {
      const from = block
      await source.ready((from + 1) * blockBytes + reach)
      const there = source.ended ? blockCount(source.size, blockBytes) : Math.ceil((source.wholeTo - reach) / blockBytes) - 1
      if (from >= there) return
      block = Math.min(there, from + (this.needsLines ? 1 : AT_ONCE))
      const range = { program: PROGRAM, segment: 0, from: start + from, to: start + block }
      if (this.encoder && this.isPlain) await this.render(range)
      else await this.scan(range)
      source.forget(block * blockBytes - reach)
    }
  }

  private async scan(range: BlockRange): Promise<void> {
    const { totals } = this
    const { rows, lines, out, seen, bytes } = await this.calls.scan({ ...range, lines: this.options.countLines })
    this.tally.add(range.segment, out, seen)
    if (range.segment === this.options.plan.segments.length - 1) for (const count of rows) totals.rows += count
    for (const count of lines) totals.lines += count
    totals.bytes += bytes
  }

  private async render(range: BlockRange): Promise<void> {
    const { format = 'text', numbered, countLines, write } = this.options
    const lineBase = this.needsLines ? Float64Array.of(this.linesAbove) : undefined
    const wanted = { format, numbered, lineBase, countLines: this.isPlain && (countLines || this.needsLines), skip: 0, take: Number.MAX_SAFE_INTEGER }
    const { chunks, rows, lines, bytes } = await this.calls.render({ ...range, ...wanted })
    for (const count of lines) this.linesAbove += count
    for (const count of lines) this.totals.lines += count
    this.totals.rows += rows
    this.totals.bytes += bytes
    for (const chunk of chunks) {
      if (chunk instanceof ArrayBuffer) await write(new Uint8Array(chunk))
      else await this.writeLine(chunk)
    }
  }

  /** A line that is too long to be handled: its bytes, up to its end. */
  private async writeLine({ source, offset }: Exclude<RenderedChunk, ArrayBuffer>): Promise<void> {
    let last = 10
    for (let at = offset; ; ) {
      const { bytes, done } = await this.calls.longLine({ program: PROGRAM, source, offset: at })
      const view = new Uint8Array(bytes)
      if (view.length > 0) {
        await this.options.write(view)
        last = view[view.length - 1]
      }
      at += view.length
      if (done) break
    }
    // The last line of a file may have no newline of its own.
    if (last !== 10) await this.options.write(Uint8Array.of(10))
  }

  private async finishTable(): Promise<void> {
    const { segments } = this.options.plan
    const { node } = segments[0].end!
    const stage = stageOf(node)
    if (stage.kind !== 'aggregate') throw new Error(`${node.name} is no aggregate`)
    const state = stage.create(node, silentContext)
    state.merge((await this.calls.collect({ program: PROGRAM, segment: 0 })).partial)
    const input: SegmentInput = { kind: 'table', table: state.table() }
    this.pool.input(PROGRAM, 1, input)
    for (let block = 0; block < inputBlocks(input); block++) {
      const range = { program: PROGRAM, segment: 1, from: block, to: block + 1 }
      if (this.encoder) await this.render(range)
      else if (segments[1].local.length > 0) await this.scan(range)
      else this.totals.rows += inputRows(input, block)
    }
  }
}
