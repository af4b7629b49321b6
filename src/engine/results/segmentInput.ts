import type { SegmentInput } from './scannerApi.ts'

/** Rows of a table that are handled together, as if they were a block. */
export const TABLE_BLOCK_ROWS = 4096

/** Blocks of a segment's input. */
export function inputBlocks(input: SegmentInput): number {
  if (input.kind === 'spool') return input.rows.length
  return input.kind === 'spans' ? input.spans.length / 3 : Math.ceil(input.table.rows.length / TABLE_BLOCK_ROWS)
}

/** Rows of a block of a segment's input. */
export function inputRows(input: SegmentInput, block: number): number {
  if (input.kind === 'spool') return input.rows[block]
  if (input.kind === 'spans') return input.spans[3 * block + 2]
  return Math.min(TABLE_BLOCK_ROWS, input.table.rows.length - block * TABLE_BLOCK_ROWS)
}

/** Rows of a segment's input. */
export function rowsOfInput(input: SegmentInput): number {
  if (input.kind === 'table') return input.table.rows.length
  let rows = 0
  for (let block = 0; block < inputBlocks(input); block++) rows += inputRows(input, block)
  return rows
}
