/** Makes a regular expression of a grok pattern: `%{NAME:field:type}` and `(?<field>…)` become groups. */
import type { PatternSet } from '../../../../common/grok/basePatterns.ts'
import { PATTERNS } from '../../../../common/grok/patterns.ts'
import { listOf, nearest } from '../../../query/diagnostics.ts'
import { isNumber } from '../../../query/number.ts'
import type { FieldValue } from '../../../records/batch.ts'

const TYPES = ['int', 'float', 'long', 'double', 'string', 'text', 'boolean'] as const
export type GrokType = (typeof TYPES)[number]

/** A group of the expression and the field that it gives; several groups may give one. */
export interface GrokGroup {
  readonly group: string
  readonly field: string
  readonly type: GrokType
}

export interface GrokPattern {
  readonly source: string
  readonly groups: readonly GrokGroup[]
}

/** What is wrong with a pattern, in a message. */
export class GrokProblem extends Error {}

/** Patterns that go into each other deeper than that do not end. */
const DEEPEST = 32
/** Units of an expression; what is longer was made to be. */
const LONGEST = 256 * 1024

const PART = /\\[^]|%\{([^{}]*)\}|\(\?<(?![=!])([^>]*)>/g
const REFERENCE = /^(\w+)(?::([^:]*))?(?::(\w+))?$/

/** `own`: patterns that the query defines. Throws GrokProblem. */
export function compilePattern(pattern: string, own: PatternSet): GrokPattern {
  const groups: GrokGroup[] = []
  const compiler = new Compiler(own, groups)
  return { source: compiler.expand(pattern, 0), groups }
}

class Compiler {
  private readonly own: PatternSet
  private readonly groups: GrokGroup[]
  private length = 0

  constructor(own: PatternSet, groups: GrokGroup[]) {
    this.own = own
    this.groups = groups
  }

  expand(pattern: string, depth: number): string {
    if (depth > DEEPEST) throw new GrokProblem('expected patterns that are not parts of themselves')
    let inClass = false
    let source = ''
    let done = 0
    const take = (to: number): void => {
      for (let i = done; i < to; i++) {
        if (pattern[i] === '\\') i++
        else if (pattern[i] === '[') inClass = true
        else if (pattern[i] === ']') inClass = false
      }
      source += pattern.slice(done, to)
    }
    // In an expression without named groups \k is a k.
    const named = new Map<string, string>()
    for (const match of pattern.matchAll(PART)) {
      const [text, reference, name] = match
      if (reference === undefined && name === undefined) {
        const back = /^\\k$/.test(text) ? /^<([^>]*)>/.exec(pattern.slice(match.index + 2))?.[1] : undefined
        if (back === undefined || !named.has(back)) continue
        take(match.index)
        source += `\\k<${named.get(back)}`
        done = match.index + 3 + back.length
        continue
      }
      take(match.index)
      done = match.index + text.length
      if (inClass) source += text
      else if (name !== undefined) {
        const group = this.group(name, 'string')
        named.set(name, group)
        source += `(?<${group}>`
      } else source += this.reference(reference, depth)
      this.length += text.length
      if (this.length + source.length > LONGEST) throw new GrokProblem('expected a shorter pattern')
    }
    take(pattern.length)
    return source
  }

  private reference(reference: string, depth: number): string {
    const [, name, field, type] = REFERENCE.exec(reference) ?? []
    if (name === undefined) throw new GrokProblem(`expected %{NAME}, %{NAME:field} or %{NAME:field:type}, found '%{${reference}}'`)
    const given = Object.hasOwn(this.own, name) ? this.own[name] : Object.hasOwn(PATTERNS, name) ? PATTERNS[name] : undefined
    if (given === undefined) {
      const known = [...Object.keys(this.own), ...Object.keys(PATTERNS)]
      const near = known.find((each) => each.toLowerCase() === nearest(name, known.map((other) => other.toLowerCase())))
      throw new GrokProblem(`unknown pattern '${name}'${near ? `: did you mean '${near}'?` : ''}`)
    }
    if (type !== undefined && !TYPES.includes(type as GrokType)) {
      const near = nearest(type, TYPES)
      throw new GrokProblem(`unknown type '${type}'${near ? `: did you mean '${near}'?` : ''} (expected one of ${listOf(TYPES)})`)
    }
    const group = field === undefined ? undefined : this.group(field, (type as GrokType | undefined) ?? 'string')
    const source = this.expand(given, depth + 1)
    this.length += source.length
    if (this.length > LONGEST) throw new GrokProblem('expected a shorter pattern')
    return group === undefined ? `(?:${source})` : `(?<${group}>${source})`
  }

  /** `[a][b]`, as Logstash writes nested names, is a.b here. */
  private group(written: string, type: GrokType): string {
    const field = /^(?:\[[^[\]]+\])+$/.test(written) ? written.slice(1, -1).split('][').join('.') : written
    if (field === '' || field === 'raw') throw new GrokProblem(field === '' ? 'expected the name of a field' : "expected another name: 'raw' is the row's text")
    const group = `g${this.groups.length}`
    this.groups.push({ group, field, type })
    return group
  }
}

/** A text as its type; where it is none it stays a text. */
export function typed(text: string, type: GrokType): FieldValue {
  if (type === 'string' || type === 'text' || type === 'boolean' || !isNumber(text)) return text
  const number = Number(text)
  const whole = type === 'int' || type === 'long'
  // Digits that a number cannot hold stay as they are.
  if (!Number.isFinite(number) || (whole && !Number.isSafeInteger(Math.trunc(number)))) return text
  return whole ? Math.trunc(number) : number
}
