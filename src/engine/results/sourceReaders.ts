import { Decoder } from '../bytes/decoder.ts'
import type { ByteSource, SourceSpec } from '../bytes/source.ts'
import { BlockReader, type HeadTest, type RowReader } from '../lines/block.ts'
import { DecodingReader } from '../lines/decodingReader.ts'
import type { Kernels } from '../lines/kernels.ts'
import type { FieldExtractor } from '../records/fields/extractor.ts'
import { withSource, withTimes } from '../records/fields/sourceFields.ts'
import { TurningFields } from '../records/fields/turningFields.ts'
import { createFormatFields } from '../records/formats/formatFields.ts'
import { compileHead } from '../records/formats/heads.ts'
import { turningStamps, withPhases } from '../records/formats/turning.ts'
import { sourceFormat } from '../records/formats/userFormat.ts'
import { createGatherer, type Gatherer } from '../records/gather.ts'
import type { TurnTable } from '../records/time/turnTable.ts'
import type { ProgramSpec, SourceTurns } from './scannerApi.ts'

/** What is known of the records of a source by its format. */
export interface RecordLayout {
  readonly heads: HeadTest | undefined
  readonly fields: FieldExtractor
  readonly gatherer: () => Gatherer
  readonly provisional: boolean
}

/** How sources are opened; the tests put memory in their place. */
export type OpenSource = (spec: ProgramSpec['sources'][number]) => ByteSource

export interface SourceReadersOptions {
  readonly spec: ProgramSpec
  readonly openSource: OpenSource
  /** Of the worker; every reader uses their buffer, since one block at a time is looked at. */
  readonly kernels: Kernels
  beforeRead(): void
}

/** The sources of a program: opened, read and split into records when they are asked for. */
export class SourceReaders {
  private readonly options: SourceReadersOptions
  private readonly readers: (RowReader | undefined)[]
  private readonly sources: (ByteSource | undefined)[]
  private readonly layouts: RecordLayout[] = []
  private tables: SourceTurns['tables'] = []

  constructor(options: SourceReadersOptions) {
    this.options = options
    this.readers = options.spec.sources.map(() => undefined)
    this.sources = options.spec.sources.map(() => undefined)
  }

  dispose(): void {
    for (const source of this.sources) source?.close()
    this.sources.fill(undefined)
    this.readers.fill(undefined)
  }

  /** Of which years (or days) stamps are; for each block of a stream it is said again. */
  setTables(tables: SourceTurns['tables']): void {
    if (tables !== this.tables) this.layouts.length = 0
    this.tables = tables
  }

  get bytesRead(): number {
    return this.readers.reduce((sum, reader) => sum + (reader?.bytesRead ?? 0), 0)
  }

  reader(index: number): RowReader {
    return (this.readers[index] ??= this.createReader(index))
  }

  layoutOf(index: number): RecordLayout {
    const { spec, kernels } = this.options
    return (this.layouts[index] ??= layoutOf(spec.sources[index], spec.everyLine ?? false, kernels, this.tables[index]))
  }

  private createReader(index: number): RowReader {
    const { spec, kernels, openSource, beforeRead } = this.options
    const { skip, encoding } = spec.sources[index]
    const options = { ...spec.sizes, kernels, heads: this.layoutOf(index).heads, beforeRead }
    const source = (this.sources[index] ??= openSource(spec.sources[index]))
    return encoding === undefined ? new BlockReader(source, skip, options) : new DecodingReader(source, skip, new Decoder(encoding), options)
  }
}

function layoutOf(source: SourceSpec, everyLine: boolean, kernels: Kernels, table: TurnTable | undefined): RecordLayout {
  const format = sourceFormat(source)
  if (!format) throw new Error(`no format is called '${source.format}'`)
  let made: Gatherer | undefined
  const fields = table ? new TurningFields(createFormatFields(withPhases(format), kernels), table) : createFormatFields(format, kernels)
  return {
    heads: everyLine ? undefined : compileHead(format, kernels.watch),
    fields: withSource(withTimes(fields, source), source.name),
    gatherer: () => (made ??= createGatherer(format, kernels)),
    provisional: !table && turningStamps(format) !== undefined,
  }
}

/** Bytes of a long line that are read at a time. */
const PIECE_BYTES = 256 * 1024

/** A line, from a byte of its source on. */
export function* piecesOf(reader: RowReader, offset: number): Generator<Buffer> {
  for (let from = offset; ; ) {
    const { bytes, next, done } = reader.readLine(from, PIECE_BYTES)
    yield bytes
    if (done) return
    from = next
  }
}
