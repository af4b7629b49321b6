/** The kernels as the simplest loops there are. */
import type { BytePattern, LinePattern, OrderedPattern, RequiredPattern, WindowPattern } from '../../src/engine/lines/kernels.ts'
import { plainLines } from './plainLines.ts'

const NEWLINE = 10

export function countNewlines(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let i = from; i < to; i++) if (bytes[i] === NEWLINE) count++
  return count
}

/**
 * Pairs of start and end of the lines of bytes[from, to) that have one of the patterns and all of the required ones. A line that a border of a
 * window would be outside of is taken for one that has everything.
 */
export function findLines(
  bytes: Uint8Array,
  from: number,
  to: number,
  patterns: readonly LinePattern[],
  required: readonly RequiredPattern[],
): number[][] {
  const windows = [...patterns, ...required].filter((pattern) => 'sets' in pattern)
  const atStart = windows.some(({ before }) => before) && (from === 0 || bytes[from - 1] !== NEWLINE)
  const atEnd = windows.some(({ after }) => after)
  const lines: number[][] = []
  for (let start = from; start < to; ) {
    let newline = start
    while (newline < to && bytes[newline] !== NEWLINE) newline++
    const has = (pattern: RequiredPattern): boolean =>
      'texts' in pattern ? hasInOrder(bytes.subarray(start, newline), pattern)
      : 'sets' in pattern ? hasWindow(bytes, start, newline, to, pattern) : hasBytes(bytes.subarray(start, newline), pattern)
    const cr = newline < to && newline > start && bytes[newline - 1] === 13 ? 1 : 0
    const isEdge = (atStart && start === from) || (atEnd && newline === to)
    if (isEdge || (patterns.some(has) && required.every(has))) lines.push([start, newline - cr])
    start = newline + 1
  }
  return lines
}

function hasInOrder(line: Uint8Array, { texts }: OrderedPattern): boolean {
  let at = 0
  for (const text of texts) {
    const place = Buffer.from(line).indexOf(text, at)
    if (place < 0) return false
    at = place + text.length
  }
  return true
}

/** The records of bytes[from, to), lines that go with the head above them, that these lines are of: each once, as pairs of start and end. */
export function recordsOf(bytes: Uint8Array, from: number, to: number, isHead: (line: number) => boolean, lines: readonly number[][]): number[][] {
  const records: number[][] = []
  let headSeen = false
  for (const { start, end } of plainLines(bytes.subarray(0, to), from)) {
    if (isHead(start) || !headSeen) records.push([start, end])
    else records[records.length - 1][1] = end
    headSeen ||= isHead(start)
  }
  return records.filter(([start, end]) => lines.some(([line]) => line >= start && line <= end))
}

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)

function hasBytes(line: Uint8Array, { bytes, folding }: BytePattern): boolean {
  const forms = (byte: number): number[][] => {
    if (folding === 'none') return [[byte]]
    const letter = lower(byte)
    const upper = letter >= 0x61 && letter <= 0x7a ? letter - 0x20 : letter
    const others = folding === 'foreign' ? { 0x6b: [[0xe2, 0x84, 0xaa]], 0x73: [[0xc5, 0xbf]] }[letter] : undefined
    return [[letter], [upper], ...(others ?? [])]
  }
  const standsAt = (at: number, i: number): boolean =>
    i === bytes.length || forms(bytes[i]).some((form) => form.every((byte, j) => line[at + j] === byte) && standsAt(at + form.length, i + 1))
  return line.some((_, at) => standsAt(at, 0))
}

function hasWindow(bytes: Uint8Array, start: number, newline: number, to: number, { sets, before, after }: WindowPattern): boolean {
  for (let at = before ? start - 1 : start; at + sets.length <= to; at++) {
    const first = before ? at + 1 : at
    const end = at + sets.length - (after ? 1 : 0)
    if (end <= newline && first < end && sets.every((set, i) => set[bytes[at + i]] === 1)) return true
  }
  return false
}
