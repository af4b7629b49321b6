/** Time and level of lines of a template, by the kernels (src/kernels/templates.ts). */
import { LEVELS as LEVEL_NAMES } from '../../common/page.ts'
import type { WasmModule } from '../lines/kernels.ts'
import type { Placed } from '../lines/scratch.ts'
import { ENDS, inChunks, KINDS, LEVELS, TIMES, wordTables, type RecordFacts } from './columnFacts.ts'
import type { LineSpans } from './fields/extractor.ts'
import type { TemplateReader } from './fields/template.ts'
import type { Format } from './formats/format.ts'
import { LEVEL_REACH } from './levels.ts'

/** As the kernels know what a level is told by. */
const BY = { nothing: 0, words: 1, value: 2, status: 3, priority: 4, wordsOf: 5 } as const
/** Of a name of a level. */
const NAME_BYTES = 16

interface Exports {
  readTemplates(
    ...args: [
      base: number,
      starts: number,
      ends: number,
      count: number,
      program: number,
      by: number,
      words: number,
      reach: number,
      names: number,
      room: number,
      times: number,
      levels: number,
    ]
  ): void
}

export class TemplateKernel {
  private readonly wasm: WasmModule
  private readonly by: number
  /** The program, and behind it the names of levels. */
  private readonly tables: Placed
  private readonly namesAt: number
  private readonly words: Placed

  private constructor(wasm: WasmModule, by: number, tables: Placed, namesAt: number, words: Placed) {
    this.wasm = wasm
    this.by = by
    this.tables = tables
    this.namesAt = namesAt
    this.words = words
  }

  /** Undefined for what is too large for the kernels. */
  static of(format: Format, wasm: WasmModule, reader: TemplateReader): TemplateKernel | undefined {
    const { by, field, names } = levelBy(format)
    const known = levelNames(names)
    const words = wordTables(wasm)
    if (!known || !words) return undefined
    const parts = by === BY.words ? reader.partsBeforeRest : reader.partsFor(field === undefined ? ['time'] : ['time', field])
    const program = reader.program(field === undefined ? [] : [field], parts)
    const content = Buffer.concat([program, known])
    const tables = wasm.scratch.place(content.length, () => content)
    return tables && new TemplateKernel(wasm, by, tables, program.length, words)
  }

  read(lines: LineSpans): RecordFacts {
    const { wasm } = this
    const times = new Float64Array(lines.count)
    const levels = new Uint8Array(lines.count)
    const given = new Float64Array(wasm.memory.buffer, wasm.outAt + TIMES, TIMES / 8)
    inChunks<Exports>(
      wasm,
      lines,
      undefined,
      (_, __, at, count) => this.readPlaced(at, at + ENDS, count, at + TIMES, at + LEVELS, at + KINDS),
      (row, count) => {
        times.set(given.subarray(0, count), row)
        levels.set(wasm.out.subarray(LEVELS, LEVELS + count), row)
      },
    )
    return { times, levels }
  }

  /** The same for lines whose starts and ends are in the memory of the kernels, into times and levels there; `room`: 9 bytes. */
  readPlaced(starts: number, ends: number, count: number, times: number, levels: number, room: number): void {
    const { wasm, tables, words } = this
    const { readTemplates } = wasm.exports as Exports
    // The second may be put in the place of the first, but then not again.
    tables.address()
    const wordsAt = words.address()
    const program = tables.address()
    readTemplates(wasm.bufferAt, starts, ends, count, program, this.by, wordsAt, LEVEL_REACH, program + this.namesAt, room, times, levels)
  }
}

function levelBy({ level }: Format): { readonly by: number; readonly field?: string; readonly names?: NonNullable<Format['level']>['names'] } {
  if (!level) return { by: BY.nothing }
  const { from, names } = level
  if (from === 'words') return { by: BY.words }
  if ('status' in from) return { by: BY.status, field: from.status }
  if ('priority' in from) return { by: BY.priority, field: from.priority }
  if ('wordsOf' in from) return { by: BY.wordsOf, field: from.wordsOf }
  return { by: BY.value, field: from.fields[0], names }
}

/** Undefined where one is too long. */
function levelNames(names: NonNullable<Format['level']>['names'] = {}): Buffer | undefined {
  const entries = Object.entries(names)
  const content = Buffer.alloc(4 + (8 + NAME_BYTES) * entries.length)
  content.writeUInt32LE(entries.length, 0)
  for (const [i, [name, level]] of entries.entries()) {
    const at = 4 + (8 + NAME_BYTES) * i
    if (Buffer.byteLength(name) > NAME_BYTES) return undefined
    content.writeUInt32LE(LEVEL_NAMES.indexOf(level), at)
    content.writeUInt32LE(Buffer.byteLength(name), at + 4)
    content.write(name, at + 8)
  }
  return content
}
