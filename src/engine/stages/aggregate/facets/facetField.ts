import { isNumber } from '../../../query/number.ts'
import type { BatchFields } from '../batchFields.ts'
import { Counts } from '../groupColumn.ts'
import { TIME } from '../groupKey.ts'
import { joinRegisters, REGISTERS } from '../hyperLogLog.ts'
import { QuantityKind, readQuantity } from '../quantities.ts'
import { ValueIds } from '../valueIds.ts'
import { FrequentValues, type FrequentValue, type SavedFrequent } from './frequentValues.ts'
import type { Place } from './place.ts'
import { isCountable, RangeCounts, type SavedRanges } from './rangeCounts.ts'
import { addSpans, addText, estimateValues, type HashedValues } from './textHashes.ts'

/** What a value counts for besides its length, where it is decided whether there are too many. */
export const VALUE_WEIGHT = 64

export interface SavedField {
  readonly name: string
  readonly place: Place
  /** That have the field. */
  readonly rows: number
  /** How many rows have each value; undefined where there are none or too many values. */
  readonly values?: CountedValues
  /** Of those with too many. */
  readonly many?: { readonly registers: Uint8Array; readonly frequent: SavedFrequent; readonly ranges?: SavedRanges; readonly kind: number }
}

export interface CountedValues {
  readonly texts: readonly string[]
  readonly counts: Float64Array
}

/** The values of a field: numbers with or without a unit, all of the same kind, or texts. */
interface Many extends HashedValues {
  /** Undefined where not all values are numbers of one kind, and for times, which are in no ranges. */
  ranges: RangeCounts | undefined
  /** A QuantityKind, -1 as long as there is none. */
  kind: number
}

interface Few {
  readonly ids: ValueIds
  readonly counts: Counts
}

/** The values of one field: each with its count as long as they are few, else about how many there are, those that come most often and, of numbers, how many are where. */
export class FacetField {
  readonly name: string
  place: Place
  rows = 0
  /** Made when there is a value: a log may name very many fields that no row has. */
  private few: Few | undefined
  private many: Many | undefined
  /** Values whose weight is known. */
  private weighed = 0
  private weight = 0
  private ids = new Uint32Array(0)

  /** `isMany`: it is known to have too many values. */
  constructor(name: string, place: Place, isMany = false) {
    this.name = name
    this.place = place
    if (isMany) this.beMany()
  }

  /** Adds the values of rows. */
  add(fields: BatchFields): void {
    if (this.rows === 0 && !fields.some(this.name)) return
    if (this.many) this.addMany(this.many, fields)
    else this.addFew(this.counting(), fields)
  }

  /** Adds the value of one row. */
  addValue(text: string): void {
    this.rows++
    this.addCount(text, 1)
  }

  /** Counts values no more if they are too many: their texts, and something for each, are larger than `most`. */
  limit(most: number): void {
    this.many?.frequent.limit(most, VALUE_WEIGHT)
    if (!this.few) return
    const { texts } = this.few.ids
    for (; this.weighed < texts.count; this.weighed++) {
      const value = texts.textOf(this.weighed)
      if (value !== undefined) this.weight += VALUE_WEIGHT + value.length
    }
    if (this.weight > most) this.beMany()
  }

  /** The values and how many rows have each, where they are counted. */
  values(): CountedValues | undefined {
    if (!this.few) return undefined
    const { ids, counts } = this.few
    const { texts } = ids
    const known = Array.from({ length: texts.count }, (_, id) => id).filter((id) => id !== texts.none && counts.counts[id] > 0)
    return { texts: known.map((id) => texts.textOf(id)!), counts: Float64Array.from(known, (id) => counts.counts[id]) }
  }

  /** How many different values there are: exactly where they are counted, else about. */
  distinct(): number {
    return this.many ? estimateValues(this.many.registers) : (this.values()?.texts.length ?? 0)
  }

  /** Of values that are not counted those that come most often. */
  frequent(): readonly FrequentValue[] {
    return this.many?.frequent.values() ?? []
  }

  get isExact(): boolean {
    return this.many === undefined
  }

