/** What goes between a lane and the thread that runs a script for it: each side waits for the other's answer, one message at a time. */
import type { MessagePort } from 'node:worker_threads'
import type { FieldValue } from '../../records/batch.ts'
import type { ScriptValue } from '../../stages/sequential/script.ts'

/** Places of the shared memory. */
export const Shared = {
  /** How many messages each side has sent. */
  ToScript: 0,
  ToLane: 1,
  /** Changes whenever the script gets on. */
  Beat: 2,
  /** Not 0: no more records are given. */
  Closing: 3,
  /** Of the record that the script has taken last: the number of its batch, and its row. */
  Batch: 4,
  Row: 5,
} as const
export const SHARED_INTS = 6

/** What a script may take. */
export interface ScriptBounds {
  /** Milliseconds without taking or giving a record, and to clean up. */
  readonly still: number
  readonly cleanUp: number
  /** MB. */
  readonly memory: number
  /** Rows that it may give after it has taken a record, and their characters. */
  readonly rows: number
  readonly characters: number
}

export interface ScriptJob {
  readonly path: string
  /** As the query has the path. */
  readonly name: string
  readonly text: string
  /** Texts of the modules that it imports, by path. */
  readonly imports: ReadonlyMap<string, string>
  readonly scope: 'all' | 'record'
  readonly bounds: ScriptBounds
  readonly args: readonly (readonly [string, ScriptValue])[]
  readonly shared: Int32Array
  readonly port: MessagePort
}

/** Where a row of a file is from, for one that the lane does not hold any more. */
export interface OwnRow {
  readonly offset: number
  readonly source: number
  readonly line: number
  /** The text as the file has it. */
  readonly text: string
  /** Its line was cut: where in the text (in bytes) it starts, and in its source. */
  readonly long?: readonly [number, number]
}

/** The rows of a batch for a script, one entry a row. */
export interface PackedRows {
  readonly batch: number
  /** Batches before this one are not held any more. */
  readonly held: number
  readonly raw: readonly string[]
  /** Milliseconds; NaN for none. */
  readonly times: readonly number[]
  /** Names and values in turns. */
  readonly fields: readonly (readonly FieldValue[])[]
  /** Of rows of files in a pass over all; undefined for those of tables. */
  readonly own?: readonly OwnRow[]
}

export type ToScript = { readonly type: 'rows'; readonly rows: PackedRows } | { readonly type: 'end' | 'more' | 'close' }

/** Names and values of fields; undefined: there is none any more. */
export type Values = readonly (readonly [string, FieldValue])[]

/** A record that was given back: what is different about it. */
export interface KeptRow {
  readonly batch: number
  readonly row: number
  readonly raw?: string
  readonly changed: Values
  /** With all of the fields that stages have made, where the batch is not held any more. */
  readonly own?: OwnRow
  readonly fields?: readonly FieldValue[]
}

/** An object that is none of the records. */
export interface NewRow {
  readonly raw?: string
  readonly values: Values
}

export type OutRow = KeptRow | NewRow

export interface ScriptFailure {
  readonly message: string
  /** From 1 on; 0 where that is not known. */
  readonly line: number
  readonly column: number
  /** The record that it had taken last. */
  readonly batch: number
  readonly row: number
}

export type ToLane =
  /** `want`: and wants records; `done`: and there are no more. */
  | { readonly type: 'out' | 'want' | 'done'; readonly rows: readonly OutRow[] }
  | { readonly type: 'failed'; readonly failure: ScriptFailure }
