/** The slow twin of compiled expressions: walks the tree for each row. */
import type { Expr } from '../../src/engine/query/expression/ast.ts'
import { functionOf } from '../../src/engine/stages/expression/functions/functions.ts'
import { Quantity } from '../../src/engine/stages/expression/values.ts'

type PlainValue =
  | { readonly type: 'null' }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'number' | 'time' | 'duration' | 'bytes'; readonly value: number }

export interface PlainRow {
  /** Of a field; `time` in milliseconds. */
  field(name: string): string | number | undefined
}

export interface PlainResult {
  readonly value: PlainValue
  /** Types did not go together somewhere. */
  readonly faulty: boolean
}

const NULL: PlainValue = { type: 'null' }
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const MS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7, w: 6.048e8 }
const LEVELS = ['', 'trace', 'debug', 'info', 'warning', 'error', 'fatal']
const LEVEL_NAMES: Record<string, string> = { warn: 'warning', err: 'error' }

export function plainExpression(expr: Expr, row: PlainRow): PlainResult {
  let faulty = false
  const fail = (): PlainValue => {
    faulty = true
    return NULL
  }
  const bool = (value: boolean): PlainValue => ({ type: 'boolean', value })
  const num = (value: number, type: 'number' | 'time' | 'duration' | 'bytes' = 'number'): PlainValue => (Number.isFinite(value) ? { type, value } : NULL)

  const truth = (each: Expr): boolean => {
    const value = walk(each)
    if (value.type === 'boolean') return value.value
    if (value.type === 'null') return false
    const text = value.type === 'string' ? value.value.toLowerCase() : ''
    if (text !== 'true' && text !== 'false') fail()
    return text === 'true'
  }

  const compare = (op: string, left: Expr, right: Expr): boolean => {
    const special = levels(op, left, right) ?? levels({ '<': '>', '<=': '>=', '>': '<', '>=': '<=' }[op] ?? op, right, left)
    if (special !== undefined) return special
    let [a, b] = [walk(left), walk(right)]
    if (a.type === 'null' || b.type === 'null') return false
    if (a.type === 'string' && b.type !== 'string') a = read(a.value, b.type)
    else if (b.type === 'string' && a.type !== 'string') b = read(b.value, a.type)
    else if (a.type === 'string' && b.type === 'string' && left.type === 'field' && right.type === 'field' && NUMBER.test(a.value) && NUMBER.test(b.value)) {
      ;[a, b] = [num(Number(a.value)), num(Number(b.value))]
    }
    if (a.type !== b.type || a.type === 'null' || b.type === 'null') {
      fail()
      return false
    }
    const [x, y] = [a.value, b.value]
    return { '=': x === y, '!=': x !== y, '<': x < y, '<=': x <= y, '>': x > y, '>=': x >= y }[op]!
  }

  const levels = (op: string, field: Expr, other: Expr): boolean | undefined => {
    if (field.type !== 'field' || field.field !== 'level' || other.type !== 'literal' || other.kind !== 'string') return undefined
    const rank = (text: string): number => LEVELS.indexOf(LEVEL_NAMES[text.toLowerCase()] ?? text.toLowerCase())
    const wanted = rank(other.text)
    if (wanted <= 0) return undefined
    const value = row.field('level')
    if (value === undefined) return false
    const found = rank(String(value))
    if (found <= 0) return op === '!='
    return { '=': found === wanted, '!=': found !== wanted, '<': found < wanted, '<=': found <= wanted, '>': found > wanted, '>=': found >= wanted }[op]
  }

  const calculate = (op: string, a: PlainValue, b: PlainValue): PlainValue => {
    if (a.type === 'null' || b.type === 'null') return NULL
    const [x, y] = [a, b].map((each) => (each.type === 'string' ? ['number', 'duration', 'bytes', 'time'].map((type) => read(each.value, type)).find(({ type }) => type !== 'null') : each))
    if (!x || !y || x.type === 'null' || y.type === 'null' || typeof x.value !== 'number' || typeof y.value !== 'number') return fail()
    const result = { '+': x.value + y.value, '-': x.value - y.value, '*': x.value * y.value, '/': x.value / y.value, '%': x.value % y.value }[op]!
    const kinds = `${x.type} ${op} ${y.type}`
    if (/^number . number$/.test(kinds)) return num(result)
    if (/^(duration|bytes) [-+%] \1$/.test(kinds) || /^(duration|bytes) [*/] number$/.test(kinds)) return num(result, x.type as 'duration')
    if (/^(duration|bytes) \/ \1$/.test(kinds)) return num(result)
    if (/^number \* (duration|bytes)$/.test(kinds)) return num(result, y.type as 'duration')
    if (kinds === 'time - time') return num(result, 'duration')
    if (/^time [-+] duration$|^duration \+ time$/.test(kinds)) return num(result, 'time')
    return fail()
  }

  const call = (name: string, args: readonly Expr[], otherwise: Expr | undefined): PlainValue => {
    if (name === 'if') return walk(truth(args[0]) ? args[1] : args[2])
    if (name === 'case') {
      for (let i = 0; i < args.length; i += 2) if (truth(args[i])) return walk(args[i + 1])
      return otherwise ? walk(otherwise) : NULL
    }
    if (name === 'coalesce') {
      for (const arg of args) {
        const value = walk(arg)
        if (value.type !== 'null') return value
      }
      return NULL
    }
    const { params, create } = functionOf(name)
    const values: PlainValue[] = []
    for (const [i, arg] of args.entries()) {
      if (arg.type === 'regex') continue
      const value = walk(arg)
      if (value.type === 'null') return NULL
      const { types } = params[Math.min(i, params.length - 1)]
      if (types.length === 0 || types.includes(value.type)) values.push(value)
      else if (types.includes('string')) values.push({ type: 'string', value: textOf(value) })
      else {
        const found = value.type === 'string' ? types.map((type) => read(value.value, type)).find(({ type }) => type !== 'null') : undefined
        if (!found) return fail()
        values.push(found)
      }
    }
    return plainCall(name, values, args) ?? fromEngine(create(args.map(() => undefined))(values.map(toEngine)))
  }

  const walk = (each: Expr): PlainValue => {
    switch (each.type) {
      case 'literal':
        if (each.kind === 'null') return NULL
        if (each.kind === 'boolean') return bool(each.value)
        return each.kind === 'string' ? { type: 'string', value: each.text } : read(each.text, each.kind)
      case 'moment':
        return num(each.from, 'time')
      case 'field': {
        const value = row.field(each.field)
        if (value === undefined) return NULL
        if (each.field === 'time') return num(Number(value), 'time')
        return typeof value === 'number' ? num(value) : { type: 'string', value }
      }
      case 'negative': {
        const value = walk(each.item)
        if (value.type === 'null') return NULL
        const found = value.type === 'string' ? (['number', 'duration', 'bytes'].map((type) => read(value.value, type)).find(({ type }) => type !== 'null') ?? value) : value
        return found.type === 'number' || found.type === 'duration' || found.type === 'bytes' ? num(-found.value, found.type) : fail()
      }
      case 'arithmetic':
        return calculate(each.op, walk(each.left), walk(each.right))
      case 'compare':
        return bool(compare(each.op, each.left, each.right))
      case 'and':
        return bool(each.items.every(truth))
      case 'or':
        return bool(each.items.some(truth))
      case 'not':
        return bool(!truth(each.item))
      case 'in':
        return bool(each.list.some((one) => compare('=', each.item, one)) !== each.negated)
      case 'between':
        return bool((compare('>=', each.item, each.low) && compare('<=', each.item, each.high)) !== each.negated)
      case 'isNull':
        return bool((walk(each.item).type === 'null') !== each.negated)
      case 'like': {
        const value = walk(each.item)
        return bool((value.type !== 'null' && like(each.pattern).test(textOf(value))) !== each.negated)
      }
      case 'call':
        return call(each.name, each.args, each.otherwise)
      case 'regex':
        throw new Error('no value')
    }
  }

  const value = walk(expr)
  return { value, faulty }
}

