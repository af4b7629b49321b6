import type { Block } from '../../lines/block.ts'
import { lineTextEnd, type Kernels, type LineFinder, type LinePattern, type OnLine, type RequiredPattern } from '../../lines/kernels.ts'
import { LineList } from '../../lines/lineList.ts'
import { TableHeadTest } from '../../records/formats/heads.ts'
import { RecordFinder } from '../../records/recordFinder.ts'
import type { Driver } from './driver.ts'
import { bytePattern, type Needle } from './needles.ts'
import type { ByteWindow } from './windows.ts'

const NEWLINE = 10

/** Longer strings go to V8's large-object space, which is much slower to fill. */
export const CHUNK_BYTES = 112 * 1024

/** Adds to `found` the rows of the block's bytes[from, to) that contain what the driver looks for in a line; `from` is the start of a row. */
export type ByteScan = (block: Block, from: number, to: number, found: LineList) => void

/** `beside`: drivers that are on the same lines too; they spare some of the lines. */
export function createByteScan(driver: Driver, beside: readonly Driver[] = []): ByteScan {
  const together = scanTogether(driver)
  const patterns = linePatterns(driver)
  const required = beside.flatMap((other) => linePatterns(other) ?? [])
  const fast = patterns && scanFast(patterns, required)
  return (block, from, to, found) => {
    if (fast?.(block, from, to, found)) return
    const { heads } = block
    together(block, from, to, heads ? eachRecord(new RecordFinder(block), found.add) : found.add)
  }
}

/** By the kernels. False, and nothing is added, where these cannot do it. */
function scanFast(patterns: readonly LinePattern[], required: readonly RequiredPattern[]): (...args: Parameters<ByteScan>) => boolean {
  let owner: Kernels | undefined
  let find: LineFinder | undefined
  const lines = new LineList()
  return (block, from, to, found) => {
    const { kernels, heads } = block
    if (owner !== kernels) {
      owner = kernels
      find = owner.lineFinder?.(patterns, required)
    }
    if (!find || !heads) return find?.(from, to, found) ?? false
    if (heads instanceof TableHeadTest && find(from, to, found, heads.tables)) return true
    lines.clear()
    if (!find(from, to, lines)) return false
    const onLine = eachRecord(new RecordFinder(block), found.add)
    for (let i = 0; i < lines.count; i++) onLine(lines.starts[i], lines.ends[i])
    found.newlines = lines.newlines
    return true
  }
}

/** Finds the rows with texts that follow each other in a line, by the kernels; see LineFinder. */
export function createOrderedScan(texts: readonly string[]): (...args: Parameters<ByteScan>) => boolean {
  const parts = texts.map((text) => Buffer.from(text))
  const scans = parts.map((bytes) => scanFast([{ bytes, folding: 'none' }], [{ texts: parts }]))
  let best: (typeof scans)[number] | undefined
  return (block, from, to, found) => {
    best ??= scans[rarest(parts, block, from, to)]
    return best(block, from, to, found)
  }
}

/** Which of several texts is on the fewest lines of some bytes. */
function rarest(texts: readonly Buffer[], block: Block, from: number, to: number): number {
  const lines = texts.map((bytes) => {
    const counted = new LineList(true)
    scanFast([{ bytes, folding: 'none' }], [])(block, from, to, counted)
    return counted.count
  })
  return lines.indexOf(Math.min(...lines))
}

/** From lines, in their order, to the records that hold them, each once. */
function eachRecord(records: RecordFinder, onRow: OnLine): OnLine {
  let behind = -1
  return (line) => {
    if (line < behind) return
    const { start, end } = records.around(line)
    behind = end
    onRow(start, end)
  }
}

/** What the kernels can look for; undefined where a needle has characters beyond ASCII that may be in another case. */
function linePatterns({ needles, windows }: Driver): LinePattern[] | undefined {
  if (!needles.every(({ text, folding }) => folding === 'none' || /^[\x00-\x7f]*$/.test(text))) return undefined
  const toPattern = ({ text, folding }: Needle): LinePattern => ({ bytes: Buffer.from(text), folding: folding === 'none' ? 'none' : 'foreign' })
  return [...needles.map(toPattern), ...windows]
}

/** A regular expression over the bytes seen as Latin-1. */
function scanTogether({ needles, windows }: Driver): (block: Block, from: number, to: number, onLine: OnLine) => void {
  let regex: RegExp | undefined
  return ({ bytes }, from, to, onLine) => {
    regex ??= new RegExp([...needles.map(bytePattern), ...windows.map(windowPattern)].join('|'), 'g')
    for (let start = from; start < to; ) {
      const end = chunkEnd(bytes, start, to)
      scanChunk(regex, bytes, start, end, onLine)
      start = end
    }
  }
}

/** A pattern that finds the window in bytes that are seen as Latin-1, without its borders. */
function windowPattern({ sets, before, after }: ByteWindow): string {
  const inner = sets.slice(before ? 1 : 0, sets.length - (after ? 1 : 0))
  return inner.map((set) => `[${[...set.keys()].filter((byte) => set[byte]).map(byteEscape).join('')}]`).join('')
}

function byteEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}

function scanChunk(regex: RegExp, bytes: Buffer, from: number, to: number, onLine: OnLine): void {
  const text = bytes.toString('latin1', from, to)
  regex.lastIndex = 0
  let at = from
  while (regex.test(text)) {
    // `lastIndex` is behind the match, which lies within one line.
    const behind = regex.lastIndex
    const start = lineStart(bytes, from + behind - 1, at)
    const newline = text.indexOf('\n', behind)
    if (newline < 0) {
      onLine(start, to)
      return
    }
    onLine(start, lineTextEnd(bytes, start, from + newline))
    at = from + newline + 1
    regex.lastIndex = newline + 1
  }
}

/** Where the line around `at` starts, looking back no further than `from`. */
function lineStart(bytes: Buffer, at: number, from: number): number {
  let start = at
  while (start > from && bytes[start - 1] !== NEWLINE) start--
  return start
}

/** The end of a chunk of whole lines that starts at `from`, and has no more than `most` bytes unless a line has. */
export function chunkEnd(bytes: Buffer, from: number, to: number, most = CHUNK_BYTES): number {
  if (to - from <= most) return to
  const cut = bytes.lastIndexOf(NEWLINE, from + most - 1)
  if (cut >= from) return cut + 1
  const newline = bytes.indexOf(NEWLINE, from + most)
  return newline < 0 || newline >= to ? to : newline + 1
}
