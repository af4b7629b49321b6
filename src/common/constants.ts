/** Source bytes per block (SEMANTICS: blocks). A line belongs to the block of its first byte. */
export const BLOCK_BYTES = 256 * 1024

/** A line's text is kept, shown and parsed up to this many bytes. */
export const MAX_LINE_BYTES = 1024 * 1024

/** A line continues the record whose first line starts at most this much above it (SEMANTICS: lines and records). Not less than BLOCK_BYTES. */
export const RECORD_REACH_BYTES = 256 * 1024

/** Beyond MAX_LINE_BYTES a regex sees windows of that size that overlap by this much. */
export const REGEX_WINDOW_OVERLAP = 64 * 1024

/** Bytes of one row that travel in a page; the rest comes when the row is expanded. */
export const MAX_PAGE_ROW_BYTES = 4 * 1024

/** Bytes of text in one page. */
export const MAX_PAGE_BYTES = 1024 * 1024

/** Rows that one fetch may ask for. */
export const MAX_PAGE_ROWS = 1000
