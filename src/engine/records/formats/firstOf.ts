/** Columns of what may be in any of several fields of a record. */
import { freeNow } from '../../../common/freeNow.ts'
import type { HeadTest } from '../../lines/block.ts'
import type { Escapes } from '../fields/escapes.ts'
import type { FieldExtractor, LineSpans } from '../fields/extractor.ts'
import { ByteColumn } from '../fields/spanColumn.ts'
import { ValueKind, type SpanColumn } from '../spans.ts'
import type { ReadColumn } from '../columnFacts.ts'
import type { FieldLayout } from './format.ts'

const ESCAPES: Readonly<Partial<Record<FieldLayout['kind'], Escapes>>> = { json: 'json', columns: 'quotes' }

/** Something that is looked for: the first of `names` that a record has and that can be read. */
export interface Wanted {
  readonly names: readonly string[]
  /**
   * What a column's values are read as: NaN, or 0 as a byte, for one that cannot be read. Without it any value will do, but objects
   * and arrays only where there is no other.
   */
  readonly read?: ReadColumn<Float64Array | Uint8Array>
  /** What a record is read as that has none of the fields, if its first line is a head. */
  readonly missing?: { readonly as: number; readonly head: HeadTest | undefined }
}

/** What was found of it: a value for each record, and what it was read as (its kind, if it was not read). */
export interface Chosen {
  readonly column: SpanColumn
  readonly read: Float64Array | Uint8Array
}

/**
 * What was found of all that is wanted, and the columns of the fields `also`. All records are asked for the first name of each, in one
 * walk; only those that do not have it are asked for the others.
 */
export function firstOf(
  layout: FieldLayout,
  extractor: FieldExtractor,
  bytes: Buffer,
  lines: LineSpans,
  wanted: readonly Wanted[],
  also: readonly string[],
): { readonly chosen: readonly Chosen[]; readonly also: readonly SpanColumn[] } {
  const names = [...wanted.map((each) => each.names[0]), ...also]
  const columns = names.length > 0 ? extractor.extract(bytes, lines, names) : []
  const chosen = wanted.map((each, i) => choose(layout, extractor, bytes, lines, each, columns[i]))
  return { chosen, also: columns.slice(wanted.length) }
}

function choose(
  layout: FieldLayout,
  extractor: FieldExtractor,
  bytes: Buffer,
  lines: LineSpans,
  wanted: Wanted,
  first: SpanColumn,
): Chosen {
  const read = wanted.read?.(first, lines.count) ?? plainKinds(first)
  const left = unread(read)
  if (left.length === 0) return { column: first, read }
  const others = wanted.names.slice(1)
  const columns = others.length > 0 ? extractor.extract(bytes, linesAt(lines, left), others) : []
  if (columns.every(({ kinds }) => isMissing(kinds)) && left.every((row) => first.kinds[row] === ValueKind.Missing)) {
    // No record has any of them: what there is of it is the first column.
    if (wanted.missing) readMissing(read, left, bytes, lines, wanted.missing)
    for (const { starts, ends, kinds } of columns) for (const array of [starts, ends, kinds]) freeNow(array)
    freeNow(left)
    return { column: first, read }
  }
  const reads = columns.map((column) => wanted.read?.(column, left.length) ?? plainKinds(column))
  const merged = new ByteColumn(bytes, lines.count, ESCAPES[layout.kind] ?? 'c')
  merged.starts.set(first.starts)
  merged.ends.set(first.ends)
  merged.kinds.set(first.kinds)
  left.forEach((target, row) => {
    let from = reads.findIndex((each) => each instanceof Float64Array ? !Number.isNaN(each[row]) : each[row] !== 0)
    if (from < 0 && !wanted.read) {
      if (first.kinds[target] !== ValueKind.Missing) return
      from = columns.findIndex(({ kinds }) => kinds[row] !== ValueKind.Missing)
    }
    merged.starts[target] = from < 0 ? 0 : columns[from].starts[row]
    merged.ends[target] = from < 0 ? 0 : columns[from].ends[row]
    merged.kinds[target] = from < 0 ? ValueKind.Missing : columns[from].kinds[row]
    if (from >= 0) read[target] = reads[from][row]
    else if (wanted.missing && first.kinds[target] === ValueKind.Missing && columns.every(({ kinds }) => kinds[row] === ValueKind.Missing)) {
      const { as, head } = wanted.missing
      if (head?.test(bytes, lines.starts[target], lines.ends[target]) ?? true) read[target] = as
    }
  })
  return { column: merged, read }
}

/** The kinds of a column; 0 for objects and arrays. */
export function plainKinds({ kinds }: SpanColumn): Uint8Array {
  return kinds.map((kind) => (kind === ValueKind.Json ? ValueKind.Missing : kind))
}

function isMissing(kinds: Uint8Array): boolean {
  return kinds.every((kind) => kind === ValueKind.Missing)
}

function readMissing(read: Float64Array | Uint8Array, rows: Uint32Array, bytes: Buffer, { starts, ends }: LineSpans, { as, head }: NonNullable<Wanted['missing']>): void {
  for (const row of rows) if (head?.test(bytes, starts[row], ends[row]) ?? true) read[row] = as
}

function unread(values: Float64Array | Uint8Array): Uint32Array {
  const rows = new Uint32Array(values.length)
  let count = 0
  // A loop for each type of array: one for both would be slow.
  if (values instanceof Float64Array) for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row])) rows[count++] = row
  if (values instanceof Uint8Array) for (let row = values.indexOf(0); row >= 0; row = values.indexOf(0, row + 1)) rows[count++] = row
  return rows.subarray(0, count)
}

function linesAt(lines: LineSpans, rows: Uint32Array): LineSpans {
  if (rows.length === lines.count) return lines
  const starts = new Uint32Array(rows.length)
  const ends = new Uint32Array(rows.length)
  for (let i = 0; i < rows.length; i++) {
    starts[i] = lines.starts[rows[i]]
    ends[i] = lines.ends[rows[i]]
  }
  return { starts, ends, count: rows.length }
}
