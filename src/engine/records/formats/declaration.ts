/** Formats that people declare in the settings or in a file: what a declaration is, and what can be wrong with one. */
import type { FormatDeclaration, FormatProblem } from '../../../common/protocol.ts'
import { LEVELS, type Level } from '../../../common/page.ts'
import { LayoutReader } from '../time/layoutReader.ts'
import { expressionNames, expressionProblem } from './expressions.ts'

export interface CheckedDeclarations {
  /** Those that can be used, in their order. */
  readonly formats: readonly FormatDeclaration[]
  /** Of the others. */
  readonly problems: readonly FormatProblem[]
}

const NAME = /^[A-Za-z][\w.-]*$/
/** Fields that every row has. */
const TAKEN = ['raw', 'line', 'source']
const NAMED_LAYOUTS = ['iso', 'common', 'epoch']
const PROPERTIES = ['name', 'title', 'expression', 'time', 'levels', 'types', 'head', 'samples']

/** Looks at declarations that somebody wrote by hand. `isTaken`: whether a built-in format has a name. Runs no expression. */
export function checkDeclarations(value: unknown, isTaken: (name: string) => boolean): CheckedDeclarations {
  const formats: FormatDeclaration[] = []
  const problems: FormatProblem[] = []
  if (value === undefined || value === null) return { formats, problems }
  if (!Array.isArray(value)) return { formats, problems: [{ format: '', message: 'expected a list of formats' }] }
  value.forEach((each: unknown, index) => {
    const name = isObject(each) && typeof each.name === 'string' ? each.name : `number ${index + 1}`
    const isSecond = (known: string): boolean => formats.some((format) => format.name === known)
    const found = isObject(each) ? problemsOf(each, isTaken, isSecond) : ['expected an object']
    if (found.length === 0) formats.push(each as unknown as FormatDeclaration)
    problems.push(...found.map((message) => ({ format: name, message })))
  })
  return { formats, problems }
}

/** Its text for people, as one sentence. */
export function problemText({ format, message }: FormatProblem): string {
  return format === '' ? `Formats of your own: ${message}.` : `Format '${format}': ${message}.`
}

type Raw = Readonly<Record<string, unknown>>

function problemsOf(raw: Raw, isTaken: (name: string) => boolean, isSecond: (name: string) => boolean): string[] {
  const { name, title, expression, head } = raw
  const unknown = Object.keys(raw).filter((key) => !PROPERTIES.includes(key))
  const problems = unknown.map((key) => `there is no property '${key}'; expected one of ${PROPERTIES.join(', ')}`)
  if (typeof name !== 'string' || !NAME.test(name)) problems.push('name: expected a letter, and then letters, digits, - . or _')
  else if (isTaken(name)) problems.push('name: a built-in format has this name')
  else if (isSecond(name)) problems.push('name: another format above has this name')
  if (title !== undefined && typeof title !== 'string') problems.push('title: expected a text')
  if (head !== undefined) problems.push(...expressionProblems('head', head))
  const wrong = expressionProblems('expression', expression)
  if (wrong.length > 0) return [...problems, ...wrong]
  return [...problems, ...problemsOfGroups(raw, expressionNames(expression as string))]
}

function expressionProblems(property: string, value: unknown): string[] {
  if (typeof value !== 'string' || value === '') return [`${property}: expected a regular expression`]
  const problem = expressionProblem(value)
  if (!problem) return []
  const { message, index } = problem
  return [`${property}: ${message} at character ${index + 1}: ${marked(value, index)}`]
}

/** The text around a place, with a mark before it. */
function marked(text: string, index: number): string {
  const from = Math.max(0, index - 20)
  const to = Math.min(text.length, index + 20)
  return `${from > 0 ? '…' : ''}${text.slice(from, index)}▸${text.slice(index, to)}${to < text.length ? '…' : ''}`
}

function problemsOfGroups({ time, levels, types, samples }: Raw, groups: readonly string[]): string[] {
  const problems: string[] = []
  if (groups.length === 0) problems.push('expression: expected a named group, as (?<message>.*)')
  for (const group of groups) if (TAKEN.includes(group)) problems.push(`expression: every row has a field '${group}' already`)
  if (time !== undefined) {
    if (!groups.includes('time')) problems.push("time: the expression has no group 'time'")
    problems.push(...timeProblems(time))
  }
  if (levels !== undefined) {
    if (!groups.includes('level')) problems.push("levels: the expression has no group 'level'")
    problems.push(...mapProblems('levels', levels, LEVELS.slice(1)))
  }
  if (types !== undefined) {
    problems.push(...mapProblems('types', types, ['string', 'number']))
    const strange = isObject(types) ? Object.keys(types).filter((field) => !groups.includes(field)) : []
    problems.push(...strange.map((field) => `types: the expression has no group '${field}'`))
  }
  if (samples !== undefined && !isTexts(samples)) problems.push('samples: expected a list of lines')
  return problems
}

function timeProblems(time: unknown): string[] {
  const layouts = typeof time === 'string' ? [time] : time
  if (!isTexts(layouts) || layouts.length === 0) return ['time: expected a time layout or a list of them']
  return layouts.flatMap((layout) => {
    if (NAMED_LAYOUTS.includes(layout)) return []
    try {
      new LayoutReader(layout)
      return []
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return [`time: ${error.message}`]
    }
  })
}

function mapProblems(property: string, value: unknown, allowed: readonly string[]): string[] {
  if (!isObject(value)) return [`${property}: expected an object`]
  const wrong = Object.entries(value).filter(([, each]) => typeof each !== 'string' || !allowed.includes(each))
  return wrong.map(([key]) => `${property}: expected one of ${allowed.join(', ')} for '${key}'`)
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Levels of a declaration, by words in small letters. */
export function levelsOf({ levels = {} }: FormatDeclaration): Readonly<Record<string, Level>> {
  return Object.fromEntries(Object.entries(levels).map(([word, level]) => [word.toLowerCase(), level]))
}
