/** By what rows are sorted: values of several types, each in an order of its own. */
import { freeNow } from '../../../common/freeNow.ts'
import { LEVELS, LINE_FIELD, type Level } from '../../../common/page.ts'
import { parseBytes, parseDuration } from '../../query/expression/quantities.ts'
import { isNumber } from '../../query/number.ts'
import { plainKernels } from '../../lines/kernels.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { parseNumbers } from '../../records/fields/numbers.ts'
import type { SpanColumn } from '../../records/spans.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import type { StageContext } from '../contract.ts'
import { timesOf } from './keys.ts'

export type SortAs = 'auto' | 'num' | 'str' | 'ip'

export interface SortField {
  readonly field: string
  readonly descending: boolean
  readonly as: SortAs
}

/** In ascending order; what is missing is last in any. */
export const Rank = { Number: 0, Duration: 1, Bytes: 2, Text: 3, Missing: 4 } as const

export interface SortKey {
  readonly rank: number
  readonly value: number | string
}

const MISSING: SortKey = { rank: Rank.Missing, value: 0 }

/** The keys of a row, one for each field. */
export type ReadKeys = (row: number) => readonly SortKey[]

/** Reads the keys of a batch's rows. */
export function keyReader(fields: readonly SortField[], batch: RecordBatch, times: Float64Array | undefined, context: StageContext): ReadKeys {
  const readers = fields.map((field) => reader(field, batch, times, context))
  return (row) => readers.map((read) => read(row))
}

function reader({ field, as }: SortField, batch: RecordBatch, times: Float64Array | undefined, context: StageContext): (row: number) => SortKey {
  const isOwn = batch instanceof LineBatch && !batch.isMade(field)
  if (isOwn && as === 'auto' && field === LINE_FIELD) {
    return (row) => {
      context.sawField(field)
      return { rank: Rank.Number, value: batch.lineAbove(row) }
    }
  }
  const toKey = as === 'auto' && field === 'level' ? levelKey : KEYS[as]
  const isTime = as === 'auto' && field === 'time' && times !== undefined
  return (row) => {
    if (isTime && !Number.isNaN(times[row])) {
      context.sawField(field)
      return { rank: Rank.Number, value: times[row] }
    }
    const value = batch.field(field, row)
    if (value === undefined) return MISSING
    context.sawField(field)
    return typeof value === 'number' && as === 'auto' ? { rank: Rank.Number, value } : toKey(String(value))
  }
}

/** The keys of a batch's rows by one field. */
export interface FieldKeys {
  /** Those that are numbers, NaN for others; undefined where it is not known which are. */
  readonly numbers: Float64Array | undefined
  /** The others. */
  keyOf(row: number): SortKey
  /** Nobody asks any more: gives memory back. */
  release?(): void
}

/** The same as keyReader gives, with less work for each row where values are in the bytes of a log. Good until other keys are asked for. */
export function fieldKeys(fields: readonly SortField[], batch: RecordBatch, context: StageContext): readonly FieldKeys[] {
  const times = fields.some(({ field }) => field === 'time') ? timesOf(batch) : undefined
  const columns = batch.spans?.(fields.map(({ field }) => field)) ?? []
  return fields.map((field, i) => {
    const keyOf = reader(field, batch, times, context)
    const numbers = numbersOf(field, columns[i], batch, times)
    if (numbers?.some((number) => number === number)) context.sawField(field.field)
    return { numbers, keyOf, release: numbers && numbers !== times ? () => freeNow(numbers) : undefined }
  })
}

/** Fields whose values are not only what they look like. */
const SPECIAL = [LINE_FIELD, 'level', 'time']

function numbersOf({ field, as }: SortField, column: SpanColumn | undefined, batch: RecordBatch, times: Float64Array | undefined): Float64Array | undefined {
  if (as === 'auto' && field === 'time') return times
  if (!column || (as !== 'num' && (as !== 'auto' || SPECIAL.includes(field)))) return undefined
  return parseNumbers(column, batch.length, batch instanceof LineBatch ? batch.block.kernels : plainKernels)
}

const KEYS: Readonly<Record<SortAs, (text: string) => SortKey>> = {
  auto(text) {
    const first = text.charCodeAt(0)
    // Neither a digit nor what may stand before one.
    if (!(first >= 0x30 && first <= 0x39) && first !== 0x2d && first !== 0x2b && first !== 0x2e) return { rank: Rank.Text, value: text }
    if (isNumber(text)) return { rank: Rank.Number, value: Number(text) }
    const duration = parseDuration(text)
    if (duration !== undefined) return { rank: Rank.Duration, value: duration }
    const bytes = parseBytes(text)
    return bytes === undefined ? { rank: Rank.Text, value: text } : { rank: Rank.Bytes, value: bytes }
  },
  num: (text) => (isNumber(text) ? { rank: Rank.Number, value: Number(text) } : MISSING),
  str: (text) => ({ rank: Rank.Text, value: text }),
  ip(text) {
    const value = ipKey(text)
    return value === undefined ? MISSING : { rank: Rank.Text, value }
  },
}

function levelKey(text: string): SortKey {
  const level = LEVELS.indexOf(text as Level)
  return level > 0 ? { rank: Rank.Number, value: level } : KEYS.auto(text)
}

/** An IPv4 or IPv6 address as digits of the same length, so that texts have the order of addresses; IPv4 comes first. */
function ipKey(text: string): string | undefined {
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (four) return four.slice(1).every((part) => Number(part) < 256) ? `4${four.slice(1).map((part) => part.padStart(3, '0')).join('')}` : undefined
  if (!/^[0-9a-f:]*:[0-9a-f:]*$/i.test(text)) return undefined
  const [head, tail, more] = text.toLowerCase().split('::')
  const groups = (part: string | undefined): string[] => (part ? part.split(':') : [])
  const left = groups(head)
  const right = groups(tail)
  const missing = 8 - left.length - right.length
  if (more !== undefined || (tail === undefined ? missing !== 0 : missing < 1)) return undefined
  const all = [...left, ...Array.from({ length: missing }, () => '0'), ...right]
  return all.every((group) => /^[0-9a-f]{1,4}$/.test(group)) ? `6${all.map((group) => group.padStart(4, '0')).join('')}` : undefined
}

/** Less than 0 where the row with `a` comes first; 0 where neither has to. */
export function compareKeys(fields: readonly SortField[], a: readonly SortKey[], b: readonly SortKey[]): number {
  for (let i = 0; i < fields.length; i++) {
    const [x, y] = [a[i], b[i]]
    // What is missing is last in either direction.
    if (x.rank !== y.rank) {
      const order = x.rank - y.rank
      return fields[i].descending && x.rank !== Rank.Missing && y.rank !== Rank.Missing ? -order : order
    }
    if (x.value === y.value) continue
    return (x.value < y.value ? -1 : 1) * (fields[i].descending ? -1 : 1)
  }
  return 0
}
