/** Slow twins of the stages that make fields or texts of others: all fields of a row at once, by expressions where the stages go through texts. */
import { pseudonymKey } from '../../src/engine/results/pseudonymKey.ts'
import type { StageNode } from '../../src/engine/query/ast.ts'
import type { DecodeNode } from '../../src/engine/stages/transform/decode.ts'
import type { FlattenNode } from '../../src/engine/stages/transform/flatten.ts'
import type { GrokNode } from '../../src/engine/stages/transform/grok/grok.ts'
import type { JsonNode } from '../../src/engine/stages/transform/json.ts'
import type { KvNode } from '../../src/engine/stages/transform/kv.ts'
import type { RedactNode } from '../../src/engine/stages/transform/redact/redact.ts'
import { createRedaction } from '../../src/engine/stages/transform/redact/redaction.ts'
import { SECRETS, type SecretName } from '../../src/engine/stages/transform/redact/secrets.ts'
import type { ReplaceNode } from '../../src/engine/stages/transform/replace.ts'
import type { SpathNode } from '../../src/engine/stages/transform/spath.ts'
import type { SplitNode } from '../../src/engine/stages/transform/split.ts'

type Value = string | number | undefined

export interface PlainRow {
  readonly text: string
  /** Of its file, from 1 on; 0 for rows of a table. */
  readonly line: number
  readonly long: boolean
  readonly fields: ReadonlyMap<string, Value>
}

export interface PlainTransform {
  /** Columns that are added. */
  readonly names: readonly string[]
  change(row: PlainRow): Partial<PlainRow>
}