function plainCall(name: string, values: readonly PlainValue[], args: readonly Expr[]): PlainValue | undefined {
  const string = (value: string): PlainValue => ({ type: 'string', value })
  const number = (value: number): PlainValue => (Number.isFinite(value) ? { type: 'number', value } : NULL)
  const [a, b] = values.map((each) => ('value' in each ? each.value : null))
  switch (name) {
    case 'lower':
      return string(String(a).toLowerCase())
    case 'upper':
      return string(String(a).toUpperCase())
    case 'len':
      return number(String(a).length)
    case 'trim':
      return string(String(a).replace(/^\s+|\s+$/g, ''))
    case 'concat':
      return string(values.map(textOf).join(''))
    case 'floor':
      return number(Math.floor(a as number))
    case 'ceil':
      return number(Math.ceil(a as number))
    case 'abs':
      return number(Math.abs(a as number))
    case 'match': {
      const { source, flags } = args[1] as Extract<Expr, { type: 'regex' }>
      return { type: 'boolean', value: String(a).split(/\r?\n/).some((line) => new RegExp(source, flags.replace(/[gyd]/g, '')).test(line)) }
    }
    case 'span':
      return values[0].type === 'number' && values[1].type === 'number' && (b as number) > 0 ? number(Math.floor((a as number) / (b as number)) * (b as number)) : undefined
    default:
      return undefined
  }
}