  /** How many are where, if all values are numbers of the same kind. */
  ranges(): { readonly ranges: RangeCounts; readonly kind: number } | undefined {
    const many = this.many ?? this.asMany(false)
    return many.ranges && many.kind >= 0 ? { ranges: many.ranges, kind: many.kind } : undefined
  }

  save(): SavedField {
    const { name, place, rows, many } = this
    if (!many || rows === 0) return { name, place, rows, values: this.values() }
    return { name, place, rows, many: { registers: many.registers, frequent: many.frequent.save(), ranges: many.ranges?.save(), kind: many.kind } }
  }

  merge({ rows, values, many }: SavedField): void {
    this.rows += rows
    if (many) {
      this.beMany()
      const { registers, frequent, ranges, kind } = many
      const own = this.many!
      joinRegisters(own.registers, registers)
      own.frequent.merge(frequent)
      if (kind >= 0) noteKind(own, kind)
      if (ranges) own.ranges?.merge(ranges)
      else own.ranges = undefined
    }
    values?.texts.forEach((text, i) => this.addCount(text, values.counts[i]))
  }

  private counting(): Few {
    return (this.few ??= { ids: new ValueIds(this.name), counts: new Counts() })
  }

  private addCount(text: string, count: number): void {
    if (this.many) {
      addText(this.many, text, count)
      addNumber(this.many, text, count)
      return
    }
    const { ids, counts } = this.counting()
    const id = ids.texts.idOf(text)
    counts.grow(id + 1)
    counts.counts[id] += count
  }

  private addFew({ ids, counts }: Few, fields: BatchFields): void {
    const { name } = this
    const none = ids.texts.idOfNone()
    counts.grow(none + 1)
    counts.counts[none] = 0
    if (!fields.countIds(name, ids, counts)) {
      if (this.ids.length < fields.rows) this.ids = new Uint32Array(fields.rows)
      fields.readIds(name, ids, this.ids)
      counts.grow(ids.texts.count)
      counts.addRows(this.ids, fields.rows)
    }
    this.rows += fields.rows - counts.counts[none]
  }

  private addMany(many: Many, fields: BatchFields): void {
    const { name } = this
    const column = fields.column(name)
    const marks = fields.marks(name)
    let has = 0
    for (let row = 0; row < fields.rows; row++) if (marks[row] !== 0) has++
    this.rows += has
    if (has === 0) return
    if (column) addSpans(many, column, fields.hashes(column), fields.rows)
    else for (let row = 0; row < fields.rows; row++) if (marks[row] !== 0) addText(many, String(fields.value(name, row)))
    if (!many.ranges) return
    const { numbers, kinds } = fields.quantities(name)
    for (let row = 0; row < fields.rows; row++) {
      if (marks[row] === 0) continue
      const x = numbers[row]
      const kind = isCountable(x) ? (kinds?.[row] ?? QuantityKind.Number) : -1
      // Also where none has been noted yet: then this is the first, and none.
      if (kind !== many.kind || kind < 0) noteKind(many, kind)
      if (!many.ranges) return
      many.ranges.add(x)
    }
  }

  private beMany(): void {
    if (this.many) return
    this.many = this.asMany(true)
    this.few = undefined
  }

  private asMany(hashed: boolean): Many {
    const many: Many = { registers: new Uint8Array(hashed ? REGISTERS : 0), frequent: new FrequentValues(), ranges: this.name === TIME ? undefined : new RangeCounts(), kind: -1 }
    const { texts, counts } = this.values() ?? { texts: [], counts: [] }
    texts.forEach((text, i) => {
      if (hashed) addText(many, text, counts[i])
      addNumber(many, text, counts[i])
    })
    return many
  }
}

function addNumber(many: Many, text: string, count: number): void {
  if (!many.ranges) return
  const { kind, value } = isNumber(text) ? { kind: QuantityKind.Number, value: Number(text) } : (readQuantity(text) ?? { kind: -1, value: NaN })
  noteKind(many, isCountable(value) ? kind : -1)
  many.ranges?.add(value, count)
}

/** Another kind than that of the values before, or none (-1), makes a field one of texts. */
function noteKind(many: Many, kind: number): void {
  if (kind >= 0 && (many.kind < 0 || many.kind === kind)) many.kind = kind
  else many.ranges = undefined
}