/** The twin of a stage; undefined for one that has none here. */
export function plainTransform(node: StageNode): PlainTransform | undefined {
  switch (node.name) {
    case 'replace':
      return plainReplace(node as ReplaceNode)
    case 'json':
      return keysOf((node as JsonNode).from)
    case 'spath':
      return plainSpath(node as SpathNode)
    case 'kv':
      return plainKv(node as KvNode)
    case 'split':
      return plainSplit(node as SplitNode)
    case 'flatten':
      return plainFlatten(node as FlattenNode)
    case 'decode':
      return plainDecode(node as DecodeNode)
    case 'strip':
      return everywhere((text) => text.replace(/(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-OQ-WYZ\\`-~]/g, ''))
    case 'redact':
      return plainRedact(node as RedactNode)
    case 'grok': {
      const { from, expression, groups } = node as GrokNode
      const names = [...new Set(groups.map(({ field }) => field))]
      return making(names, (row) => {
        const found = new RegExp(expression.source).exec(textOf(row, from) ?? '\0none')?.groups
        return names.map((name) => {
          const values = groups.filter(({ field }) => field === name).map(({ group, type }) => ({ text: found?.[group], type }))
          const first = values.find(({ text }) => text !== undefined)
          if (first?.text === undefined || first.type === 'string' || !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(first.text)) return first?.text
          return first.type === 'int' ? Math.trunc(Number(first.text)) : Number(first.text)
        })
      })
    }
    default:
      return undefined
  }
}

function valueOf({ fields, text, line }: PlainRow, name: string): Value {
  return fields.has(name) ? fields.get(name) : name === 'raw' ? text : name === 'line' && line > 0 ? line : undefined
}

function textOf(row: PlainRow, name: string): string | undefined {
  const value = valueOf(row, name)
  return value === undefined ? undefined : String(value)
}

function making(names: readonly string[], make: (row: PlainRow) => readonly Value[] | undefined): PlainTransform {
  return {
    names,
    change(row) {
      const values = make(row)
      return { fields: new Map([...row.fields, ...names.map((name, i): [string, Value] => [name, values?.[i]])]) }
    },
  }
}

/** Fields that stand where they are found; those of the rows keep their values. */
function opening(open: (row: PlainRow) => ReadonlyMap<string, Value> | undefined): PlainTransform {
  return {
    names: [],
    change(row) {
      const found = [...(open(row) ?? [])].filter(([name]) => !['raw', 'line'].includes(name) && !(['source', 'time', 'level'].includes(name) && row.fields.has(name)))
      return { fields: new Map([...row.fields, ...found]) }
    },
  }
}

function everywhere(change: (text: string) => string, ofText = change): PlainTransform {
  return {
    names: [],
    change({ text, fields, long }) {
      const changed = [...fields].map(([name, value]): [string, Value] => {
        if (value === undefined || ['raw', 'line', 'time', 'level'].includes(name)) return [name, value]
        const made = change(String(value))
        return [name, made === String(value) ? value : made]
      })
      return { text: ofText(text) + (long && ofText !== change ? '…' : ''), fields: new Map(changed) }
    },
  }
}

function plainReplace({ replacements, fields }: ReplaceNode): PlainTransform {
  const change = (text: string): string =>
    replacements.reduce((before, each) => {
      if (each.type === 'regex') return before.replace(new RegExp(each.source, `${each.flags.replace(/[gyd]/g, '')}g`), each.by)
      const source = each.text.replace(/\\[*\\]|[^]/g, (part) => (part === '*' ? '([^]*?)' : (part.length > 1 ? part[1] : part).replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')))
      const found = new RegExp(`^${source}$`).exec(before)
      let star = 0
      return found ? each.by.replace(/\\[*\\]|\*/g, (part) => (part === '*' ? found[++star] : part[1])) : before
    }, text)
  if (fields.length === 0) return { names: [], change: ({ text }) => ({ text: change(text) }) }
  return {
    names: [],
    change: (row) => ({
      fields: new Map([
        ...row.fields,
        ...fields.map((name): [string, Value] => {
          const text = textOf(row, name)
          return [name, text === undefined || change(text) === text ? valueOf(row, name) : change(text)]
        }),
      ]),
    }),
  }
}

function read(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function asField(value: unknown): Value {
  if (value === null || value === undefined) return undefined
  return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value)
}

/** All names of a value, each with what it names; the last of one of a name, as own keys come after those that lie deeper. */
function flat(value: unknown, prefix = ''): [string, Value][] {
  if (typeof value !== 'object' || value === null) return []
  const keys = Object.keys(value)
  return [
    ...keys.toReversed().flatMap((key) => flat((value as Record<string, unknown>)[key], `${prefix}${key}.`)),
    ...keys.map((key): [string, Value] => [prefix + key, asField((value as Record<string, unknown>)[key])]),
  ]
}

function keysOf(from: string, prefix = ''): PlainTransform {
  return opening((row) => new Map(flat(read(textOf(row, from)), prefix)))
}

function plainSpath({ input, output, path }: SpathNode): PlainTransform {
  if (path === undefined) return keysOf(input, output === undefined ? '' : `${output}.`)
  return making([output ?? path], (row) => {
    const value = read(textOf(row, input))
    const names = new Map(flat(value))
    const every = /^(\w+)\{\}\.(\w+)$/.exec(path)
    if (every) {
      const list = read(names.get(every[1]) as string)
      return [Array.isArray(list) ? JSON.stringify(list.map((each: unknown) => (each as Record<string, unknown> | null)?.[every[2]]).filter((each) => each !== undefined)) : undefined]
    }
    return [names.get(path.replace(/\[(\d+)\]/, '.$1').replace(/^\['(.*)'\]$/, '$1'))]
  })
}

function plainKv({ from, pair, value }: KvNode): PlainTransform {
  const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  const by = escape(value)
  const QUOTED = `"(?:\\\\[^]|[^"\\\\])*"|'(?:\\\\[^]|[^'\\\\])*'`
  const unquoted = (text: string): string => text.slice(1, -1).replace(/\\([^])/g, (_, char: string) => ({ n: '\n', t: '\t' })[char] ?? char)
  return opening((row) => {
    const text = textOf(row, from)
    const found = new Map<string, Value>()
    if (text === undefined || pair !== undefined) return text === undefined ? undefined : between(text)
    const expression = new RegExp(`([\\p{L}_@][\\p{L}\\p{M}\\p{N}_.@-]*)${by}(?:(${QUOTED})|((?:(?![,;][\\p{L}_@][\\p{L}\\p{M}\\p{N}_.@-]*${by})\\S)*))`, 'gu')
    for (const [, key, quoted, bare] of text.matchAll(expression)) {
      if (found.has(key)) continue
      let plain = bare ?? ''
      while (/[,;]$/.test(plain) || /^[^(]*\)$|^[^[]*\]$|^[^{]*\}$|^[^<]*>$/s.test(plain)) plain = plain.slice(0, -1)
      found.set(key, quoted === undefined ? plain : unquoted(quoted))
    }
    return found
  })

  function between(text: string): Map<string, Value> {
    const found = new Map<string, Value>()
    const end = escape(pair!)
    let rest = text
    while (rest !== '') {
      const match = new RegExp(`^([^]*?)${by}(?:(?!${end}) )*(?:(${QUOTED})[^]*?|([^]*?))(?:${end}|$)`).exec(rest)
      if (!match) break
      const key = match[1].split(pair!).at(-1)!.trim()
      if (key !== '' && !found.has(key)) found.set(key, match[2] === undefined ? match[3].trim() : unquoted(match[2]))
      rest = rest.slice(match[0].length)
    }
    return found
  }
}

function plainSplit({ field, separator, at, names }: SplitNode): PlainTransform {
  const parts = (row: PlainRow): string[] | undefined => {
    const text = textOf(row, field)
    if (text === undefined) return undefined
    return text.split(separator.type === 'text' ? separator.text : new RegExp(separator.source.replaceAll('(?<n>', '(?:'), separator.flags.replace(/[gyd]/g, '')))
  }
  if (at !== undefined) return making(names, (row) => [parts(row)?.at(at)])
  if (names.length > 0) return making(names, parts)
  return opening((row) => new Map(parts(row)?.map((part, i) => [`${field}.${i}`, part])))
}

function plainFlatten({ field, aliases }: FlattenNode): PlainTransform {
  if (aliases.length === 0) return opening((row) => (textOf(row, field)?.trim().startsWith('{') ? new Map(flat(read(textOf(row, field)))) : undefined))
  return making(aliases, (row) => {
    const object = textOf(row, field)?.trim().startsWith('{') ? read(textOf(row, field)) : undefined
    return object === undefined ? undefined : Object.entries(object as object).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => asField(value))
  })
}

function plainDecode({ encoding, field, into }: DecodeNode): PlainTransform {
  const { change } = making([into], (row) => {
    const text = textOf(row, field)
    if (text === undefined) return undefined
    if (encoding === 'url') return [fromUrl(text)]
    const digits = encoding === 'hex' ? text.replace(/^0x/i, '').replace(/[\s:]/g, '') : text.replace(/\s/g, '').replace(/==?$/, '')
    const isSound = encoding === 'hex' ? /^(?:[\da-f]{2})*$/i.test(digits) : /^(?:[\w+/-]{4})*(?:[\w+/-]{2,3})?$/.test(digits)
    const bytes = Buffer.from(isSound ? digits : '', encoding === 'hex' ? 'hex' : 'base64')
    return [isSound && Buffer.from(bytes.toString()).equals(bytes) ? bytes.toString() : undefined]
  })
  return { names: into === field ? [] : [into], change }
}

function fromUrl(text: string): string | undefined {
  const bytes = Buffer.from(text)
  const made: number[] = []
  for (let i = 0; i < bytes.length; i++) {
    const hex = bytes.toString('latin1', i + 1, i + 3)
    if (bytes[i] !== 0x25) made.push(bytes[i])
    else if (!/^[0-9a-f]{2}$/i.test(hex)) return undefined
    else {
      made.push(parseInt(hex, 16))
      i += 2
    }
  }
  const decoded = Buffer.from(made)
  return Buffer.from(decoded.toString()).equals(decoded) ? decoded.toString() : undefined
}

/** What is found where is tested on its own; here it is that all of a row is looked at, and nothing else. */
function plainRedact({ what, pseudonyms, key }: RedactNode): PlainTransform {
  const kinds = what.flatMap((each) => (each.type === 'kind' ? (each.kind === 'ip' ? ['ipv6', 'ipv4'] : [each.kind]) : []))
  const secrets = (Object.keys(SECRETS) as SecretName[]).filter((name) => what.length === 0 || kinds.includes(name)).map((name) => SECRETS[name])
  const change = createRedaction(secrets, what.flatMap((each) => (each.type === 'regex' ? [each] : [])), pseudonyms ? (key ?? pseudonymKey()) : undefined)
  return everywhere(change, (text) => change(text))
}