/** The pattern of `like` as a regex. */
function like(pattern: string): RegExp {
  const source = (pattern.match(/\\[%_\\]|[^]/g) ?? []).map((part) => (part === '%' ? '[^]*' : part === '_' ? '[^]' : part.slice(-1).replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')))
  return new RegExp(`^${source.join('')}$`)
}

function read(text: string, type: string): PlainValue {
  if (type === 'string') return { type, value: text }
  if (type === 'number') return NUMBER.test(text) && Number.isFinite(Number(text)) ? { type, value: Number(text) } : NULL
  if (type === 'boolean') return /^(true|false)$/i.test(text) ? { type, value: text.toLowerCase() === 'true' } : NULL
  if (type === 'duration') {
    const whole = /^(-?)((?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h|d|w))+)$/.exec(text)
    if (!whole) return NULL
    const sum = [...whole[2].matchAll(/([\d.]+)(\D+)/g)].reduce((total, [, number, unit]) => total + Number(number) * MS[unit], 0)
    return { type, value: whole[1] ? -sum : sum }
  }
  if (type === 'bytes') {
    const parts = /^(-?\d+(?:\.\d*)?)\s?([kmgtp]?)(i?)b$/i.exec(text)
    if (!parts || (parts[3] && !parts[2])) return NULL
    const power = ' kmgtp'.indexOf(parts[2].toLowerCase() || ' ')
    return { type, value: Number(parts[1]) * (parts[3] ? 1024 : 1000) ** power }
  }
  if (type === 'time') {
    const ms = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?$/.test(text) ? Date.parse(`${text.replace(' ', 'T').replace('Z', '')}Z`) : NaN
    return Number.isNaN(ms) ? NULL : { type, value: ms }
  }
  return NULL
}

function textOf(value: PlainValue): string {
  if (value.type === 'null') return ''
  return value.type === 'string' || value.type === 'number' || value.type === 'boolean' ? String(value.value) : String(toField(value))
}

function toEngine(value: PlainValue): string | number | boolean | null | Quantity {
  if (value.type === 'null') return null
  return value.type === 'time' || value.type === 'duration' || value.type === 'bytes' ? new Quantity(value.type, value.value) : value.value
}

function fromEngine(value: string | number | boolean | null | Quantity): PlainValue {
  if (value === null) return NULL
  if (value instanceof Quantity) return { type: value.type, value: value.value }
  return { type: typeof value as 'string', value } as PlainValue
}

/** As a field of a row has it. */
export function toField(value: PlainValue): string | number | undefined {
  switch (value.type) {
    case 'null':
      return undefined
    case 'number':
    case 'string':
      return value.value
    case 'boolean':
      return String(value.value)
    case 'time':
      return Math.abs(value.value) <= 8.64e15 ? new Date(value.value).toISOString() : String(value.value)
    case 'bytes': {
      const units: readonly (readonly [string, number])[] = [['MiB', 1048576], ['MB', 1e6], ['KiB', 1024], ['KB', 1e3]]
      const unit = value.value === 0 ? undefined : units.find(([, factor]) => value.value % factor === 0 && Math.abs(value.value / factor) < 1e6)
      return unit ? `${value.value / unit[1]}${unit[0]}` : `${value.value}B`
    }
    case 'duration':
      return durationText(value.value)
  }
}

function durationText(ms: number): string {
  if (ms < 0) return `-${durationText(-ms)}`
  if (ms < 1000) return `${ms}ms`
  const parts = [
    [Math.floor(ms / 8.64e7), 'd'],
    [Math.floor((ms % 8.64e7) / 3.6e6), 'h'],
    [Math.floor((ms % 3.6e6) / 6e4), 'm'],
    // The decimal point of the milliseconds, moved.
    [String(ms % 6e4).includes('e') ? (ms % 6e4) / 1000 : Number(`${ms % 6e4}e-3`), 's'],
  ] as const
  return parts.filter(([count]) => count !== 0).map((part) => part.join('')).join('')
}
