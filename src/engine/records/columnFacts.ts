/**
 * Times and levels of whole columns of values, and of the starts of lines, by the kernels where they reach the bytes
 * (src/kernels/records.ts).
 */
import type { Kernels, WasmModule } from '../lines/kernels.ts'
import type { Placed } from '../lines/scratch.ts'
import type { LineSpans } from './fields/extractor.ts'
import type { Format, TimeLayout } from './formats/format.ts'
import { LineStart } from './formats/lineStart.ts'
import { levelWords } from './levelWords.ts'
import { LEVEL_REACH, levelInWords, levelOfStatus, levelOfValue, type LevelOf } from './levels.ts'
import { ValueKind, type SpanColumn } from './spans.ts'
import { compileTime } from './time/readers.ts'
import { zoneOf, type Zone } from './time/zones.ts'

export interface RecordFacts {
  /** Milliseconds since 1970 in UTC, with a fraction, of each record; NaN where it has no time. */
  readonly times: Float64Array
  /** An index into LEVELS each. */
  readonly levels: Uint8Array
}

/** What the first `count` values of a column are: a number each. */
export type ReadColumn<Values extends Float64Array | Uint8Array> = (column: SpanColumn, count: number) => Values

interface Exports {
  readStamps(base: number, starts: number, ends: number, kinds: number, count: number, layouts: number, times: number): void
  readLevels(base: number, starts: number, ends: number, kinds: number, count: number, words: number, levels: number): void
  readStatuses(base: number, starts: number, ends: number, kinds: number, count: number, levels: number): void
  readLevelWords(base: number, starts: number, ends: number, count: number, words: number, reach: number, levels: number): void
  readLineStarts(
    ...args: [
      base: number,
      starts: number,
      ends: number,
      count: number,
      layouts: number,
      words: number,
      reach: number,
      times: number,
      levels: number,
    ]
  ): void
}

/** As the kernels know them. */
const LAYOUTS: Readonly<Partial<Record<TimeLayout['kind'], number>>> = { iso: 1, common: 2, epoch: 3 }

/** Added to each: times of stamps that say no zone are to be marked, by a factor next to which they are nothing; 1970 is -0. */
const MARKED = 0x80
const WALL_SCALE = 2 ** -500
const MARK_LIMIT = 2 ** -400

/** Instead of the address of tables. */
const NO_ADDRESS = -1
/** Rows handed to a kernel at a time, so that they stay in the nearest cache: starts, ends, times, levels and kinds. */
const CHUNK_ROWS = 1024
export const ENDS = 4 * CHUNK_ROWS
export const TIMES = 8 * CHUNK_ROWS
export const LEVELS = 16 * CHUNK_ROWS
export const KINDS = 17 * CHUNK_ROWS

type Call<Of> = (exports: Of, base: number, at: number, count: number) => void

/** Calls a kernel with chunks of rows in its memory; `done` takes what it gave. */
export function inChunks<Of extends object>(
  wasm: WasmModule,
  rows: LineSpans,
  kinds: Uint8Array | undefined,
  call: Call<Of>,
  done: (row: number, count: number) => void,
): void {
  const { outAt, out } = wasm
  const words = new Uint32Array(wasm.memory.buffer, outAt, 2 * CHUNK_ROWS)
  for (let row = 0; row < rows.count; row += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows.count - row)
    words.set(rows.starts.subarray(row, row + count))
    words.set(rows.ends.subarray(row, row + count), CHUNK_ROWS)
    if (kinds) out.set(kinds.subarray(row, row + count), KINDS)
    call(wasm.exports as Of, wasm.bufferAt, outAt, count)
    done(row, count)
  }
}

/** Times of values; NaN where a value is no stamp of the layouts. */
export function stampColumn(layouts: readonly TimeLayout[], { wasm }: Kernels, until?: number, zoneName?: string): ReadColumn<Float64Array> {
  const zone = zoneOf(zoneName)
  const reader = compileTime(layouts, until, zoneName)
  const codes = layoutCodes(layouts, zone)
  const readRow = (column: SpanColumn, row: number): number => {
    const value = plainValue(column, row)
    return value ? reader.read(value.bytes, value.start, value.end) : NaN
  }
  return (column, count) => {
    const times = new Float64Array(count)
    if (codes < 0 || !wasm || column.bytes !== wasm.buffer) return times.map((_, row) => readRow(column, row))
    const given = new Float64Array(wasm.memory.buffer, wasm.outAt + TIMES, CHUNK_ROWS)
    const call: Call<Exports> = (exports, base, at, rows) => exports.readStamps(base, at, at + ENDS, at + KINDS, rows, codes, at + TIMES)
    const done = (row: number, rows: number): void => {
      if (zone) fromWall(given, rows, zone)
      times.set(given.subarray(0, rows), row)
    }
    inChunks(wasm, { starts: column.starts, ends: column.ends, count }, column.kinds, call, done)
    readEscaped(column, count, (row) => (times[row] = readRow(column, row)))
    return times
  }
}

