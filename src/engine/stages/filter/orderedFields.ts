/** Comparisons of `level` and `time`, which have an order of their own. */
import { LEVELS, type Level } from '../../../common/page.ts'
import type { CompareOp, CompareValue } from '../../query/ast.ts'
import { isNumber } from '../../query/number.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { levelOfValue } from '../../records/levels.ts'
import { compileTime } from '../../records/time/readers.ts'
import { HOLDS } from './compare.ts'

/** Times that a comparison is true for: `from` (included) to `to` (not included). `outside`: for the others. */
export interface TimeBounds {
  readonly from: number
  readonly to: number
  readonly outside: boolean
}

/** The level that a text names in any of the ways in which logs do, as an index into LEVELS; 0 for none. */
export function levelNamed(text: string): number {
  const index = LEVELS.indexOf(text as Level)
  if (index > 0) return index
  const bytes = Buffer.from(text)
  return levelOfValue(bytes, 0, bytes.length)
}

/**
 * Levels (indexes into LEVELS) that `level op value` is true for; undefined where the value names none, and for parts of text. Records without a level
 * are never among them.
 */
export function levelsThat(op: CompareOp, value: CompareValue): readonly number[] | undefined {
  if (op === ':' || value.type !== 'text') return undefined
  const wanted = levelNamed(value.text)
  return wanted === 0 ? undefined : LEVELS.map((_, level) => level).filter((level) => level > 0 && HOLDS[op](level - wanted))
}

/** Tests the value of a field called `level`; undefined where the comparison is one of text. */
export function levelTest(op: CompareOp, value: CompareValue): ((text: string) => boolean) | undefined {
  const levels = levelsThat(op, value)
  if (!levels || value.type !== 'text' || op === ':') return undefined
  // A number that a stage made is not one of the levels of the log.
  const byNumber = isNumber(value.text)
  return (text) => {
    if (byNumber && isNumber(text)) return HOLDS[op](Number(text) - Number(value.text))
    const level = levelNamed(text)
    return level === 0 ? op === '!=' : levels.includes(level)
  }
}

/** Times that `time op value` is true for. A span is equal to every time in it, and greater than none of them. */
export function timeBounds(op: CompareOp, { from, to }: Extract<CompareValue, { type: 'time' }>): TimeBounds {
  // What has no length is the moment itself: the next number is the first that is greater.
  const behind = to > from ? to : nextUp(from)
  switch (op) {
    case '>':
      return { from: behind, to: Infinity, outside: false }
    case '>=':
      return { from, to: Infinity, outside: false }
    case '<':
      return { from: -Infinity, to: from, outside: false }
    case '<=':
      return { from: -Infinity, to: behind, outside: false }
    default:
      return { from, to: behind, outside: op === '!=' }
  }
}

/** The least number greater than `value`, which is finite. */
function nextUp(value: number): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value === 0 ? 0 : value)
  view.setBigInt64(0, view.getBigInt64(0) + (value < 0 ? -1n : 1n))
  return value === 0 ? Number.MIN_VALUE : view.getFloat64(0)
}

/** Times of rows, asked for row by row: those of the log, or what a field called `time` says that a stage made, in `zone` if it says none itself. NaN for none. */
export function timeOfRows(field: string, zone?: string): (batch: RecordBatch, row: number) => number {
  const reader = compileTime([{ kind: 'iso' }, { kind: 'common' }, { kind: 'epoch' }], undefined, zone)
  let batch: RecordBatch | undefined
  let times: Float64Array | undefined
  return (rows, row) => {
    if (rows !== batch) {
      batch = rows
      times = rows.times?.()
    }
    if (times) return times[row]
    const value = rows.field(field, row)
    if (value === undefined) return NaN
    const bytes = Buffer.from(String(value))
    return reader.read(bytes, 0, bytes.length)
  }
}
