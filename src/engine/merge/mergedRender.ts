/** Encoded rows of several files in the order of their merge. */
import { freeNow } from '../../common/freeNow.ts'
import type { Range } from '../results/ranges.ts'
import type { KeyedRows, RenderedChunk, RenderResult } from '../results/scannerApi.ts'
import { mergeStreams, raiseKeys, type Keyed, type KeyedStream } from './mergeStreams.ts'

/** A piece of the output is given when it has so many bytes. */
const PIECE_BYTES = 256 * 1024

/** Rendered blocks of one source. */
export interface RenderedBlocks {
  readonly item: Range
  readonly result: RenderResult
}

/** Bytes of rows, or the place of a long line, whose bytes are to be fetched; with what has become done by it. */
export interface MergedPiece {
  readonly chunk: Uint8Array | Exclude<RenderedChunk, ArrayBuffer>
  readonly rows: number
}

interface RenderedRows extends Keyed {
  readonly ends: Float64Array
  readonly chunks: readonly RenderedChunk[]
  /** Where each chunk begins, in bytes of all of them. */
  readonly starts: readonly number[]
  /** Chunks of which a part was given as it is: whoever took it may still have it. */
  readonly given: Set<ArrayBuffer>
}

/** The rows of some blocks with the keys that they have in their source. `above`: the greatest time above a block. */
export function keyedRender(
  rendered: AsyncGenerator<RenderedBlocks>,
  bound: number,
  above: (block: number, greatest: number) => number,
): KeyedStream<RenderedRows> {
  return { items: keyedItems(rendered, above), bound }
}

async function* keyedItems(rendered: AsyncGenerator<RenderedBlocks>, above: (block: number, greatest: number) => number): AsyncGenerator<RenderedRows> {
  for await (const { item, result } of rendered) {
    const { keys, ends, rows, greatest } = result.keyed as KeyedRows
    let row = 0
    rows.forEach((count, i) => {
      raiseKeys(keys.subarray(row, row + count), above(item.from + i, greatest[i]))
      row += count
    })
    let at = 0
    const starts = result.chunks.map((chunk) => {
      const start = at
      if (chunk instanceof ArrayBuffer) at += chunk.byteLength
      return start
    })
    const given = new Set<ArrayBuffer>()
    yield { keys, ends, chunks: result.chunks, starts, given }
    // All of its rows have been given: of many files this comes to more than the collector lets go soon.
    for (const chunk of result.chunks) if (chunk instanceof ArrayBuffer && !given.has(chunk)) freeNow(new Uint8Array(chunk))
    freeNow(keys)
    freeNow(ends)
  }
}

/** The rows of all streams in the order of the merge; many together, however finely they are merged. */
export async function* mergedPieces(streams: readonly KeyedStream<RenderedRows>[]): AsyncGenerator<MergedPiece> {
  let buffer = Buffer.allocUnsafeSlow(PIECE_BYTES)
  let used = 0
  let rows = 0
  const full = (): MergedPiece => {
    const piece = { chunk: buffer.subarray(0, used), rows }
    // What has been given belongs to who took it.
    buffer = Buffer.allocUnsafeSlow(PIECE_BYTES)
    used = rows = 0
    return piece
  }
  for await (const { item, from, to } of mergeStreams(streams)) {
    for (let row = from; row < to; row++) {
      const isLong = item.ends[row] < 0
      for (const part of bytesOf(item, startOf(item, row), isLong ? -1 - item.ends[row] : item.ends[row])) {
        if (used + part.length > PIECE_BYTES && used > 0) yield full()
        if (part.length > PIECE_BYTES) {
          item.given.add(part.buffer)
          yield { chunk: part, rows: 0 }
        } else {
          buffer.set(part, used)
          used += part.length
        }
      }
      rows++
      if (!isLong) continue
      if (used > 0) yield full()
      yield { chunk: referenceAt(item, row), rows }
      rows = 0
    }
  }
  if (used > 0 || rows > 0) yield full()
}

function startOf({ ends }: RenderedRows, row: number): number {
  if (row === 0) return 0
  const end = ends[row - 1]
  return end < 0 ? -1 - end : end
}

/** Bytes `from` to before `to` of all chunks. */
function* bytesOf({ chunks, starts }: RenderedRows, from: number, to: number): Generator<Uint8Array<ArrayBuffer>> {
  for (let i = chunkAt(starts, from); i < chunks.length && starts[i] < to; i++) {
    const chunk = chunks[i]
    if (!(chunk instanceof ArrayBuffer)) continue
    const start = Math.max(0, from - starts[i])
    const end = Math.min(chunk.byteLength, to - starts[i])
    if (start < end) yield new Uint8Array(chunk, start, end - start)
  }
}

/** The first of the chunks that begin at `place`, or the one that it is in. */
function chunkAt(starts: readonly number[], place: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (starts[middle] < place) low = middle + 1
    else high = middle
  }
  return low > 0 && (low === starts.length || starts[low] > place) ? low - 1 : low
}

/** The reference that ends a row: of those that have no bytes between them, the one that is as many after the first as rows are. */
function referenceAt({ chunks, ends }: RenderedRows, row: number): Exclude<RenderedChunk, ArrayBuffer> {
  let references = 0
  for (let before = 0; before < row; before++) if (ends[before] < 0) references++
  const found = chunks.filter((chunk) => !(chunk instanceof ArrayBuffer))[references]
  return found as Exclude<RenderedChunk, ArrayBuffer>
}
