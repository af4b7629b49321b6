import type { Block } from '../../lines/block.ts'
import { nextNewline } from '../../lines/kernels.ts'
import { lineTextEnd } from '../../records/lineBatch.ts'
import type { Driver } from './driver.ts'
import type { ByteFinder } from './byteFinder.ts'
import { createNeedleFinder } from './needleFinder.ts'
import { bytePattern, type Needle } from './needles.ts'
import { createWindowFinder, windowPattern } from './windowFinder.ts'

const NEWLINE = 10

/** Longer strings go to V8's large-object space, which is much slower to fill. */
export const CHUNK_BYTES = 112 * 1024

/** So few are found faster one by one than by the kernel for many. */
const MAX_SEPARATE_NEEDLES = 2

/** Called with the start and end (without line end) of every line that has a needle. */
export type OnLine = (start: number, end: number) => void

/** Finds the lines of the block's bytes[from, to) that contain what the driver looks for; `from` is the start of a line. */
export type ByteScan = (block: Block, from: number, to: number, onLine: OnLine) => void

export function createByteScan(driver: Driver): ByteScan {
  const together = scanTogether(driver)
  const needles = needleFinders(driver.needles)
  if (!needles) return together
  const finders = [...needles, ...driver.windows.map(createWindowFinder)]
  return (block, from, to, onLine) => {
    if (finders.some((finder) => !finder.start(block, from, to))) together(block, from, to, onLine)
    else scanSeparately(finders, block, from, to, onLine)
  }
}

/** Undefined where the kernels cannot find all of the needles. */
function needleFinders(needles: readonly Needle[]): ByteFinder[] | undefined {
  const groups = needles.length <= MAX_SEPARATE_NEEDLES ? needles.map((needle) => [needle]) : [needles]
  const finders = groups.map(createNeedleFinder)
  return finders.every((finder) => finder !== undefined) ? finders : undefined
}

/** By the kernels; the places of several finders are gone through in the order they stand in. */
function scanSeparately(finders: readonly ByteFinder[], block: Block, from: number, to: number, onLine: OnLine): void {
  const { bytes } = block
  let at = from
  for (;;) {
    let hit = Infinity
    for (const finder of finders) hit = Math.min(hit, finder.next(at))
    if (hit === Infinity) return
    const newline = nextNewline(bytes, hit, to)
    const start = lineStart(bytes, hit, at)
    onLine(start, newline < 0 ? to : lineTextEnd(bytes, start, newline))
    if (newline < 0) return
    at = newline + 1
  }
}

/** For any case beyond ASCII: a regular expression over the bytes seen as Latin-1. */
function scanTogether({ needles, windows }: Driver): ByteScan {
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

/** The end of a chunk of whole lines that starts at `from`. */
export function chunkEnd(bytes: Buffer, from: number, to: number): number {
  if (to - from <= CHUNK_BYTES) return to
  const cut = bytes.lastIndexOf(NEWLINE, from + CHUNK_BYTES - 1)
  if (cut >= from) return cut + 1
  const newline = bytes.indexOf(NEWLINE, from + CHUNK_BYTES)
  return newline < 0 || newline >= to ? to : newline + 1
}
