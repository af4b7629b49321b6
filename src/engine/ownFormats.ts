/** The formats that a person declared, as an analysis uses them. */
import type { Said, SluiceError } from '../common/errors.ts'
import { errorOf } from '../common/errorTexts.ts'
import type { FormatDeclaration, FormatInfo, FormatProblem } from '../common/protocol.ts'
import { checkDeclarations } from './records/formats/declaration.ts'
import { detect, detectAs } from './records/formats/detect.ts'
import type { Format } from './records/formats/format.ts'
import { formatNamed, FORMATS, zoned } from './records/formats/registry.ts'
import { userFormat } from './records/formats/userFormat.ts'
import { LineExpression } from './records/fields/lineExpression.ts'

/** Runs what may not end by itself, for a limited time; undefined if it has not ended by then. */
export type Limit = <T>(work: () => T) => { readonly value: T } | undefined

/** Where nobody keeps the time. */
export const unlimited: Limit = (work) => ({ value: work() })

/** How a file's records are read, and what was in the way of finding that out. */
export interface FoundFormat {
  readonly format: string
  readonly declared?: FormatDeclaration
  /** As a sentence. */
  readonly problem?: string
  readonly problemSaid?: Said
}

export class OwnFormats {
  readonly declared: readonly FormatDeclaration[]
  /** What is wrong with those that cannot be used. */
  readonly problems: readonly FormatProblem[]
  readonly formats: readonly Format[]
  private readonly limit: Limit

  /** `value`: declarations as somebody wrote them; `limit`: for the expressions, which may not end. */
  constructor(value: unknown, limit: Limit = unlimited) {
    const { formats, problems } = checkDeclarations(value, (name) => FORMATS.some((format) => format.name === name))
    this.declared = formats
    this.problems = problems
    this.formats = formats.map(userFormat)
    this.limit = limit
  }

  get infos(): readonly FormatInfo[] {
    return this.formats.map(({ name, title }) => ({ name, title }))
  }

  /** Samples of declarations that their expressions do not match. */
  sampleProblems(): readonly FormatProblem[] {
    return this.declared.flatMap(({ name, expression, samples = [] }) => {
      const reader = new LineExpression(expression, [])
      const wrong = this.limit(() => samples.findIndex((line) => !matches(reader, line)))
      if (!wrong) return [{ format: name, message: 'expression: it takes too long on the samples' }]
      return wrong.value < 0 ? [] : [{ format: name, message: `samples: the expression does not match '${samples[wrong.value]}'` }]
    })
  }

  /** The format of a name; see formatNamed. */
  named(name: string): Format | undefined {
    return formatNamed(name, this.formats)
  }

  /**
   * The format that a file is read by: the one that was `chosen`, or the one that it looks like. `zone`: that of stamps that do not say one;
   * without, these are UTC. Throws SluiceError where the chosen one takes too long.
   */
  find(samples: readonly Buffer[], modified: number | undefined, chosen: string | undefined, zone?: string): FoundFormat {
    const own = chosen === undefined ? undefined : this.declarationOf(chosen)
    // One that is not known (any more) is as good as none.
    const as = chosen === undefined ? undefined : this.limited(own !== undefined, () => detectAs(chosen, samples, modified, this.formats))
    if (chosen !== undefined && !as) throw tooLong([chosen])
    const found = as?.value
    if (found) return this.foundAs(found, zone)
    const usable = this.limited(this.formats.length > 0, () => detect(samples, modified, this.formats))
    if (usable) return this.foundAs(usable.value, zone)
    const ending = this.formats.filter((format) => this.limit(() => detect(samples, modified, [format])) !== undefined)
    const { message: problem, said: problemSaid } = tooLong(this.formats.filter((format) => !ending.includes(format)).map(({ name }) => name))
    return { ...this.foundAs(this.limit(() => detect(samples, modified, ending))?.value ?? detect(samples, modified), zone), problem, problemSaid }
  }

  /** What is to be done with a format, or the answer for one whose expression takes too long. */
  within<T>(name: string, work: (format: Format) => T, otherwise: T): T {
    const format = this.named(name)
    if (!format) return otherwise
    return (this.declarationOf(name) ? this.limit(() => work(format)) : { value: work(format) })?.value ?? otherwise
  }

  /** The declaration of a format, also of one behind a prefix. */
  declarationOf(name: string): FormatDeclaration | undefined {
    const base = name.split(' ')[0].split('/').pop()
    return this.declared.find((each) => each.name === base)
  }

  /** To limit the time takes time: only where an expression of a person is run. */
  private limited<T>(isOwn: boolean, work: () => T): { readonly value: T } | undefined {
    return isOwn ? this.limit(work) : { value: work() }
  }

  private foundAs(format: Format, zone: string | undefined): FoundFormat {
    const { name } = zoned(format, zone, this.formats)
    const declared = this.declarationOf(name)
    return { format: name, ...(declared ? { declared } : {}) }
  }
}

export const noFormats = new OwnFormats(undefined)

function matches(reader: LineExpression, line: string): boolean {
  const bytes = Buffer.from(line)
  return reader.read(bytes, 0, bytes.length)
}

function tooLong(names: readonly string[]): SluiceError {
  return names.length === 1 ? errorOf('stageTimeout', 'formatTooSlow', { name: names[0] }) : errorOf('stageTimeout', 'formatsTooSlow', { names: names.join(', ') })
}
