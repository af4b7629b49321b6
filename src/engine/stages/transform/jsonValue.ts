/** Values in JSON texts, and their names. */
import type { FieldValue } from '../../records/batch.ts'

/** A number as the text has it, where a number of JavaScript cannot hold it. */
interface RawNumber {
  readonly rawJSON: string
}

/** Part of the language since 2025, and of the engine before. */
const { isRawJSON, rawJSON } = JSON as unknown as { isRawJSON(value: unknown): value is RawNumber; rawJSON(text: string): RawNumber }

/** Only then there may be numbers that a number of JavaScript cannot hold: looking at each of them costs as much again. */
const LONG_NUMBER = /\d{16}/

/** What a JSON text says; undefined for one that is none. Long whole numbers, as ids often are, keep their digits. */
export function readJson(text: string): unknown {
  try {
    return LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown) : JSON.parse(text)
  } catch {
    return undefined
  }
}

function keepDigits(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  const isExact = typeof value !== 'number' || Number.isSafeInteger(value) || !/^-?\d+$/.test(source ?? '')
  return isExact ? value : rawJSON(source!)
}

/** Whether a value has others inside. */
export function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isRawJSON(value)
}

/** A value as a field has it: objects and arrays are their JSON. null for what is null. */
export function jsonField(value: unknown): FieldValue | null {
  if (typeof value === 'string' || typeof value === 'number' || value === null || value === undefined) return value
  if (typeof value !== 'object') return String(value)
  if (isRawJSON(value)) return value.rawJSON
  try {
    return JSON.stringify(value)
  } catch {
    // Nested so deep that the engine cannot write it.
    return undefined
  }
}

/**
 * The value of a name in which dots stand between the keys on the way, and the numbers of an array's elements: `a.b` is in {"a":{"b":1}} and in
 * {"a.b":1}, `list.0` in {"list":[1]}. Undefined where there is none.
 */
export function valueNamed(value: unknown, name: string): unknown {
  if (!isNested(value)) return undefined
  const own = memberOf(value, name)
  if (own !== undefined) return own
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const inside = memberOf(value, name.slice(0, dot))
    const found = inside === undefined ? undefined : valueNamed(inside, name.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}

/** Objects that lie deeper are values. */
const MAX_DEPTH = 16

/** The names of what is in a value, by `valueNamed`: of keys whose values are no objects with keys of their own, with dots between those on the way. */
export function leafNames(value: object, depth = 1): string[] {
  if (Array.isArray(value)) return []
  return Object.entries(value).flatMap(([key, inside]: [string, unknown]) => {
    const isLeaf = !isNested(inside) || Array.isArray(inside) || depth === MAX_DEPTH || Object.keys(inside).length === 0
    return isLeaf ? [key] : leafNames(inside, depth + 1).map((name) => `${key}.${name}`)
  })
}

/** All elements of an array, as a step of a path. */
const EVERY = Symbol('every element')

/** Keys with dots between them, the number of an element, or all elements. */
export type Step = string | number | typeof EVERY

/** The value at the end of a path; undefined where there is none. Behind `EVERY` it is an array of what is found in the elements. */
export function valueAt(value: unknown, steps: readonly Step[], from = 0): unknown {
  for (let at = value, i = from; ; i++) {
    if (i === steps.length || at === undefined) return at
    const step = steps[i]
    if (step === EVERY) {
      if (!Array.isArray(at)) return undefined
      return at.map((each) => valueAt(each, steps, i + 1)).filter((each) => each !== undefined)
    }
    if (typeof step === 'number') at = Array.isArray(at) ? at.at(step) : undefined
    else at = valueNamed(at, step)
  }
}

const STEP = /\{\}|[{[](?:\d+)[}\]]|\['([^']*)'\]|\.?([^.[\]{}]+(?:\.[^.[\]{}]+)*)/y

/** Reads a path: `a.b`, `list{}` for all elements, `list{0}` or `list[0]` for one, `['a key']` for keys of any text. Undefined for what is none. */
export function readPath(text: string): Step[] | undefined {
  const steps: Step[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < text.length) {
    const at = STEP.lastIndex
    const match = STEP.exec(text)
    if (!match || (at === 0 && match[0].startsWith('.'))) return undefined
    const [part, quoted, keys] = match
    if (keys !== undefined) {
      if (at > 0 && !part.startsWith('.')) return undefined
      steps.push(keys)
    } else steps.push(part === '{}' ? EVERY : (quoted ?? Number(part.slice(1, -1))))
  }
  return steps.length > 0 ? steps : undefined
}

function memberOf(value: object, key: string): unknown {
  if (Array.isArray(value)) return /^\d{1,9}$/.test(key) ? (value as unknown[])[Number(key)] : undefined
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
}
