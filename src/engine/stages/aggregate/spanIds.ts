import { parseBytes, parseDuration } from '../../query/expression/quantities.ts'
import { isNumber } from '../../query/number.ts'
import type { FieldValue } from '../../records/batch.ts'
import { readAs } from '../expression/values.ts'
import type { BatchFields } from './batchFields.ts'
import { MAX_STEPS } from './decimalSteps.ts'
import type { KeyIds } from './keyIds.ts'
import { KeyTable } from './keyTable.ts'
import { timeBuckets, valueBuckets, type Buckets, type SpanKind, type SpanWidth } from './spanWidth.ts'

/** What buckets are called among the values of groups: their kind, and the number at which they begin. */
const MARKS: Readonly<Record<SpanKind, string>> = { number: 'n', time: 't', duration: 'd', bytes: 'b' }
const KINDS = new Map(Object.entries(MARKS).map(([kind, mark]) => [mark, kind as SpanKind]))

/** Numbers the buckets of one field, from 0 on, in the order in which they appear. What is in no bucket is in one group. */
export class SpanIds implements KeyIds {
  readonly texts = new KeyTable()
  private readonly field: string
  private readonly times: Buckets | undefined
  private readonly others: Buckets | undefined
  /** Where the bucket begins and ends that was met last, of each kind. */
  private readonly last = new Map<Buckets, { from: number; to: number; id: number }>()

  constructor(field: string, width: SpanWidth, zone: string | undefined) {
    this.field = field
    this.times = timeBuckets(width, zone)
    this.others = valueBuckets(width)
  }

  read(batch: BatchFields, ids: Uint32Array): void {
    const { field, times, others } = this
    const own = field === 'time' && times ? batch.times() : undefined
    if (own) this.readNumbers(own, batch.rows, times!, ids)
    else if (others?.kind === 'number') this.readNumbers(batch.numbers(field), batch.rows, others, ids)
    else for (let row = 0; row < batch.rows; row++) ids[row] = this.idOfValue(batch.value(field, row))
  }

  private readNumbers(numbers: Float64Array, rows: number, buckets: Buckets, ids: Uint32Array): void {
    const last = this.lastOf(buckets)
    for (let row = 0; row < rows; row++) {
      const x = numbers[row]
      ids[row] = x >= last.from && x < last.to ? last.id : this.idOfNumber(x, buckets)
    }
  }

  private idOfNumber(x: number, buckets: Buckets): number {
    if (!Number.isFinite(x)) return this.texts.idOf(undefined)
    const index = buckets.indexOf(x)
    // So far off next numbers may be the same.
    if (!(Math.abs(index) < MAX_STEPS)) return this.texts.idOf(undefined)
    const from = buckets.start(index)
    const id = this.texts.idOf(MARKS[buckets.kind] + from)
    Object.assign(this.lastOf(buckets), { from, to: buckets.start(index + 1), id })
    return id
  }

  private idOfValue(value: FieldValue): number {
    const { times, others } = this
    if (value === undefined) return this.texts.idOf(undefined)
    if (typeof value === 'number') return others?.kind === 'bytes' ? this.idOfNumber(value, others) : this.texts.idOf(undefined)
    if (others?.kind === 'bytes') return this.idOfNumber(parseBytes(value) ?? (isNumber(value) ? Number(value) : NaN), others)
    const duration = others && parseDuration(value)
    if (duration !== undefined) return this.idOfNumber(duration, others!)
    const time = times && readAs(value, 'time')
    return typeof time === 'object' && time !== null ? this.idOfNumber(time.value, times!) : this.texts.idOf(undefined)
  }

  private lastOf(buckets: Buckets): { from: number; to: number; id: number } {
    let last = this.last.get(buckets)
    if (!last) this.last.set(buckets, (last = { from: Infinity, to: -Infinity, id: 0 }))
    return last
  }
}

/** What a value of a group by buckets says; undefined for a text that stands for several of them. */
export function bucketOfText(text: string): { readonly kind: SpanKind; readonly start: number } | undefined {
  const kind = KINDS.get(text[0])
  return kind && { kind, start: Number(text.slice(1)) }
}
