/** What stages lay over the fields of a frame of rows. Indexes are those of the frame, not of a selection. */
import type { FieldValue, FieldValues } from './batch.ts'

/** The fields under a layer, which is the one with the number `layer`. */
export interface FieldsBelow {
  fieldBelow(layer: number, name: string, index: number): FieldValue
  hasBelow(layer: number, name: string): boolean
}

export interface FieldLayer {
  /** The fields that it makes, where the stage names them. */
  readonly names?: readonly string[]
  /** The layer may say what the value of the field is. */
  covers(name: string, below: FieldsBelow, layer: number): boolean
  /** The value of a field that it covers. */
  value(name: string, index: number, below: FieldsBelow, layer: number): FieldValue
  /** Changes fields of a row, of those whose names only the row tells, to what they are with the layer. */
  open(fields: Map<string, FieldValue>, index: number, below: FieldsBelow, layer: number): void
}

const NO_VALUES: FieldValues = []

/** Fields with the names that the stage says: where a row has none, those of the same names below are hidden. */
export class NamedFields implements FieldLayer {
  readonly names: readonly string[]
  private readonly extract: (index: number) => FieldValues | undefined
  private readonly cache: FieldValues[] = []

  constructor(names: readonly string[], extract: (index: number) => FieldValues | undefined) {
    this.names = names
    this.extract = extract
  }

  covers(name: string): boolean {
    return this.names.includes(name)
  }

  value(name: string, index: number): FieldValue {
    const values = (this.cache[index] ??= this.extract(index) ?? NO_VALUES)
    return values[this.names.indexOf(name)]
  }

  open(fields: Map<string, FieldValue>): void {
    for (const name of this.names) fields.delete(name)
  }
}

/** The same with values that are kept elsewhere. */
export class StoredFields implements FieldLayer {
  readonly names: readonly string[]
  private readonly stored: (column: number, index: number) => FieldValue

  constructor(names: readonly string[], stored: (column: number, index: number) => FieldValue) {
    this.names = names
    this.stored = stored
  }

  covers(name: string): boolean {
    return this.names.includes(name)
  }

  value(name: string, index: number): FieldValue {
    return this.stored(this.names.indexOf(name), index)
  }

  open(fields: Map<string, FieldValue>): void {
    for (const name of this.names) fields.delete(name)
  }
}

/** Fields that every row has from its log: keys of what a person's program wrote do not take their places. */
const OF_ROWS: readonly string[] = ['raw', 'line', 'source', 'time', 'level']

/** Fields whose names the rows tell. Where a row has none of a name, the one below shows. */
export class OpenFields<T> implements FieldLayer {
  private readonly extract: (index: number) => T | undefined
  private readonly find: (found: T, name: string) => FieldValue | null
  private readonly namesOf: (found: T) => Iterable<string>
  private readonly cache: (T | null)[] = []

  constructor(extract: (index: number) => T | undefined, find: (found: T, name: string) => FieldValue | null, namesOf: (found: T) => Iterable<string>) {
    this.extract = extract
    this.find = find
    this.namesOf = namesOf
  }

  covers(name: string, below: FieldsBelow, layer: number): boolean {
    return !OF_ROWS.includes(name) || (name !== 'raw' && name !== 'line' && !below.hasBelow(layer, name))
  }

  value(name: string, index: number, below: FieldsBelow, layer: number): FieldValue {
    const found = this.foundIn(index)
    const value = found === null ? undefined : this.find(found, name)
    if (value !== undefined) return value ?? undefined
    return below.fieldBelow(layer, name, index)
  }

  open(fields: Map<string, FieldValue>, index: number, below: FieldsBelow, layer: number): void {
    const found = this.foundIn(index)
    if (found === null) return
    for (const name of this.namesOf(found)) {
      const value = this.covers(name, below, layer) ? this.find(found, name) : undefined
      if (value !== undefined) fields.set(name, value ?? undefined)
    }
  }

  private foundIn(index: number): T | null {
    let found = this.cache[index]
    if (found === undefined) this.cache[index] = found = this.extract(index) ?? null
    return found
  }
}

/** Changes the values of all fields below but those that tell where and when a row is. */
export class ChangedValues implements FieldLayer {
  private readonly change: (value: FieldValue, index: number) => FieldValue
  private readonly hides: ((name: string) => boolean) | undefined
  private readonly hidden = new Map<string, boolean>()

  /** `hides`: of open fields those that have such a name are hidden. */
  constructor(change: (value: FieldValue, index: number) => FieldValue, hides?: (name: string) => boolean) {
    this.change = change
    this.hides = hides
  }

  covers(name: string): boolean {
    return name !== 'raw' && name !== 'line' && name !== 'time' && name !== 'level'
  }

  value(name: string, index: number, below: FieldsBelow, layer: number): FieldValue {
    const value = below.fieldBelow(layer, name, index)
    return value === undefined ? undefined : this.change(value, index)
  }

  open(fields: Map<string, FieldValue>, index: number): void {
    for (const [name, value] of fields) {
      if (value === undefined || !this.covers(name)) continue
      if (this.isHidden(name)) fields.delete(name)
      else fields.set(name, this.change(value, index))
    }
  }

  private isHidden(name: string): boolean {
    if (!this.hides) return false
    let hidden = this.hidden.get(name)
    if (hidden === undefined) this.hidden.set(name, (hidden = this.hides(name)))
    return hidden
  }
}
