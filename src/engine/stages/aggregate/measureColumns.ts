/** What is kept of each group for the functions that are asked for, and what they make of it. Functions of the same field share what they have to know. */
import type { FieldValue } from '../../records/batch.ts'
import type { BatchFields } from './batchFields.ts'
import { Distinct } from './distinct.ts'
import { Edges, type Edge } from './edges.ts'
import type { Measure } from './functions.ts'
import { Counts, type GroupColumn, type SomeGroups } from './groupColumn.ts'
import { LISTED_VALUES, Lists, ValueSets } from './lists.ts'
import { NumberColumn, type Need } from './numberColumn.ts'
import { QuantityKind, quantityText } from './quantities.ts'
import { roundedResult } from './roundedResult.ts'
import { TimeRanges } from './timeRanges.ts'

/** One column of the result: what is computed, and of which field; only rows are counted without one. */
export interface ComputedColumn {
  readonly measure: Measure
  readonly field: string | undefined
}

/** Part of the state of all groups that is fed with rows. */
interface RowColumn extends GroupColumn<unknown> {
  addRows(batch: BatchFields, groups: Uint32Array): void
  readonly size?: number
}

/** A result of a group, and the number that it is, for the order of rows. */
export interface Result {
  value(group: number): FieldValue
  rank?(group: number): number | undefined
}

/** Milliseconds of the bucket of time that a group is, if it is one. */
export type BucketLength = (group: number) => number | undefined

/** About what a group takes of memory: with its count, and for each part of what is kept of it. Arrays grow to twice their size. */
const GROUP_BYTES = 16
const PART_BYTES = 60

/** Rows that have a field. */
class FieldCounts implements RowColumn {
  private readonly field: string
  private readonly rows = new Counts()

  constructor(field: string) {
    this.field = field
  }

  grow(groups: number): void {
    this.rows.grow(groups)
  }

  addRows(batch: BatchFields, groups: Uint32Array): void {
    this.rows.addMarked(groups, batch.marks(this.field), batch.rows)
  }

  count(group: number): number {
    return this.rows.counts[group]
  }

  save(groups: number, some?: SomeGroups): Float64Array {
    return this.rows.save(groups, some)
  }

  merge(saved: Float64Array, targets: Uint32Array): void {
    this.rows.merge(saved, targets)
  }
}

/** What has to be known of the numbers of a field for a measure. */
const NEEDS: Readonly<Partial<Record<Measure['kind'], readonly Need[]>>> = {
  sum: ['sum'],
  avg: ['sum'],
  rate: ['sum'],
  min: [],
  max: [],
  percentile: ['sketch'],
  variance: ['sum', 'squares'],
}

/** Whether the times of rows have to be known. */
export function needsTimes({ measure: { kind }, field }: ComputedColumn): boolean {
  return kind === 'earliest' || kind === 'latest' || kind === 'rate' || (field === 'time' && NEEDS[kind] !== undefined)
}

export class MeasureColumns {
  /** Rows of each group. */
  readonly rows = new Counts()
  private readonly parts = new Map<string, RowColumn>()
  private readonly zone: string | undefined

  /** `zone`: of clocks by which times are shown. */
  constructor(columns: readonly ComputedColumn[], zone?: string) {
    this.zone = zone
    const needs = new Map<string, Set<Need>>()
    for (const { measure, field } of columns) {
      if (measure.kind === 'rate') this.parts.set('times', new TimeRanges())
      if (field === undefined) continue
      const needed = NEEDS[measure.kind]
      if (needed) needs.set(field, new Set([...(needs.get(field) ?? []), ...needed]))
      else this.parts.set(partOf(measure, field), createPart(measure, field))
    }
    for (const [field, needed] of needs) this.parts.set(numbersOf(field), new NumberColumn(field, needed))
  }

  /** Only rows are counted. */
  get isCount(): boolean {
    return this.parts.size === 0
  }

  /** Bytes that it takes, about. */
  sizeOf(groups: number): number {
    let size = GROUP_BYTES * groups
    for (const part of this.parts.values()) size += PART_BYTES * groups + (part.size ?? 0)
    return size
  }

  addRows(batch: BatchFields, groups: Uint32Array): void {
    this.rows.addRows(groups, batch.rows)
    for (const part of this.parts.values()) part.addRows(batch, groups)
  }

