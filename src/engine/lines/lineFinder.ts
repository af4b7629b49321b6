import {
  lineStartBefore,
  lineTextEnd,
  nextNewline,
  type BytePattern,
  type LineFinder,
  type LinePattern,
  type OnLine,
  type WasmModule,
  type WindowPattern,
} from './kernels.ts'
import type { Sample } from './probes.ts'
import { anySearch, bytesSearch, isForeign, windowSearch, word, type SearchTables } from './searchTables.ts'

const NEWLINE = 10
/** So few needles are found faster one by one than by the kernel for many. */
const MAX_SEPARATE = 2

/** Of k and s. */
const FOREIGN_FORMS: Readonly<Record<number, string>> = { 0x6b: '\u212a', 0x73: '\u017f' }

interface Exports {
  findLines(
    ...args: [searches: number, count: number, required: number, base: number, from: number, to: number, out: number, most: number]
  ): number
  restOfLines(): number
}

type FindFrom = (from: number, to: number, sample: Sample) => number

/** A search for lines by the kernels; undefined where they cannot find the patterns. */
export function createLineFinder(
  wasm: WasmModule,
  patterns: readonly LinePattern[],
  required: readonly LinePattern[],
): LineFinder | undefined {
  const windows = patterns.filter((pattern) => 'sets' in pattern)
  const needles = patterns.filter((pattern) => 'bytes' in pattern)
  const separate = needles.length <= MAX_SEPARATE
  const any = [...windows.map(windowSearch), ...(separate ? needles.map(bytesSearch) : [anySearch(needles)])]
  // What cannot be looked for is not asked for.
  const all = required.map((pattern) => ('sets' in pattern ? windowSearch(pattern) : bytesSearch(pattern))).filter((search) => search !== undefined)
  const searches = place(wasm, any, all)
  // The kernel for many does not know letters with another case beyond ASCII: bytes that hold such are left to others.
  const foreign = separate ? [] : foreignForms(needles)
  const guards = foreign.length > 0 ? place(wasm, foreign.map(bytesSearch), []) : undefined
  const bordered = [...windows, ...required.filter((pattern) => 'sets' in pattern)]
  if (!searches || (foreign.length > 0 && !guards)) return undefined
  return (from, to, onLine) => {
    const sample = { bytes: wasm.buffer, from, to }
    if (guards && guards(from, to, sample) > 0) return false
    const { buffer } = wasm
    const whole = withoutEdges(buffer, from, to, bordered)
    if (whole.from > from) onLine(from, endOf(buffer, from, to))
    if (whole.from < whole.to) findAll(wasm, searches, whole.from, whole.to, sample, onLine)
    if (whole.to < to) onLine(whole.to, to)
    return true
  }
}

/** Writes searches into the memory of the kernels when they are used; undefined where one of `any` is none, or there is no room. */
function place(wasm: WasmModule, any: readonly (SearchTables | undefined)[], all: readonly SearchTables[]): FindFrom | undefined {
  if (!any.every((search) => search !== undefined)) return undefined
  const searches = [...any, ...all]
  const { scratch, bufferAt, outAt } = wasm
  const { findLines } = wasm.exports as Exports
  const most = mostLines(wasm)
  let latest: Sample
  const listBytes = 4 * searches.length
  const length = searches.reduce((sum, search) => sum + search.length, listBytes)
  const placed = scratch.place(length, (address) => {
    let at = address + listBytes
    const addresses: Buffer[] = []
    const contents: Buffer[] = []
    for (const search of searches) {
      addresses.push(word(at))
      contents.push(search.contentAt(at, latest))
      at += search.length
    }
    return Buffer.concat([...addresses, ...contents])
  })
  return placed && ((from, to, sample) => {
    latest = sample
    return findLines(placed.address(), any.length, all.length, bufferAt, bufferAt + from, bufferAt + to, outAt, most)
  })
}

/** Lines that there is room for where the kernels write what they find: a start and an end each. */
function mostLines({ out }: WasmModule): number {
  return out.length >> 3
}

function findAll(wasm: WasmModule, find: FindFrom, from: number, to: number, sample: Sample, onLine: OnLine): void {
  const { restOfLines } = wasm.exports as Exports
  const found = new Uint32Array(wasm.memory.buffer, wasm.outAt, wasm.out.length >> 2)
  const most = mostLines(wasm)
  for (let at = from; at < to; ) {
    const count = find(at, to, sample)
    at = restOfLines() - wasm.bufferAt
    // Whoever is told of a line may use other kernels, which write to the same place.
    const starts = found.slice(0, count)
    const ends = found.slice(most, most + count)
    for (let i = 0; i < count; i++) onLine(starts[i], ends[i])
  }
}

/** The lines at whose outer ends a border of a window could not be seen are left out: they are taken for ones that have it. */
function withoutEdges(bytes: Buffer, from: number, to: number, windows: readonly WindowPattern[]): { from: number; to: number } {
  let first = from
  let end = to
  if (windows.some(({ before }) => before) && (from === 0 || bytes[from - 1] !== NEWLINE)) {
    const newline = nextNewline(bytes, from, to)
    first = newline < 0 ? to : newline + 1
  }
  if (windows.some(({ after }) => after) && first < to && bytes[to - 1] !== NEWLINE) end = lineStartBefore(bytes, first, to)
  return { from: first, to: end }
}

function endOf(bytes: Buffer, from: number, to: number): number {
  const newline = nextNewline(bytes, from, to)
  return newline < 0 ? to : lineTextEnd(bytes, from, newline)
}

/** The other forms, beyond ASCII, of letters in needles. */
function foreignForms(needles: readonly BytePattern[]): BytePattern[] {
  const letters = new Set<number>()
  for (const { bytes, folding } of needles) {
    if (folding === 'foreign') for (const byte of bytes) if (isForeign(byte)) letters.add(byte | 0x20)
  }
  return [...letters].map((letter) => ({ bytes: Buffer.from(FOREIGN_FORMS[letter]), folding: 'none' }))
}
