/** Rows of a chunk, at most. */
export const CHUNK_ROWS = 4096
