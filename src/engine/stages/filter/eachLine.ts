import { freeNow } from '../../../common/freeNow.ts'
import type { Block } from '../../lines/block.ts'
import { lineTextEnd } from '../../lines/kernels.ts'
import { splitLines } from '../../records/lineSplitter.ts'
import { CHUNK_BYTES, chunkEnd } from './byteScan.ts'

const CARRIAGE_RETURN = 13
/** One character beyond Latin-1 is enough for the text of a chunk to take two bytes for each. */
const TEXT_BYTES = CHUNK_BYTES / 2

/** Told of a line: its start, its end (without line end), and the text between. */
export type OnText = (start: number, end: number, text: string) => void

/**
 * Tells of all lines of a block's bytes[from, to), in order; `from` is the start of a line. They are decoded many at a time, and each once, but tested
 * one by one: an expression run over whole chunks was no faster (V8 gives up its fast engine after so many steps a call, which a chunk soon
 * takes), and lines one by one keep the watchdog's row exact.
 */
export function eachLine(block: Block, from: number, to: number, onText: OnText): void {
  for (let start = from; start < to; ) {
    const end = chunkEnd(block.bytes, start, to, TEXT_BYTES)
    const chunk = block.bytes.toString('utf8', start, end)
    // No sequence of bytes decodes to more UTF-16 units than it has bytes: equal lengths mean equal offsets.
    if (chunk.length === end - start) eachByOffset(block.bytes, chunk, start, end, onText)
    else eachByNumber(block, chunk, start, end, onText)
    start = end
  }
}

/** Lines whose offsets in the text are those in the bytes. */
function eachByOffset(bytes: Buffer, chunk: string, from: number, to: number, onText: OnText): void {
  for (let start = from; start < to; ) {
    const newline = chunk.indexOf('\n', start - from)
    const behind = newline < 0 ? to : from + newline
    const end = newline < 0 ? to : lineTextEnd(bytes, start, behind)
    onText(start, end, chunk.substring(start - from, end - from))
    start = behind + 1
  }
}

/** A newline ends whatever invalid bytes come before it, so the text has as many lines as the bytes. */
function eachByNumber({ bytes, kernels }: Block, chunk: string, from: number, to: number, onText: OnText): void {
  const { starts, ends, count } = splitLines(bytes, from, to, kernels, undefined)
  let at = 0
  for (let line = 0; line < count; line++) {
    const newline = chunk.indexOf('\n', at)
    const behind = newline < 0 ? chunk.length : newline
    const end = newline > at && chunk.charCodeAt(newline - 1) === CARRIAGE_RETURN ? newline - 1 : behind
    onText(starts[line], ends[line], chunk.substring(at, end))
    at = behind + 1
  }
  freeNow(starts)
  freeNow(ends)
}
