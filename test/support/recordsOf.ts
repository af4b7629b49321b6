/** The records of a log as the engine sees them: detected, framed, and read with the fields of its format. */
import { LEVELS, type Level } from '../../src/common/page.ts'
import { blockCount, BlockReader } from '../../src/engine/lines/block.ts'
import { plainKernels, type Kernels } from '../../src/engine/lines/kernels.ts'
import type { FieldValue } from '../../src/engine/records/batch.ts'
import { createFactReader } from '../../src/engine/records/facts.ts'
import { detect } from '../../src/engine/records/formats/detect.ts'
import type { Format } from '../../src/engine/records/formats/format.ts'
import { createFormatFields } from '../../src/engine/records/formats/formatFields.ts'
import { compileHead } from '../../src/engine/records/formats/heads.ts'
import { turningStamps, withPhases } from '../../src/engine/records/formats/turning.ts'
import { TurnChain } from '../../src/engine/records/time/turnChain.ts'
import { timeIn, TurnBook } from '../../src/engine/records/time/turnTable.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import { MemoryFile } from './memoryFile.ts'

export interface ReadRecord {
  /** Number of its first line, from 0. */
  readonly line: number
  /** Milliseconds since 1970; NaN without. */
  readonly time: number
  readonly level: Level
  /** Of the names that were asked for, those that it has. */
  readonly fields: Readonly<Record<string, FieldValue>>
}

/** As samples of a file are: its start, middle and end. */
export function samplesOf(bytes: Buffer, length = 64 * 1024): Buffer[] {
  if (bytes.length <= length) return [bytes]
  const from = (at: number): Buffer => bytes.subarray(bytes.indexOf(10, at) + 1, at + length)
  return [bytes.subarray(0, length), from(Math.floor(bytes.length / 2)), from(bytes.length - length)]
}

export interface ReadOptions {
  /** As detect takes it. */
  readonly modified?: number
  /** Instead of the one that the samples look like. */
  readonly format?: Format
  readonly kernels?: Kernels
}

export function recordsOf(
  bytes: Buffer,
  names: readonly string[],
  { modified, format = detect(samplesOf(bytes), modified), kernels = plainKernels }: ReadOptions = {},
): { readonly format: Format; readonly records: readonly ReadRecord[] } {
  const fields = createFormatFields(format, kernels)
  const stamps = turningStamps(format)
  const facts = createFactReader(stamps ? withPhases(format) : format, kernels)
  const chain = stamps && new TurnChain(stamps.turning, stamps.until, stamps.zone)
  const offsets: number[] = []
  const reader = new BlockReader(new MemoryFile(bytes), 0, { heads: compileHead(format), kernels })
  const records: ReadRecord[] = []
  let lines = 0
  for (let index = 0; index < blockCount(bytes.length); index++) {
    const batch = LineBatch.of(reader.read(index), fields)
    const { times, levels } = facts(batch.block.bytes, batch.firstLines)
    for (let row = 0; row < batch.length; row++) {
      const values = names.map((name) => [name, batch.field(name, row)] as const).filter(([, value]) => value !== undefined)
      offsets.push(batch.block.sourceOffset(batch.start(row)))
      chain?.add(times[row], offsets[offsets.length - 1])
      records.push({ line: lines + batch.lineAbove(row), time: times[row], level: LEVELS[levels[row]], fields: Object.fromEntries(values) })
    }
    lines += batch.lineCount
  }
  if (!stamps) return { format, records }
  const book = new TurnBook(1, stamps.turning, stamps.until, stamps.zone)
  book.note(0, chain?.result)
  const table = book.table()
  return { format, records: records.map((record, i) => ({ ...record, time: timeIn(table, record.time, offsets[i]) })) }
}
