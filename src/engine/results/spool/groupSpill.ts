/** Groups that are too many for the memory: states of aggregates in parts on disk, each of which is merged and put in order by itself, and then joined. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type * as V8 from 'node:v8'
import { freeNow } from '../../../common/freeNow.ts'
import type { FieldValue } from '../../records/batch.ts'
import { TableBatch } from '../../records/tableBatch.ts'
import type { AggregateRun, GroupOrder, Spilling } from '../../stages/contract.ts'
import { CHUNK_ROWS } from './chunkRows.ts'
import { joinSorted } from './joinSorted.ts'
import { readTable } from './rowReader.ts'
import { RowWriter } from './rowWriter.ts'
import { SpoolIndex, SpoolReader, SpoolWriter, type SpoolPart } from './spoolFile.ts'

/** Parts of each state. With some 80 MB of each all groups may take 5 GB. */
const PARTS = 64

/** Where states go, and when. */
export interface SpillTo {
  /** What the files' paths begin with; their folder need not be there. */
  readonly path: string
  /** Of the hashes by which groups are shared out. */
  readonly seed: number
  /** A state larger than this goes to disk. */
  readonly bytes: number
}

/** What is on disk of states. */
export interface Spilled {
  readonly path: string
  readonly pieces: readonly { readonly part: number; readonly offset: number; readonly length: number }[]
  readonly order: GroupOrder
}

/** Where a piece of a part is. */
export interface SpilledPiece {
  readonly path: string
  readonly offset: number
  readonly length: number
}

/** Rows in a file. */
export type SpoolRows = { readonly path: string } & SpoolPart

let lastFile = 0

/** Loaded when states go to disk: a command starts in less time than it would take with all that few of them need. */
const v8 = (): typeof V8 => process.getBuiltinModule('node:v8')

/** A path that no other call gives, in any thread, in a folder that is there. */
function freshPath(prefix: string): string {
  mkdirSync(dirname(prefix), { recursive: true, mode: 0o700 })
  return `${prefix}-${process.getBuiltinModule('node:worker_threads').threadId}-${++lastFile}`
}

/** Takes states to disk as they become large, one file for all of them. */
export class GroupSpill {
  private file: SpoolWriter | undefined
  private path = ''
  private pieces: Spilled['pieces'][number][] = []
  private order: GroupOrder | undefined

  /** Something has been written. */
  get isUsed(): boolean {
    return this.file !== undefined
  }

  add(state: Spilling, to: SpillTo): void {
    this.file ??= new SpoolWriter((this.path = freshPath(to.path)))
    const { partials, order } = state.cut(PARTS, to.seed)
    const bytes = partials.map((partial) => (partial === undefined ? Buffer.alloc(0) : v8().serialize(partial)))
    const { offsets } = this.file.append([{ bytes: joined(bytes), rows: 0 }])
    let [offset] = offsets
    for (const [part, { length }] of bytes.entries()) {
      if (length > 0) this.pieces.push({ part, offset, length })
      offset += length
    }
    this.order = this.order?.map((isNumeric, key) => isNumeric && order[key]) ?? order
  }

  /** What has been written; undefined if nothing has. Later states go to another file. */
  take(): Spilled | undefined {
    const { file, path, pieces, order } = this
    if (!file) return undefined
    this.close()
    this.pieces = []
    this.order = undefined
    return { path, pieces, order: order! }
  }

  close(): void {
    this.file?.close()
    this.file = undefined
  }
}

/** In memory of their own: it is given back when it has been written. */
function joined(parts: readonly Buffer[]): ArrayBuffer {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all.buffer
}

/** The pieces of each part that has any, of all that has been written. */
export function partsOf(all: readonly Spilled[]): SpilledPiece[][] {
  const parts: SpilledPiece[][] = Array.from({ length: PARTS }, () => [])
  for (const { path, pieces } of all) for (const { part, offset, length } of pieces) parts[part].push({ path, offset, length })
  return parts.filter((pieces) => pieces.length > 0)
}

export interface MergeOptions {
  readonly order: GroupOrder
  /** As in SpillTo. */
  readonly path: string
  /** Throws where the query has been ended. */
  check(): void
}

/** Merges the pieces of a part into a state that is empty, and writes its rows in order. */
export function mergePart(run: AggregateRun, pieces: readonly SpilledPiece[], options: MergeOptions): SpoolRows {
  const readers = new Map<string, SpoolReader>()
  try {
    for (const { path, offset, length } of pieces) {
      options.check()
      let reader = readers.get(path)
      if (!reader) readers.set(path, (reader = new SpoolReader(path)))
      const bytes = new Uint8Array(reader.read(offset, length))
      run.merge(v8().deserialize(bytes))
      freeNow(bytes)
    }
  } finally {
    for (const reader of readers.values()) reader.close()
  }
  const spilling = run.spilling!
  return writeRows(spilling.columns, spilling.rows(options.order), options)
}

/** Joins the rows of parts, and writes those of the table. `spilling`: of any state of the aggregate. */
export function joinParts({ compare, finish, names }: Spilling, parts: readonly SpoolRows[], options: MergeOptions): SpoolRows {
  const readers: SpoolReader[] = []
  try {
    const runs = parts.map((part) => {
      const reader = new SpoolReader(part.path)
      readers.push(reader)
      return rowsOf(reader, part)
    })
    return writeRows(names, finish(joinSorted(runs, compare(options.order)), options.order), options)
  } finally {
    for (const reader of readers) reader.close()
  }
}

function* rowsOf(reader: SpoolReader, { offsets, lengths }: SpoolRows): Generator<readonly FieldValue[]> {
  for (let chunk = 0; chunk < offsets.length; chunk++) {
    const bytes = reader.read(offsets[chunk], lengths[chunk])
    const { rows } = readTable(bytes)
    freeNow(new Uint8Array(bytes))
    yield* rows
  }
}

function writeRows(columns: readonly string[], rows: Iterable<readonly FieldValue[]>, { path: prefix, check }: MergeOptions): SpoolRows {
  const path = freshPath(prefix)
  const file = new SpoolWriter(path)
  const index = new SpoolIndex()
  const writer = new RowWriter()
  let held: (readonly FieldValue[])[] = []
  const write = (): void => {
    check()
    const batch = new TableBatch({ columns, rows: held })
    for (let row = 0; row < batch.length; row++) writer.add(batch, row)
    index.add(file.append(writer.take(true)))
    held = []
  }
  try {
    for (const row of rows) if (held.push(row) === CHUNK_ROWS) write()
    if (held.length > 0) write()
  } finally {
    file.close()
  }
  return { path, ...index.all }
}
