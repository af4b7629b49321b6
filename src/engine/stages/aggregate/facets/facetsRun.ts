import type { RecordBatch } from '../../../records/batch.ts'
import { LineBatch } from '../../../records/lineBatch.ts'
import { ValueKind } from '../../../records/spans.ts'
import type { TableData } from '../../../records/tableBatch.ts'
import type { AggregateRun, StageContext } from '../../contract.ts'
import { BatchFields } from '../batchFields.ts'
import { FacetField, type SavedField } from './facetField.ts'
import { facetTable } from './facetTable.ts'
import { KnownNames } from './knownNames.ts'
import { comparePlaces, type Place } from './place.ts'
import { isShown, type ShownFields } from './shownFields.ts'

/** What the values of all fields may weigh: see FacetField.limit. Each field has the same share of it. */
const BUDGET = 16 * 1024 * 1024
/** Fields that are looked at, where nobody has named them. */
export const MOST_FIELDS = 1000
/** Of every row, and of no use as facets. */
const LEFT_OUT = new Set(['raw', 'line', 'time', 'message', ''])
/** Among the fields of a row those that only the row names come last. */
const OPEN = 1_000_000
/** Keys of the log that its own fields stand for: they are no fields besides. */
const HIDDEN = ['time', 'level', 'message', 'source'].map((name) => `raw.${name}`)
/** Before the first row of a block: fields that a format names are in the order of these names. */
const BEFORE_ROWS = -1

interface Saved {
  readonly total: number
  readonly fields: readonly SavedField[]
}

export interface FacetsOptions {
  /** Undefined: all. */
  readonly fields: readonly string[] | undefined
  /** Which of all. */
  readonly shown?: ShownFields
  /** Values of a field. */
  readonly limit: number
  /** The weight of the values of all fields; for tests. */
  readonly budget?: number
}

/**
 * Counts the values of many fields. What is kept of a field (its values, or only about how many there are) depends on nothing but all of its rows and how many fields
 * there are: with more rows or fields less is kept, never more. So a part that has kept less is a part of a whole that does, and the order of merges is of no matter.
 */
export class FacetsRun implements AggregateRun {
  private readonly options: FacetsOptions
  private readonly context: StageContext
  private readonly unseen: Set<string>
  private total = 0
  private fields = new Map<string, FacetField>()
  /** In no state: of the names that a batch had last, those to be looked at. */
  private lastNames: { readonly key: string; readonly names: readonly string[] } = { key: '', names: [] }
  /** In no state either. */
  private readonly known = new KnownNames()
  private block = -1
  private rowsInBlock = 0

  constructor(options: FacetsOptions, context: StageContext) {
    this.options = options
    this.context = context
    this.unseen = new Set(options.fields)
  }

  add(batch: RecordBatch, block = 0): void {
    if (block !== this.block) {
      this.block = block
      this.rowsInBlock = 0
    }
    const { fields: chosen } = this.options
    const names = chosen ?? this.namesOf(batch)
    const places = names.map((_, i): Place => [block, BEFORE_ROWS, i])
    // While they are found, rows need not be split: that comes first.
    const slow = chosen || !batch.isOpen ? [] : this.addFromBytes(batch, names)
    let rows = 0
    for (const part of BatchFields.of(batch, names)) {
      names.forEach((name, i) => this.fieldOf(name, places[i]).add(part))
      rows += part.rows
    }
    if (names.length === 0) rows = batch.length
    if (slow) for (const row of slow) this.addOpen(batch, row, names)
    else for (let row = 0; row < rows; row++) this.addOpen(batch, row, names)
    for (const name of this.unseen) {
      if ((this.fields.get(name)?.rows ?? 0) === 0) continue
      this.context.sawField(name)
      this.unseen.delete(name)
    }
    this.total += rows
    this.rowsInBlock += rows
    this.keepLess()
  }

  take(): Saved {
    this.keepLess(MOST_FIELDS)
    const { total } = this
    // Of those that no row has, the place among the others is of use.
    const fields = Array.from(this.fields.values(), (field) => field.save())
    this.total = 0
    // All that is taken becomes part of one whole, for which it is decided which fields have too many values.
    const many = [...this.fields.values()].filter((field) => !field.isExact)
    this.fields = new Map(many.map(({ name, place }) => [name, new FacetField(name, place, true)]))
    return { total, fields }
  }

  merge(partial: unknown): void {
    const { total, fields } = partial as Saved
    this.total += total
    for (const saved of fields) this.fieldOf(saved.name, saved.place).merge(saved)
    this.keepLess()
  }

