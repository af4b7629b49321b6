import type { SourceSpec } from './bytes/source.ts'
import type { KnownBlocks } from './knownBlocks.ts'
import type { BlockCounts } from './results/counts.ts'
import type { ExportFields } from './results/export/fields.ts'
import type { Merging } from './merge/merging.ts'
import type { Plan } from './results/plan.ts'
import type { ScannerPool } from './results/pool.ts'
import type { BlockMap } from './results/blockMap.ts'
import type { BlockSizes } from './results/scannerApi.ts'
import type { StageTally } from './results/stageTally.ts'

/** What the queries of an analysis run over. */
export interface RunEnvironment {
  readonly pool: ScannerPool
  readonly sources: readonly SourceSpec[]
  /** Of the sources, as far as their samples tell; found out when it is asked for. */
  fields(): ExportFields
  readonly map: BlockMap
  readonly sizes: BlockSizes
  /** Every line is a record. */
  readonly everyLine: boolean
  /** Lines are counted on the way. */
  readonly countLines: boolean
  /** Filled by the passes of every run. */
  readonly known: KnownBlocks
  /** The files are merged by time; undefined where they come one after the other. */
  readonly merging?: Merging
  /** The files have grown before, and may again. */
  readonly grows?: boolean
  /** Pages are going to be looked at: what makes them fast is worth keeping. */
  readonly paged: boolean
}

/** A result that a narrower query can build on: its empty blocks stay empty. */
export interface Refinable {
  readonly plan: Plan
  readonly counts: BlockCounts
  readonly tally: StageTally
}
