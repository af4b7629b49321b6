import type { Block } from '../lines/block.ts'
import { lineStartBefore, lineTextEnd, nextNewline } from '../lines/kernels.ts'

/** Finds the record around a line of a block, without splitting the block. */
export class RecordFinder {
  private readonly block: Block

  constructor(block: Block) {
    this.block = block
  }

  /** Start and end (without line end) of the record that holds the line at `line`. */
  around(line: number): { start: number; end: number } {
    const { bytes, first, stop } = this.block
    let start = line
    while (start > first && !this.isHead(start)) start = lineStartBefore(bytes, first, start - 1)
    // Lines before the block's first head are records of their own.
    const isRecord = this.isHead(start)
    if (!isRecord) start = line
    let from = line
    for (;;) {
      const newline = nextNewline(bytes, from, stop)
      if (newline < 0) return { start, end: stop }
      const next = newline + 1
      if (next >= stop || !isRecord || this.isHead(next)) return { start, end: lineTextEnd(bytes, from, newline) }
      from = next
    }
  }

  private isHead(line: number): boolean {
    const { heads, bytes, stop } = this.block
    return heads === undefined || heads.test(bytes, line, stop)
  }
}
