/** What a row of the benchmark is, and what comes of it. */
import type { PeerName, Peers } from '../peers.ts'
import type { BenchLogKind } from '../support.ts'

/** What rows are run with. */
export interface Bench {
  /** Of which the median counts, besides one that does not; 0: only the answers matter. */
  readonly rounds: number
  /** Bytes of the log whose scan shows how much memory one takes. */
  readonly scan: number
  /** Bytes of the file with a hole. */
  readonly sparse: number
  readonly peers: Peers
  log(kind: BenchLogKind, size?: number): string
}

export interface Row {
  /** For --only: no blanks. */
  readonly name: string
  readonly title: string
  readonly needs: readonly PeerName[]
  /** Why the row cannot run, whatever is installed. */
  readonly leftOut?: string
  run(bench: Bench): Promise<readonly Outcome[]>
}

export type Unit = '×' | 's' | 'ms' | 'MB' | 'times as fast' | 'M/s'

/** What is judged. */
export interface Judged {
  readonly value: number
  readonly unit: Unit
  /** Undefined: shown for comparison. */
  readonly target?: number
  /** The target is the least, not the most. */
  readonly atLeast?: boolean
}

/** A program's share of a row: medians over the rounds, and every round. */
export interface Measured {
  readonly label: string
  /** What is judged: ours as --stats has it, a database's without the start of its process; in seconds. */
  readonly seconds: number
  /** The whole process. */
  readonly whole: number
  readonly rounds: readonly { readonly seconds: number; readonly whole: number }[]
}

export interface Outcome {
  readonly name: string
  readonly title: string
  readonly judged?: Judged
  /** The first is judged against: the fastest. */
  readonly peers: readonly Measured[]
  readonly ours?: Measured
  /** Whole processes against each other. */
  readonly wholeRatio?: number
  readonly peakRssBytes?: number
  /** What was found, for people. */
  readonly answer?: string
  /** The answers differ, or something did not run: the whole benchmark fails. */
  readonly failure?: string
  readonly leftOut?: string
}

/** Whether the target is reached; undefined without one. */
export function isReached({ judged }: Outcome): boolean | undefined {
  if (judged?.target === undefined) return undefined
  return judged.atLeast ? judged.value >= judged.target : judged.value <= judged.target
}
