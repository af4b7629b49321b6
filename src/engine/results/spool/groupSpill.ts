/** Groups that are too many for the memory: states of aggregates in parts on disk, each of which is merged and put in order by itself, and then joined. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type * as V8 from 'node:v8'
import { freeNow } from '../../../common/freeNow.ts'
import type { FieldValue } from '../../records/batch.ts'
import { TableBatch } from '../../records/tableBatch.ts'
import type { AggregateRun, Chooser, GroupOrder, PlainGroups, Spilling } from '../../stages/contract.ts'
import { unforeseen } from '../unforeseen.ts'
import { CHUNK_ROWS } from './chunkRows.ts'
import { joinGroups, writeGroups } from './plainGroups.ts'
import { joinSorted } from './joinSorted.ts'
import { readTable } from './rowReader.ts'
import { RowWriter } from './rowWriter.ts'
import { TableWriter } from './tableWriter.ts'
import { SpoolIndex, SpoolReader, SpoolWriter, type SpoolPart } from './spoolFile.ts'

/** Parts of each state. With some 80 MB of each all groups may take 5 GB. */
const PARTS = 64
/** Bytes of the pieces of a part that are merged at once, where the state does not say another number. */
const MERGED_BYTES = 64 * 1024 * 1024
/** How often a part may be cut once more. */
const MOST_CUTS = 2

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
    const cut = state.cut(PARTS, to.seed)
    let part = 0
    // One by one: all of them would take as much memory again as the state.
    for (const partial of cut.partials) {
      if (partial !== undefined) {
        const bytes = v8().serialize(partial)
        this.pieces.push({ part, offset: this.file.length, length: bytes.length })
        this.file.write(bytes)
        freeNow(bytes)
      }
      part++
    }
    const { order } = cut
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
  /** Which groups there are to be. */
  readonly choice?: unknown
  /** For tests: bytes of pieces that are merged at once. */
  readonly mergedBytes?: number
  /** Throws where the query has been ended. */
  check(): void
}

/** Merges the pieces of a part into a state that is empty, and writes its rows in order: in several files, if it was too large to be merged at once. */
export function mergePart(run: AggregateRun, pieces: readonly SpilledPiece[], options: MergeOptions): SpoolRows[] {
  apply(run, options)
  const written: SpoolRows[] = []
  mergeWhole(run, pieces, options, () => {
    const { columns, plain, rows } = run.spilling!
    written.push(plain ? writeTable(plainNames(plain), options, (writer) => writeGroups(plain, options.order, writer)) : writeRows(columns, rows(options.order), options))
  })
  return written
}

/**
 * Merges the pieces of a part into an empty state: at `merged` it has all there is of its groups. Pieces that are too large to be merged at once are cut into parts once more, which are
 * merged one after the other, by a hash of which the pieces know nothing.
 */
function mergeWhole(run: AggregateRun, pieces: readonly SpilledPiece[], options: Pick<MergeOptions, 'check' | 'path' | 'mergedBytes'>, merged: () => void, cuts = 0): void {
  const most = options.mergedBytes ?? run.spilling!.mergedBytes ?? MERGED_BYTES
  if (cuts === MOST_CUTS || pieces.length < 2 || pieces.reduce((sum, { length }) => sum + length, 0) <= most) {
    mergePieces(run, pieces, options)
    return merged()
  }
  const to = { path: options.path, seed: unforeseen(4).readUInt32LE(), bytes: 0 }
  const spill = new GroupSpill()
  try {
    mergePieces(run, pieces, options, () => spill.add(run.spilling!, to))
    for (const part of partsOf([spill.take()!])) {
      mergeWhole(run, part, options, merged, cuts + 1)
      run.take()
    }
  } finally {
    spill.close()
  }
}

/** Columns of keys, of results, and the rank. */
function plainNames({ keys, results }: PlainGroups): string[] {
  return Array.from({ length: keys.length + results.length + 1 }, (_, i) => String(i))
}

function apply(run: AggregateRun, { choice }: Pick<MergeOptions, 'choice'>): void {
  if (choice !== undefined) run.spilling!.choosing!.apply(choice)
}

