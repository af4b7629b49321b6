/** JSON as lines that can be folded. */

/** A number as it stands in the text, where JavaScript would write another. */
export class WrittenNumber {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export interface JsonLine {
  /** The keys on the way to it, joined by dots; of an array the numbers of its items. */
  readonly path: string
  readonly depth: number
  /** Of an item of an array its number; undefined for the whole. */
  readonly key: string | undefined
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'word'
  /** The value as JSON has it; of objects and arrays what they hold, in short. */
  readonly text: string
  /** The value itself, as a field has it. */
  readonly value: unknown
  /** There is something in it to be shown or hidden. */
  readonly open: boolean | undefined
}

/** Longer texts are not looked at as JSON: see MAX_LINE_BYTES. */
const LONGEST = 2 ** 21

/** An object or array, if the text is one or ends with one; numbers that would change are kept as they are written. */
export function readJson(text: string): unknown {
  if (text.length > LONGEST) return undefined
  const start = text.search(/[{[]/)
  if (start < 0 || !/[}\]]\s*$/.test(text)) return undefined
  const found = parseJson(text.slice(start))
  if (found !== undefined || text[start] === '{') return found
  // `[INFO] {"a": 1}`
  const brace = text.indexOf('{')
  return brace < 0 ? undefined : parseJson(text.slice(brace))
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text, function (this: unknown, _key: string, value: unknown, context?: { source?: string }) {
      const source = context?.source
      return typeof value === 'number' && source !== undefined && String(value) !== source ? new WrittenNumber(source) : value
    } as (key: string, value: unknown) => unknown)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** Fields as an object; values that are JSON themselves as what they say. */
export function objectOf(fields: readonly (readonly [string, string | undefined])[]): Record<string, unknown> {
  const entries = fields.filter(([, value]) => value !== undefined).map(([name, value = '']) => [name, (/^[{[]/.test(value) ? readJson(value) : undefined) ?? value] as const)
  return Object.fromEntries(entries)
}

/** The first `most` lines of a value. `isOpen` says of a path whether it is unfolded. */
export function jsonLines(value: unknown, isOpen: (path: string, depth: number) => boolean, most: number): { lines: readonly JsonLine[]; more: boolean } {
  const lines: JsonLine[] = []
  const add = (each: unknown, path: string, key: string | undefined, depth: number): void => {
    if (lines.length > most) return
    const inner = entriesOf(each)
    const open = inner && inner.count > 0 ? isOpen(path, depth) : undefined
    lines.push({ path, depth, key, open, value: each, ...shown(each) })
    if (!inner || !open) return
    for (const [name, item] of inner.entries()) {
      if (lines.length > most) return
      add(item, path === '' ? name : `${path}.${name}`, name, depth + 1)
    }
  }
  add(value, '', undefined, 0)
  return { lines: lines.slice(0, most), more: lines.length > most }
}

function entriesOf(value: unknown): { count: number; entries(): Iterable<[string, unknown]> } | undefined {
  if (typeof value !== 'object' || value === null || value instanceof WrittenNumber) return undefined
  const keys = Object.keys(value)
  return {
    count: keys.length,
    *entries() {
      for (const key of keys) yield [key, (value as Record<string, unknown>)[key]]
    },
  }
}

function shown(value: unknown): Pick<JsonLine, 'kind' | 'text'> {
  if (Array.isArray(value)) return { kind: 'array', text: value.length === 0 ? '[]' : `[ ${value.length} ]` }
  if (value instanceof WrittenNumber) return { kind: 'number', text: value.text }
  if (typeof value === 'object' && value !== null) {
    const { length } = Object.keys(value)
    return { kind: 'object', text: length === 0 ? '{}' : `{ ${length} }` }
  }
  const kind = typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'word'
  return { kind, text: JSON.stringify(value) }
}

/** The value as text, for the clipboard: a string as it is, anything else as JSON. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : printJson(value, '')
}

/** As JSON.stringify with an indent of two, with numbers as they are written. */
export function printJson(value: unknown, indent = ''): string {
  if (value instanceof WrittenNumber) return value.text
  const inner = entriesOf(value)
  if (!inner) return JSON.stringify(value)
  const [left, right] = Array.isArray(value) ? '[]' : '{}'
  if (inner.count === 0) return left + right
  const within = `${indent}  `
  const parts = [...inner.entries()].map(([key, item]) => within + (Array.isArray(value) ? '' : `${JSON.stringify(key)}: `) + printJson(item, within))
  return `${left}\n${parts.join(',\n')}\n${indent}${right}`
}
