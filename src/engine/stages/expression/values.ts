/** Values of expressions: what they are, how a text is read as another type, and how they compare. */
import { isNumber } from '../../query/number.ts'
import type { ExprCompareOp, ValueType } from '../../query/expression/ast.ts'
import { formatBytes, formatDuration, parseBytes, parseDuration } from '../../query/expression/quantities.ts'
import type { FieldValue } from '../../records/batch.ts'
import { compileTime } from '../../records/time/readers.ts'
import { HOLDS } from '../filter/compare.ts'

/** A time (milliseconds since 1970 in UTC), a duration (milliseconds) or a size in bytes. */
export class Quantity {
  readonly type: 'time' | 'duration' | 'bytes'
  readonly value: number

  constructor(type: 'time' | 'duration' | 'bytes', value: number) {
    this.type = type
    this.value = value
  }
}

export type Value = string | number | boolean | null | Quantity

export function typeOf(value: Value): ValueType {
  if (value === null) return 'null'
  if (typeof value === 'object') return value.type
  return typeof value as 'string' | 'number' | 'boolean'
}

/** A quantity, or null where it is no finite number. */
export function quantity(type: Quantity['type'], value: number): Quantity | null {
  return Number.isFinite(value) ? new Quantity(type, value) : null
}

export function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

const NAMES: Readonly<Record<ValueType, string>> = {
  string: 'a string', number: 'a number', boolean: 'true or false', time: 'a time', duration: 'a duration', bytes: 'bytes', null: 'null',
}

/** A type as messages name it: `a number`. */
export function typeName(type: ValueType): string {
  return NAMES[type]
}

/** A value as text: what `tostring` gives and what fields are shown as. */
export function textOf(value: Exclude<Value, null>): string {
  if (typeof value !== 'object') return String(value)
  if (value.type === 'duration') return formatDuration(value.value)
  return value.type === 'bytes' ? formatBytes(value.value) : timeText(value.value)
}

/** The last moment that a Date can be of. */
const LAST_DATE = 8.64e15

export function timeText(ms: number): string {
  return Math.abs(ms) <= LAST_DATE ? new Date(ms).toISOString() : String(ms)
}

/** The value as it goes into a field of a row. */
export function toField(value: Value): FieldValue {
  if (value === null) return undefined
  return typeof value === 'number' ? value : textOf(value)
}

export function fromField(value: FieldValue): Value {
  return value === undefined ? null : value
}

const times = compileTimes()

/** Made when it is first needed. */
function compileTimes(): (text: string) => number {
  let reader: ReturnType<typeof compileTime> | undefined
  return (text) => {
    reader ??= compileTime([{ kind: 'iso' }, { kind: 'common' }])
    const bytes = Buffer.from(text)
    return reader.read(bytes, 0, bytes.length)
  }
}

/** A text read as another type, since fields of a log are texts; undefined where it says no such value. */
export function readAs(text: string, type: ValueType): Value | undefined {
  switch (type) {
    case 'string':
      return text
    case 'number':
      return isNumber(text) && Number.isFinite(Number(text)) ? Number(text) : undefined
    case 'boolean': {
      const word = text.toLowerCase()
      return word === 'true' ? true : word === 'false' ? false : undefined
    }
    case 'duration':
    case 'bytes': {
      const value = type === 'duration' ? parseDuration(text) : parseBytes(text)
      return value === undefined ? undefined : (quantity(type, value) ?? undefined)
    }
    case 'time': {
      const ms = times(text)
      return Number.isNaN(ms) ? undefined : new Quantity('time', ms)
    }
    case 'null':
      return undefined
  }
}

/** A value as one of some types (all, where there are none): a text is read, a number given as text. Undefined where it is none of them. */
export function coerce(value: Exclude<Value, null>, types: readonly ValueType[]): Value | undefined {
  if (types.length === 0 || types.includes(typeOf(value))) return value
  if (types.includes('string')) return textOf(value)
  if (typeof value !== 'string') return undefined
  for (const type of types) {
    const read = readAs(value, type)
    if (read !== undefined) return read
  }
  return undefined
}

/** How a value stands to another of its type, or how a text that is read as the other's type does; undefined where types differ. `soft`: texts that are both numbers compare as numbers. */
export function orderOf(left: Exclude<Value, null>, right: Exclude<Value, null>, soft: boolean): number | undefined {
  if (typeof left === 'string' && typeof right === 'string') {
    return soft && isNumber(left) && isNumber(right) ? order(Number(left), Number(right)) : order(left, right)
  }
  if (typeof left === 'string') {
    const read = readAs(left, typeOf(right))
    return read === undefined || read === null ? undefined : orderOf(read, right, soft)
  }
  if (typeof right === 'string') {
    const read = readAs(right, typeOf(left))
    return read === undefined || read === null ? undefined : orderOf(left, read, soft)
  }
  if (typeof left === 'object' && typeof right === 'object') return left.type === right.type ? order(left.value, right.value) : undefined
  if (typeof left === 'object' || typeof right === 'object' || typeof left !== typeof right) return undefined
  return order(left, right)
}

function order<T extends string | number | boolean>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}

export function holds(op: ExprCompareOp, sign: number): boolean {
  return HOLDS[op](sign)
}

/** A value in a message: `the string 'abc'`. */
export function valueName(value: Value): string {
  if (value === null) return 'null'
  const text = textOf(value)
  const short = text.length > 40 ? `${text.slice(0, 39)}…` : text
  return typeof value === 'string' ? `the string '${short}'` : typeof value === 'boolean' ? short : `the ${typeOf(value)} ${short}`
}
