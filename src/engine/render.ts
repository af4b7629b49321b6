import type { RowRange } from '../common/protocol.ts'
import { throwIfAborted } from '../common/errors.ts'
import type { BlockCounts } from './results/counts.ts'
import { isRawText, makeEncoder, needsFields } from './results/export/encoders.ts'
import { shownColumns } from './results/export/values.ts'
import { LineNumbers } from './results/export/lineNumbers.ts'
import { inOrder } from './results/inOrder.ts'
import { idlest } from './results/pool.ts'
import type { BlockMap } from './results/blockMap.ts'
import { inputBlocks } from './results/segmentInput.ts'
import { ranges } from './results/ranges.ts'
import type { RenderedChunk, RenderFormat, RenderResult, StageFaults } from './results/scannerApi.ts'
import { mergedItems, type RenderItem, type SourceItems } from './merge/mergedItems.ts'
import { keyedRender, mergedPieces, type RenderedBlocks } from './merge/mergedRender.ts'
import { countedLines, linesAbove } from './linesAbove.ts'
import type { Run } from './run.ts'
import type { RunEnvironment } from './runEnvironment.ts'

/** Blocks that one task encodes at most: what is under way is in memory. */
const RENDER_RANGE = 16
/** Of sorted rows, which are larger than those of a file until they have been put in order. */
const SPOOL_RANGE = 8

/** A piece of output, and how many rows it completes. */
export interface RenderedPiece {
  readonly bytes: Uint8Array
  readonly rows: number
  /** Bytes read from the files for it. */
  readonly read: number
  /** Part of the work that is done, 0 to 1. */
  readonly fraction: number
}

export interface RenderOptions {
  readonly format: RenderFormat
  /** Text with the number of each row's line before it. */
  readonly numbered?: boolean
  /** Text with the name of each row's source before it. */
  readonly named?: boolean
  readonly range?: RowRange
  /** Columns instead of those of the run, for formats that have columns. */
  readonly columns?: readonly string[]
  readonly signal?: AbortSignal
  /** Count the lines of what is read, for statistics. */
  readonly countLines?: boolean
  /** Told of rows in which types did not go together, by the stages of the last segment. */
  readonly faults?: (faults: readonly StageFaults[]) => void
}

/**
 * The rows of a run's last segment as encoded text, in order, with a bounded amount of it in memory: pulls as the pieces are
 * taken. Its input must be complete. Throws SluiceError; closing it early ends the work.
 */
export async function* renderRun(run: Run, env: RunEnvironment, options: RenderOptions): AsyncGenerator<RenderedPiece> {
  const { format, numbered, named, range, signal } = options
  await run.haveTimes(!run.plan.columns.table && (format !== 'text' || !isRawText({ columns: run.plan.columns, sources: undefined })))
  const segment = run.lastSegment
  const chosen = format === 'text' || format === 'jsonl' ? undefined : options.columns
  const columns = shownColumns(run.plan.columns, chosen)
  const fields = needsFields(format, columns) ? env.fields() : undefined
  const encoder = makeEncoder(format, { columns, fields, sources: env.sources.length > 1 ? env.sources.map((s) => s.name) : undefined })
  const blocks = segment === 0 ? env.map.blocks : inputBlocks(run.input(segment) ?? { kind: 'spans', spans: new Uint32Array() })
  if (encoder.header !== '') yield { bytes: Buffer.from(encoder.header), rows: 0, read: 0, fraction: 0 }

  // The numbers of text are guessed, and put right here, where what is above has just been counted: no line is read only to be counted.
  const needsLines = encoder.needsLines || (numbered === true && format === 'text' && !columns.table)
  const merged = await mergedItems(run, env, range, RENDER_RANGE, signal)
  const guessed = !merged && needsLines && segment === 0 && !range && format === 'text' && !columns.chosen
  const lineBase = needsLines && !guessed ? countedLines(run, env, segment, signal) : undefined
  const countLines = segment === 0 && (guessed || options.countLines === true)
  const render = async (item: RenderItem): Promise<RenderResult & { readonly guess: number | undefined }> => {
    const base = await lineBase?.(item)
    const guess = guessed ? linesAbove(env, item.from) : undefined
    const params = { program: run.id, segment, format, fields, columns: chosen, numbered, named, ...item, lineBase: base, linesAbove: guess, countLines, keyed: merged !== undefined }
    const result = await idlest(env.pool.lanes).calls.render(params, signal)
    options.faults?.(result.faults)
    return { ...result, guess }
  }
  if (merged) {
    yield* renderMerged(merged, run, env, render, signal)
    return
  }
  const items = itemsOf(run, env, blocks, range, run.input(segment)?.kind === 'spool' ? SPOOL_RANGE : RENDER_RANGE)
  const parts = guessed ? withinSources(items, env.map) : items
  for await (const { item, result } of inOrder(parts, 2 * env.pool.lanes.length, render, 4 * env.pool.lanes.length)) {
    throwIfAborted(signal)
    result.lines.forEach((count, i) => env.known.lines.set(item.from + i, count))
    let { rows, bytes: read } = result
    const fraction = item.to / Math.max(1, blocks)
    const numbers = result.marks && new LineNumbers(result.marks, result.guess ?? 0, linesAbove(env, item.from))
    if (result.chunks.length === 0) yield { bytes: new Uint8Array(), rows, read, fraction }
    for (const chunk of result.chunks) {
      for await (const bytes of bytesOf(chunk, run, env, signal)) {
        yield { bytes: numbers && chunk instanceof ArrayBuffer ? numbers.correct(bytes) : bytes, rows, read, fraction }
        rows = 0
        read = 0
      }
    }
  }
}

