/** Which types the columns of a table have, by the values that are in them. */

/** `time`: texts as `2024-05-01T12:00:00.000Z` has it. A column without a value is of texts. */
export type ColumnType = 'integer' | 'number' | 'boolean' | 'time' | 'text'

/** As JSON has it. */
export type Cell = string | number | null

/** The column whose times have a type. */
const TIME = 'time'
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/
/** As JSON writes it: `007` is an id, and no 7. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const INTEGER = /^-?\d+$/

/** The types of columns so far; they become wider with values that are not of them, and in the end are text. */
export class ColumnTypes {
  /** Undefined for a column without a value. */
  readonly types: (ColumnType | undefined)[]
  private readonly names: readonly string[]

  constructor(names: readonly string[], types: readonly (ColumnType | undefined)[] = []) {
    this.names = names
    this.types = names.map((_, column) => types[column])
  }

  /** Takes the values of a row; whether a type has become another by them. */
  add(row: readonly Cell[]): boolean {
    let changed = false
    for (let column = 0; column < row.length; column++) {
      const value = row[column]
      const before = this.types[column]
      if (value === null || before === 'text') continue
      const type = joined(before, typeOf(value, this.names[column] === TIME))
      if (type === before) continue
      this.types[column] = type
      changed = true
    }
    return changed
  }
}

function joined(a: ColumnType | undefined, b: ColumnType): ColumnType {
  if (a === undefined || a === b) return b
  return (a === 'integer' && b === 'number') || (a === 'number' && b === 'integer') ? 'number' : 'text'
}

function typeOf(value: string | number, isTime: boolean): ColumnType {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number'
  if (value === 'true' || value === 'false') return 'boolean'
  if (isTime && ISO.test(value)) return Number.isNaN(Date.parse(value)) ? 'text' : 'time'
  if (!NUMBER.test(value)) return 'text'
  const number = Number(value)
  // An id of 19 digits must not come out as another one.
  if (INTEGER.test(value)) return Number.isSafeInteger(number) && value !== '-0' ? 'integer' : 'text'
  return Number.isFinite(number) ? 'number' : 'text'
}

/** A value of a column as one of its type; times in milliseconds since 1970 in UTC. */
export function typed(value: string | number, type: ColumnType): string | number | boolean {
  switch (type) {
    case 'integer':
    case 'number':
      return Number(value)
    case 'boolean':
      return value === 'true'
    case 'time':
      return Date.parse(String(value))
    case 'text':
      return String(value)
  }
}
