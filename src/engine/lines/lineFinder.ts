import {
  lineStartBefore,
  lineTextEnd,
  nextNewline,
  type BytePattern,
  type LineFinder,
  type LinePattern,
  type RequiredPattern,
  type WasmModule,
  type WindowPattern,
} from './kernels.ts'
import type { LineList } from './lineList.ts'
import type { Sample } from './probes.ts'
import { anySearch, bytesSearch, isForeign, orderedSearch, windowSearch, word, type SearchTables } from './searchTables.ts'

const NEWLINE = 10
/** So few needles are found faster one by one than by the kernel for many. */
const MAX_SEPARATE = 2

/** Of k and s. */
const FOREIGN_FORMS: Readonly<Record<number, string>> = { 0x6b: '\u212a', 0x73: '\u017f' }

/** Instead of an address: rows are only counted, or every line is one. */
const NO_ADDRESS = -1
/** What the kernel answers instead of a number of newlines. */
const NOT_COUNTED = -1
/** Room, where rows are only counted. */
const ANY_NUMBER = 0x7fffffff

interface Exports {
  findLines(
    ...args: [
      searches: number, count: number, required: number, heads: number, base: number, from: number, to: number, out: number, most: number,
    ]
  ): number
  restOfLines(): number
  passedNewlines(): number
}

/** The kernel with the searches that it is given. */
type Find = (from: number, to: number, out: number, sample: Sample) => number

/** A search for lines by the kernels; undefined where they cannot find the patterns. */
export function createLineFinder(
  wasm: WasmModule,
  patterns: readonly LinePattern[],
  required: readonly RequiredPattern[],
): LineFinder | undefined {
  const windows = patterns.filter((pattern) => 'sets' in pattern)
  const needles = patterns.filter((pattern) => 'bytes' in pattern)
  const separate = needles.length <= MAX_SEPARATE
  const any = [...windows.map(windowSearch), ...(separate ? needles.map(bytesSearch) : [anySearch(needles)])]
  // What cannot be looked for is not asked for.
  const all = required.map(requiredSearch).filter((search) => search !== undefined)
  const findLines = place(wasm, any, all)
  // The kernel for many does not know letters with another case beyond ASCII: bytes that hold such are left to others.
  const foreign = separate ? [] : foreignForms(needles)
  const guard = foreign.length > 0 ? place(wasm, foreign.map(bytesSearch), []) : undefined
  const bordered = [...windows, ...required.filter((pattern) => 'sets' in pattern)]
  if (!findLines || (foreign.length > 0 && !guard)) return undefined
  const byHeads = new WeakMap<Buffer, Find>()
  return (from, to, found, heads) => {
    const sample = { bytes: wasm.buffer, from, to }
    if (guard && guard(from, to, NO_ADDRESS, sample) > 0) return false
    const { buffer } = wasm
    const whole = withoutEdges(buffer, from, to, bordered)
    const isCut = whole.from > from || whole.to < to
    let find: Find | undefined = findLines
    if (heads) {
      find = byHeads.get(heads) ?? place(wasm, any, all, heads)
      if (isCut || !find) return false
      byHeads.set(heads, find)
    }
    if (whole.from > from) found.push(from, endOf(buffer, from, to))
    if (whole.from < whole.to && !findAll(wasm, find, whole, sample, found)) return false
    if (whole.to < to) found.push(whole.to, to)
    if (isCut) found.newlines = -1
    return true
  }
}

function requiredSearch(pattern: RequiredPattern): SearchTables | undefined {
  if ('texts' in pattern) return orderedSearch(pattern)
  return 'sets' in pattern ? windowSearch(pattern) : bytesSearch(pattern)
}

/** Writes searches into the memory of the kernels when they are used; undefined where one of `any` is none, or there is no room. */
function place(wasm: WasmModule, any: readonly (SearchTables | undefined)[], all: readonly SearchTables[], heads?: Buffer): Find | undefined {
  if (!any.every((search) => search !== undefined)) return undefined
  const searches = [...any, ...all]
  const { scratch, bufferAt } = wasm
  const { findLines } = wasm.exports as Exports
  const most = mostLines(wasm)
  let latest: Sample
  const listBytes = 4 * searches.length
  const headsAt = searches.reduce((sum, search) => sum + search.length, listBytes)
  const length = headsAt + (heads?.length ?? 0)
  const placed = scratch.place(length, (address) => {
    let at = address + listBytes
    const addresses: Buffer[] = []
    const contents: Buffer[] = []
    for (const search of searches) {
      addresses.push(word(at))
      contents.push(search.contentAt(at, latest))
      at += search.length
    }
    return Buffer.concat([...addresses, ...contents, ...(heads ? [heads] : [])])
  })
  return placed && ((from, to, out, sample) => {
    latest = sample
    const at = placed.address()
    const room = out === NO_ADDRESS ? ANY_NUMBER : most
    return findLines(at, any.length, all.length, heads ? at + headsAt : NO_ADDRESS, bufferAt, bufferAt + from, bufferAt + to, out, room)
  })
}

/** Lines that there is room for where the kernels write what they find: a start and an end each. */
function mostLines({ out }: WasmModule): number {
  return out.length >> 3
}

function findAll(wasm: WasmModule, find: Find, { from, to }: Range, sample: Sample, found: LineList): boolean {
  const { restOfLines, passedNewlines } = wasm.exports as Exports
  const before = found.count
  const most = mostLines(wasm)
  for (let at = from; at < to; ) {
    const count = find(at, to, found.counts ? NO_ADDRESS : wasm.outAt, sample)
    const rest = restOfLines()
    if (rest === 0) {
      found.count = before
      found.newlines = -1
      return false
    }
    if (found.counts) found.count += count
    else {
      const { buffer } = wasm.memory
      found.append(new Uint32Array(buffer, wasm.outAt, count), new Uint32Array(buffer, wasm.outAt + 4 * most, count))
    }
    const newlines = passedNewlines()
    found.newlines = at === from && newlines !== NOT_COUNTED ? newlines : -1
    at = rest - wasm.bufferAt
  }
  return true
}

interface Range {
  readonly from: number
  readonly to: number
}

/** The lines at whose outer ends a border of a window could not be seen are left out: they are taken for ones that have it. */
function withoutEdges(bytes: Buffer, from: number, to: number, windows: readonly WindowPattern[]): Range {
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