/** `merged` is called when a piece has been. */
function mergePieces(run: AggregateRun, pieces: readonly SpilledPiece[], { check }: Pick<MergeOptions, 'check'>, merged?: () => void): void {
  const readers = new Map<string, SpoolReader>()
  try {
    for (const { path, offset, length } of pieces) {
      check()
      let reader = readers.get(path)
      if (!reader) readers.set(path, (reader = new SpoolReader(path)))
      const bytes = new Uint8Array(reader.read(offset, length))
      run.merge(v8().deserialize(bytes))
      freeNow(bytes)
      merged?.()
    }
  } finally {
    for (const reader of readers.values()) reader.close()
  }
}

/** What all groups together have told: the choice, and where the groups are by now, if some of them have become one. */
export interface Chosen {
  readonly choice: unknown
  readonly spilled?: Spilled
}

/** Looks at all parts. `newRun` makes empty states; undefined if they have nothing to choose. */
export function chooseGroups(newRun: () => AggregateRun, parts: readonly (readonly SpilledPiece[])[], to: SpillTo, { check, mergedBytes }: Pick<MergeOptions, 'check' | 'mergedBytes'>): Chosen | undefined {
  const chooser = newRun().spilling?.choosing?.begin()
  if (!chooser) return undefined
  const spill = new GroupSpill()
  try {
    for (const pieces of parts) {
      const run = newRun()
      mergeWhole(run, pieces, { check, path: to.path, mergedBytes }, () => {
        chooser.see(run)
        relieve(chooser.ranking, spill, to)
      })
    }
    const { choice, regroups } = chooser.choose(rankedRows(chooser, spill, to, check))
    return regroups ? { choice, spilled: regrouped(newRun(), parts.flat(), choice, to, check) } : { choice }
  } finally {
    spill.close()
  }
}

function relieve(run: AggregateRun, spill: GroupSpill, to: SpillTo): void {
  const state = run.spilling
  if (state && state.size > to.bytes) spill.add(state, to)
}

function* rankedRows({ ranking }: Chooser, spill: GroupSpill, { path, ...to }: SpillTo, check: () => void): Generator<readonly FieldValue[]> {
  if (!spill.isUsed) return yield* ranking.table().rows
  spill.add(ranking.spilling!, { path, ...to })
  const spilled = spill.take()!
  const options = { order: spilled.order, path, check }
  // The state is empty again after each part.
  const parts = partsOf([spilled]).flatMap((pieces) => {
    const rows = mergePart(ranking, pieces, options)
    ranking.take()
    return rows
  })
  const joined = joinParts(ranking.spilling!, parts, options)
  const reader = new SpoolReader(joined.path)
  try {
    yield* rowsOf(reader, joined)
  } finally {
    reader.close()
  }
}

/** Takes the groups to disk anew, some of them as one: in other parts than before. */
function regrouped(run: AggregateRun, pieces: readonly SpilledPiece[], choice: unknown, to: SpillTo, check: () => void): Spilled {
  const spill = new GroupSpill()
  try {
    apply(run, { choice })
    mergePieces(run, pieces, { check }, () => relieve(run, spill, to))
    spill.add(run.spilling!, to)
    return spill.take()!
  } finally {
    spill.close()
  }
}

/** Joins the rows of parts, and writes those of the table. `spilling`: of any state of the aggregate. */
export function joinParts({ compare, finish, names, choosing, plain }: Spilling, parts: readonly SpoolRows[], options: MergeOptions): SpoolRows {
  if (plain) return writeTable(names, options, (writer) => joinGroups(parts, plain.keys.length, options.order, writer))
  if (options.choice !== undefined) choosing!.apply(options.choice)
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

function writeTable(names: readonly string[], { path: prefix, check }: MergeOptions, fill: (writer: TableWriter) => void): SpoolRows {
  const path = freshPath(prefix)
  const file = new SpoolWriter(path)
  const index = new SpoolIndex()
  try {
    const writer = new TableWriter(names, (chunk) => {
      check()
      index.add(file.append([chunk]))
    })
    fill(writer)
    writer.end()
  } finally {
    file.close()
  }
  return { path, ...index.all }
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