  table(): TableData {
    this.keepLess(MOST_FIELDS)
    const { fields: chosen, limit } = this.options
    const order = new Map(chosen?.map((name, i) => [name, i]))
    const rank = ({ name }: FacetField): number => order.get(name) ?? (name === 'level' ? -2 : name === 'source' ? -1 : 0)
    // Of one source every row says the same.
    const isOfUse = (field: FacetField): boolean => chosen !== undefined || field.name !== 'source' || field.distinct() > 1
    const fields = this.present().filter(isOfUse).sort((a, b) => rank(a) - rank(b) || comparePlaces(a.place, b.place))
    return facetTable(fields, this.total, limit)
  }

  private addOpen(batch: RecordBatch, row: number, named: readonly string[]): void {
    let number = OPEN
    for (const [name, value] of batch.openFields(row)) {
      if (value === undefined || named.includes(name) || !this.isLookedAt(name)) continue
      this.fieldOf(name, [this.block, this.rowsInBlock + row, number++]).addValue(String(value))
      this.known.add(name)
      if (this.fields.size > 4 * MOST_FIELDS) this.keepLess()
    }
  }

  /** Adds those open fields that are found in the bytes of whole blocks; gives the rows whose fields are not added, undefined for all. */
  private addFromBytes(batch: RecordBatch, named: readonly string[]): readonly number[] | undefined {
    const made = batch.made()
    // Of very many that stages have made not all are looked at; those of the log that they hide are not either.
    if (!made.every((name) => named.includes(name) || !this.isLookedAt(name))) return undefined
    const names = this.known.names.filter((name) => !named.includes(name))
    const chunks = batch instanceof LineBatch && names.length > 0 ? batch.markedChunks([...names, ...HIDDEN]) : undefined
    if (!chunks) return undefined
    const slow: number[] = []
    let above = 0
    for (const chunk of chunks) {
      const { count, columns, strange } = chunk
      for (let row = 0; row < count; row++) {
        if (strange?.[row] === 0) continue
        slow.push(above + row)
        for (const { starts, ends, kinds } of columns) starts[row] = ends[row] = kinds[row] = ValueKind.Missing
      }
      const part = BatchFields.ofChunk(batch as LineBatch, chunk, names)
      names.forEach((name, i) => {
        const { kinds, starts } = columns[i]
        const field = this.fields.get(name)
        const isPlaced = field !== undefined && field.place[0] <= this.block
        const first = isPlaced ? 0 : kinds.subarray(0, count).findIndex((kind) => kind !== ValueKind.Missing)
        if (first >= 0) (isPlaced ? field : this.fieldOf(name, [this.block, this.rowsInBlock + above + first, OPEN + starts[first]])).add(part)
      })
      above += count
    }
    return slow
  }

  private fieldOf(name: string, place: Place): FacetField {
    let field = this.fields.get(name)
    if (!field) this.fields.set(name, (field = new FacetField(name, place)))
    else if (comparePlaces(place, field.place) < 0) field.place = place
    return field
  }

  /** Fields with a name that all rows of a batch may have. */
  private namesOf(batch: RecordBatch): readonly string[] {
    const all = [...(batch instanceof LineBatch ? batch.fieldNames : []), ...batch.made()]
    const key = JSON.stringify(all)
    if (key !== this.lastNames.key) this.lastNames = { key, names: shortest([...new Set(all)].filter((name) => this.isLookedAt(name))) }
    return this.lastNames.names
  }

  private isLookedAt(name: string): boolean {
    const { shown } = this.options
    return !LEFT_OUT.has(name) && (shown === undefined || isShown(shown, name))
  }

  /** Fields that some row has. */
  private present(): FacetField[] {
    return [...this.fields.values()].filter(({ rows }) => rows > 0)
  }

  /** Keeps of fields and values no more than may be in the end; of fields at least MOST_FIELDS, and at most `most`. */
  private keepLess(most = 2 * MOST_FIELDS): void {
    const { fields: chosen, budget = BUDGET } = this.options
    let present = this.present()
    if (!chosen && present.length > most) {
      const kept = new Set(shortest(present.map(({ name }) => name)))
      for (const { name } of present) if (!kept.has(name)) this.fields.delete(name)
      present = this.present()
    }
    const count = chosen?.length ?? Math.min(present.length, MOST_FIELDS)
    for (const field of present) field.limit(Math.floor(budget / count))
  }
}

/**
 * Of more names than are looked at the shortest, and of those of one length the first: whichever others come, what is among them in the end has been from the start.
 * Names with ids in them are long.
 */
function shortest(names: readonly string[]): readonly string[] {
  if (names.length <= MOST_FIELDS) return names
  const kept = new Set([...names].sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, MOST_FIELDS))
  return names.filter((name) => kept.has(name))
}