  grow(groups: number): void {
    this.rows.grow(groups)
    for (const part of this.parts.values()) part.grow(groups)
  }

  save(groups: number, some?: SomeGroups): readonly unknown[] {
    return [this.rows, ...this.parts.values()].map((part) => part.save(groups, some))
  }

  merge(saved: readonly unknown[], targets: Uint32Array): void {
    this.rows.merge(saved[0] as Float64Array, targets)
    ;[...this.parts.values()].forEach((part, i) => part.merge(saved[i + 1], targets))
  }

  result({ measure, field }: ComputedColumn, bucketLength: BucketLength): Result {
    if (field === undefined) {
      const { counts } = this.rows
      return measure.kind === 'rate' ? this.rate(measure.per, bucketLength, (group) => counts[group]) : ranked((group) => counts[group])
    }
    const part = this.parts.get(NEEDS[measure.kind] ? numbersOf(field) : partOf(measure, field))
    if (part instanceof NumberColumn) return this.numberResult(part, measure, bucketLength)
    if (part instanceof FieldCounts) return ranked((group) => part.count(group))
    if (part instanceof Distinct) return ranked((group) => part.count(group))
    if (part instanceof Edges || part instanceof Lists || part instanceof ValueSets) return { value: (group) => part.value(group) }
    throw new RangeError(`nothing is known for ${measure.kind}`)
  }

  private numberResult(numbers: NumberColumn, measure: Measure, bucketLength: BucketLength): Result {
    const { kind } = measure
    if (kind === 'rate') return this.rate(measure.per, bucketLength, (group) => numbers.sum(group))
    const of = numberOf(numbers, measure)
    const unitOf = (group: number): number => {
      const unit = numbers.unitOf(group)
      if (kind === 'variance') return measure.root ? (unit === QuantityKind.Time ? QuantityKind.Duration : unit) : QuantityKind.Number
      return unit === QuantityKind.Time && kind === 'sum' ? QuantityKind.Number : unit
    }
    return {
      value: (group) => {
        const number = of(group)
        return number === undefined ? undefined : quantityText(unitOf(group), number, this.zone)
      },
      rank: of,
    }
  }

  private rate(per: number, bucketLength: BucketLength, of: (group: number) => number | undefined): Result {
    const times = this.parts.get('times') as TimeRanges
    return ranked(rounded((group) => {
      const sum = of(group)
      const length = bucketLength(group) ?? times.length(group)
      return sum === undefined || length === undefined ? undefined : (sum * per) / length
    }))
  }
}

function numberOf(numbers: NumberColumn, measure: Measure): (group: number) => number | undefined {
  switch (measure.kind) {
    case 'sum':
      return rounded((group) => numbers.sum(group))
    case 'avg':
      return rounded((group) => numbers.average(group))
    case 'min':
      return (group) => numbers.least(group)
    case 'max':
      return (group) => numbers.greatest(group)
    case 'percentile':
      return (group) => numbers.percentile(group, measure.percent)
    case 'variance':
      return rounded((group) => {
        const variance = numbers.variance(group, measure.isSample)
        return variance === undefined || !measure.root ? variance : Math.sqrt(variance)
      })
    default:
      throw new RangeError(`${measure.kind} is not of numbers`)
  }
}

/** Also by what results are in order: those that look alike are. */
function rounded(of: (group: number) => number | undefined): (group: number) => number | undefined {
  return (group) => {
    const number = of(group)
    return number === undefined ? undefined : roundedResult(number)
  }
}

function ranked(of: (group: number) => number | undefined): Result {
  return { value: of, rank: of }
}

function numbersOf(field: string): string {
  return `numbers ${field}`
}

function partOf(measure: Measure, field: string): string {
  return `${measure.kind}${measure.kind === 'list' ? measure.limit : ''} ${field}`
}

function createPart(measure: Measure, field: string): RowColumn {
  switch (measure.kind) {
    case 'count':
      return new FieldCounts(field)
    case 'distinct':
      return new Distinct(field)
    case 'values':
      return new ValueSets(field, LISTED_VALUES)
    case 'list':
      return new Lists(field, measure.limit)
    default:
      return new Edges(field, measure.kind as Edge)
  }
}