/** Levels of values: as they are said, or as statuses stand for; or as a function says. */
export function levelColumn(as: 'value' | 'status' | LevelOf, { wasm }: Kernels): ReadColumn<Uint8Array> {
  const levelOf = typeof as === 'function' ? as : as === 'status' ? levelOfStatus : levelOfValue
  const words = wasm && wordTables(wasm)
  const readRow = (column: SpanColumn, row: number): number => {
    const value = plainValue(column, row)
    return value ? levelOf(value.bytes, value.start, value.end) : 0
  }
  return (column, count) => {
    const levels = new Uint8Array(count)
    if (typeof as === 'function' || !words || column.bytes !== wasm.buffer) return levels.map((_, row) => readRow(column, row))
    const address = words.address()
    const call: Call<Exports> = (exports, base, at, rows) => {
      if (as === 'status') exports.readStatuses(base, at, at + ENDS, at + KINDS, rows, at + LEVELS)
      else exports.readLevels(base, at, at + ENDS, at + KINDS, rows, address, at + LEVELS)
    }
    const done = (row: number, rows: number): void => levels.set(wasm.out.subarray(LEVELS, LEVELS + rows), row)
    inChunks(wasm, { starts: column.starts, ends: column.ends, count }, column.kinds, call, done)
    readEscaped(column, count, (row) => (levels[row] = readRow(column, row)))
    return levels
  }
}

/** Levels that words of texts show, of which the first word counts however it is written. */
export function wordLevels({ wasm }: Kernels): (bytes: Buffer, texts: LineSpans) => Uint8Array {
  const words = wasm && wordTables(wasm)
  const found = { level: 0, start: 0, end: 0 }
  return (bytes, texts) => {
    const levels = new Uint8Array(texts.count)
    if (words && bytes === wasm.buffer) {
      const address = words.address()
      const call: Call<Exports> = (exports, base, at, rows) => exports.readLevelWords(base, at, at + ENDS, rows, address, LEVEL_REACH, at + LEVELS)
      inChunks(wasm, texts, undefined, call, (row, rows) => levels.set(wasm.out.subarray(LEVELS, LEVELS + rows), row))
    } else {
      for (let row = 0; row < texts.count; row++) {
        const start = texts.starts[row]
        levels[row] = levelInWords(bytes, start, texts.ends[row], start + LEVEL_REACH, true, found)
      }
    }
    return levels
  }
}

/** Times and levels of lines that show them in words at their start. */
export function lineStartFacts(format: Format, { wasm }: Kernels): (bytes: Buffer, lines: LineSpans) => RecordFacts {
  const line = new LineStart(format)
  const zone = zoneOf(format.zone)
  const layouts = format.time?.from === 'start' ? layoutCodes(format.time.layouts, zone) : 0
  const words = wasm && wordTables(wasm)
  const hasLevel = format.level?.from === 'words'
  return (bytes, lines) => {
    const times = new Float64Array(lines.count)
    const levels = new Uint8Array(lines.count)
    if (layouts >= 0 && words && bytes === wasm.buffer) {
      const given = new Float64Array(wasm.memory.buffer, wasm.outAt + TIMES, CHUNK_ROWS)
      const address = hasLevel ? words.address() : NO_ADDRESS
      const call: Call<Exports> = (exports, base, at, rows) =>
        exports.readLineStarts(base, at, at + ENDS, rows, layouts, address, LEVEL_REACH, at + TIMES, at + LEVELS)
      inChunks(wasm, lines, undefined, call, (row, rows) => {
        if (zone) fromWall(given, rows, zone)
        times.set(given.subarray(0, rows), row)
        if (hasLevel) levels.set(wasm.out.subarray(LEVELS, LEVELS + rows), row)
      })
    } else {
      for (let row = 0; row < lines.count; row++) {
        line.readTime(bytes, lines.starts[row], lines.ends[row])
        times[row] = line.time
        if (hasLevel) levels[row] = line.readLevel(bytes, lines.starts[row], lines.ends[row])
      }
    }
    return { times, levels }
  }
}

/** The layouts as the kernels know them; -1 where they do not know one. With a zone they mark the stamps that say none. */
export function layoutCodes(layouts: readonly TimeLayout[], zone?: Zone): number {
  // The mark has the highest bit of each code, so that of a fourth one would be a sign.
  if (zone && layouts.length > 3) return -1
  return layouts.reduce((sum, { kind }, i) => {
    const code = LAYOUTS[kind]
    return sum < 0 || code === undefined ? -1 : sum | ((code | (zone ? MARKED : 0)) << (8 * i))
  }, 0)
}

/** Gives the times that a kernel has marked as those of stamps without a zone what they are in one. */
function fromWall(times: Float64Array, count: number, zone: Zone): void {
  for (let row = 0; row < count; row++) {
    const time = times[row]
    if (Math.abs(time) < MARK_LIMIT && !Object.is(time, 0)) times[row] = zone.toUtc(time / WALL_SCALE)
  }
}

/** The words that are levels, in the memory of the kernels. */
export function wordTables({ scratch }: WasmModule): Placed | undefined {
  const { slots, factors, entries } = levelWords
  const content = Buffer.concat([slots, Buffer.from(Uint32Array.from([...factors, 0]).buffer), entries])
  return scratch.place(content.length, () => content)
}

/** The kernels read values as they stand. */
function readEscaped({ kinds }: SpanColumn, count: number, read: (row: number) => void): void {
  for (let row = kinds.indexOf(ValueKind.Escaped); row >= 0 && row < count; row = kinds.indexOf(ValueKind.Escaped, row + 1)) read(row)
}

interface Value {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

/** A value without escape sequences (PHP writes "2026\/01\/05"); undefined where it is missing. */
function plainValue(column: SpanColumn, row: number): Value | undefined {
  const kind = column.kinds[row]
  if (kind === ValueKind.Missing) return undefined
  if (kind !== ValueKind.Escaped) return { bytes: column.bytes, start: column.starts[row], end: column.ends[row] }
  const bytes = Buffer.from(String(column.value(row)))
  return { bytes, start: 0, end: bytes.length }
}