/** The same of files that are merged: of each of them some blocks are in memory. */
async function* renderMerged(
  sources: readonly SourceItems[],
  run: Run,
  env: RunEnvironment,
  render: (item: RenderItem) => Promise<RenderResult>,
  signal: AbortSignal | undefined,
): AsyncGenerator<RenderedPiece> {
  const width = Math.max(1, Math.ceil((2 * env.pool.lanes.length) / sources.length))
  let read = 0
  let done = 0
  async function* rendered(items: Iterable<RenderItem>): AsyncGenerator<RenderedBlocks> {
    for await (const entry of inOrder(items, width, render)) {
      throwIfAborted(signal)
      entry.result.lines.forEach((count, i) => env.known.lines.set(entry.item.from + i, count))
      read += entry.result.bytes
      done += entry.item.to - entry.item.from
      yield entry
    }
  }
  const streams = sources.map(({ items, bound, above }) => keyedRender(rendered(items), bound, above))
  const blocks = Math.max(1, run.counts?.blocks ?? env.map.blocks)
  for await (const { chunk, rows } of mergedPieces(streams)) {
    let left = rows
    for await (const bytes of bytesOf(chunk, run, env, signal)) {
      yield { bytes, rows: left, read, fraction: done / blocks }
      left = read = 0
    }
  }
  yield { bytes: new Uint8Array(), rows: 0, read, fraction: 1 }
}

/** Cuts what goes from one source into the next. */
function* withinSources(items: Iterable<RenderItem>, map: BlockMap): Generator<RenderItem> {
  for (const item of items) {
    for (let { from } = item; from < item.to; ) {
      const to = Math.min(item.to, map.starts[map.sourceOf(from) + 1])
      yield { ...item, from, to }
      from = to
    }
  }
}

/** Blocks that need not be read. Of the files: those with lines that are known, and those behind the last one of their file with rows, so that all numbers of lines can be put right. */
function emptyBlocks(counts: BlockCounts, files: RunEnvironment | undefined): (block: number) => boolean {
  if (!files || files.known.lines.complete) return (block) => counts.isEmpty(block)
  const { known: { lines }, map: { starts } } = files
  const isEmpty = new Uint8Array(counts.blocks)
  for (let source = 0; source + 1 < starts.length; source++) {
    let isBehind = true
    for (let block = starts[source + 1] - 1; block >= starts[source]; block--) {
      isBehind &&= counts.isEmpty(block)
      isEmpty[block] = Number(isBehind || (counts.isEmpty(block) && lines.at(block) >= 0))
    }
  }
  return (block) => isEmpty[block] === 1
}

/** Blocks to render: all, or those of a range with the rows at its ends left out. Blocks known to be empty are left out. */
export function* itemsOf(run: Run, env: RunEnvironment, blocks: number, range: RowRange | undefined, largest: number): Generator<RenderItem> {
  const everything = { skip: 0, take: Number.MAX_SAFE_INTEGER }
  const { counts } = run
  const skip = counts && emptyBlocks(counts, run.lastSegment === 0 ? env : undefined)
  if (!range) {
    for (const part of ranges({ from: 0, to: blocks }, 'forward', skip, 1, largest)) yield { ...part, ...everything }
    return
  }
  const { first } = range
  if (first.block >= blocks) return
  // A table may have fewer rows than when the range was chosen.
  const last = range.last.block < blocks ? range.last : { block: blocks - 1, row: Number.MAX_SAFE_INTEGER - 1 }
  if (first.block === last.block) {
    yield { from: first.block, to: first.block + 1, skip: first.row, take: last.row - first.row + 1 }
    return
  }
  yield { from: first.block, to: first.block + 1, skip: first.row, take: everything.take }
  for (const part of ranges({ from: first.block + 1, to: last.block }, 'forward', skip, 1, largest)) yield { ...part, ...everything }
  yield { from: last.block, to: last.block + 1, skip: 0, take: last.row + 1 }
}

async function* bytesOf(
  chunk: RenderedChunk | Uint8Array,
  run: Run,
  env: RunEnvironment,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (chunk instanceof ArrayBuffer || chunk instanceof Uint8Array) {
    yield chunk instanceof Uint8Array ? chunk : new Uint8Array(chunk)
    return
  }
  let { offset } = chunk
  let lastByte = 10
  for (;;) {
    const { bytes, next, done } = await env.pool.pageLane.calls.longLine({ program: run.id, source: chunk.source, offset }, signal)
    const view = new Uint8Array(bytes)
    if (view.length > 0) {
      yield view
      lastByte = view[view.length - 1]
    }
    offset = next
    if (done) break
  }
  // The last line of a file may have no newline of its own.
  if (lastByte !== 10) yield Uint8Array.of(10)
}
