import type { Block } from '../../lines/block.ts'

/** Finds places of something in a part of a block, in ascending order. */
export interface ByteFinder {
  /** Begins with bytes[from, to), which are whole lines. False where it is not to be used. */
  start(block: Block, from: number, to: number): boolean
  /** The first place at or after `at`, the start of a line; Infinity where there is none. `at` must not become smaller. */
  next(at: number): number
}
