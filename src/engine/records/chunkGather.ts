/**
 * Adds up what the records of a block are while its lines are walked over, by the kernels alone where the bytes of two fields (or the starts of the lines) tell
 * time and level: nothing is kept for a row but those that have to be looked at again.
 */
import type { Kernels, WasmModule } from '../lines/kernels.ts'
import { layoutCodes, wordTables } from './columnFacts.ts'
import { CHUNK_ROWS, type ChunkWatcher, type LineWalk, type PlacedColumn, type PlacedRows } from './fields/chunks.ts'
import type { LineSpans } from './fields/extractor.ts'
import type { FieldChoice, Format } from './formats/format.ts'
import { layoutField } from './formats/ownFields.ts'
import { LEVEL_REACH } from './levels.ts'
import { LEVEL_COUNT } from './statistics.ts'

/** What was added up of some records. */
export interface Tally {
  least: number
  greatest: number
  untimed: number
  /** By LEVELS. */
  readonly levels: Uint32Array
}

/** As src/kernels/tally.ts knows them. */
const FROM = { nowhere: 0, column: 1, start: 2, status: 3 } as const

interface Source {
  readonly from: number
  /** The field, as the fields of the format call it. */
  readonly name: string | undefined
  /** A record that has nothing in it has nothing at all. */
  readonly isLast: boolean
}

type TallyKernel = (
  ...args: [
    base: number,
    rows: number,
    stride: number,
    count: number,
    timeFrom: number,
    times: number,
    timeIsLast: number,
    layouts: number,
    levelFrom: number,
    levels: number,
    levelIsLast: number,
    words: number,
    reach: number,
    into: number,
    left: number,
  ]
) => number

/** Where the kernel stores what it adds up, and the rows that are left, in the room for what is computed of a chunk. */
const LEFT_AT = 8 * CHUNK_ROWS
const UNTIMED_AT = 16

/** Of one format over the kernels of one worker. */
export class ChunkGatherer implements ChunkWatcher {
  readonly names: readonly string[]
  private readonly wasm: WasmModule
  private readonly time: Source
  private readonly level: Source
  private readonly layouts: number
  private readonly words: ReturnType<typeof wordTables>
  private readonly starts: number[] = []
  private readonly ends: number[] = []
  private tally = emptyTally()

  private constructor(wasm: WasmModule, time: Source, level: Source, layouts: number) {
    this.wasm = wasm
    this.time = time
    this.level = level
    this.layouts = layouts
    this.words = wordTables(wasm)
    this.names = [...new Set([time.name, level.name].filter((name) => name !== undefined))]
  }

  /** Undefined where the kernels cannot tell times and levels of the format. */
  static of(format: Format, { wasm }: Kernels): ChunkGatherer | undefined {
    // Least and greatest are those of the stamps as they are read, without a zone.
    if (!wasm || format.zone !== undefined || format.wrapped || format.colored || format.layout.kind === 'template') return undefined
    const time = timeSource(format)
    const level = levelSource(format)
    const layouts = format.time ? layoutCodes(format.time.layouts) : 0
    return time && level && layouts >= 0 && wordTables(wasm) ? new ChunkGatherer(wasm, time, level, layouts) : undefined
  }

  get startsWalk(): LineWalk | undefined {
    const { wasm } = this
    if (this.names.length > 0) return undefined
    const { walkStartsLines } = wasm.exports as { walkStartsLines: LineWalk['kernel'] }
    return { kernel: walkStartsLines, tables: { address: () => 0 }, fields: 0, escapes: 'json', wasm }
  }

  begin(): void {
    this.tally = emptyTally()
    this.starts.length = this.ends.length = 0
  }

  add(count: number, columns: readonly PlacedColumn[], rows: PlacedRows): void {
    const { wasm, time, level, tally } = this
    const { tallyRows } = wasm.exports as { tallyRows: TallyKernel }
    const { outAt } = wasm
    const columnAt = ({ name }: Source): number => (name === undefined ? 0 : columns[this.names.indexOf(name)].startsAt)
    const left = tallyRows(
      wasm.bufferAt, rows.at, rows.stride, count,
      time.from, columnAt(time), Number(time.isLast), this.layouts,
      level.from, columnAt(level), Number(level.isLast), this.words?.address() ?? 0, LEVEL_REACH,
      outAt, outAt + LEFT_AT,
    )
    const numbers = new Float64Array(wasm.memory.buffer, outAt, 2)
    const counts = new Uint32Array(wasm.memory.buffer, outAt + UNTIMED_AT, 1 + LEVEL_COUNT)
    tally.least = Math.min(tally.least, numbers[0])
    tally.greatest = Math.max(tally.greatest, numbers[1])
    tally.untimed += counts[0]
    for (let i = 0; i < LEVEL_COUNT; i++) tally.levels[i] += counts[1 + i]
    if (left === 0) return
    const spans = new Uint32Array(wasm.memory.buffer, rows.at, 2 * rows.stride)
    for (const row of new Uint32Array(wasm.memory.buffer, outAt + LEFT_AT, left)) {
      this.starts.push(spans[row])
      this.ends.push(spans[rows.stride + row])
    }
  }

  /** What was added since `begin`. `readLeft` adds the rows whose time or level has to be looked for elsewhere. */
  end(readLeft: (lines: LineSpans, into: Tally) => void): Tally {
    const { starts, ends, tally } = this
    if (starts.length > 0) readLeft({ starts: Uint32Array.from(starts), ends: Uint32Array.from(ends), count: starts.length }, tally)
    return tally
  }
}

function emptyTally(): Tally {
  return { least: Infinity, greatest: -Infinity, untimed: 0, levels: new Uint32Array(LEVEL_COUNT) }
}

const NONE: Source = { from: FROM.nowhere, name: undefined, isLast: true }

function timeSource(format: Format): Source | undefined {
  const { time, layout } = format
  if (!time) return NONE
  if (time.from === 'start') return layout.kind === 'none' ? { ...NONE, from: FROM.start } : undefined
  return columnSource(format, time.from, FROM.column)
}

function levelSource(format: Format): Source | undefined {
  const { level, time, layout } = format
  if (!level) return NONE
  const { from } = level
  // Words are looked for behind the time.
  if (from === 'words') return layout.kind === 'none' && (!time || time.from === 'start') ? { ...NONE, from: FROM.start } : undefined
  if ('status' in from) return columnSource(format, { fields: [from.status] }, FROM.status)
  if (!('fields' in from) || level.names) return undefined
  const source = columnSource(format, from, FROM.column)
  return level.missing === undefined ? source : { ...source, isLast: false }
}

function columnSource(format: Format, { fields }: FieldChoice, from: number): Source {
  return { from, name: layoutField(format, fields[0]), isLast: fields.length === 1 }
}
