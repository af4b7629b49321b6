/**
 * Lines of a template (formats/template.ts), read from left to right over their bytes. A value that is `-` alone is missing, as is one
 * without a byte. What a template of several lines reads is the first lines of a record, as far as there are some.
 */
import { parseTemplate, templateLines, templateNames } from '../formats/template.ts'
import type { TimeLayout } from '../formats/format.ts'
import { ValueKind } from '../spans.ts'
import { compileTime } from '../time/readers.ts'
import { isDigit, type StampReader } from '../time/stamp.ts'
import { hasBackslash, stringEnd } from './plainJson.ts'
import { blanksEnd, firstStop, isBlank, lastStop, numberEnd, restEnd, textEnd } from './templateScan.ts'
import { templateProgram } from './templateProgram.ts'
import { compileSteps, type Step } from './templateSteps.ts'

const QUOTE = 0x22
const MINUS = 0x2d
const ZERO = 0x30

/** Reads one line after the other; what it has found is good until the next. Throws RangeError for a template that it cannot read. */
export class TemplateReader {
  /** Of the fields. */
  readonly names: readonly string[]
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** A ValueKind each. */
  readonly kinds: Uint8Array
  /** Milliseconds since 1970, of the line that was read last; NaN without. */
  time = NaN
  /** Where the reading ended: behind the last part, or before the one that is not there. */
  at = 0
  private readonly steps: readonly Step[]
  private readonly stamps: StampReader | undefined
  private readonly layouts: readonly TimeLayout[]
  private readonly until: number | undefined
  /** The field that is the rest of the line, if the template ends with one; else -1. */
  private readonly rest: number
  private readonly isOneLine: boolean

  constructor(line: string, stamps: readonly TimeLayout[], until?: number, zone?: string) {
    const parts = parseTemplate(line)
    this.names = templateNames(parts)
    if (new Set(this.names).size < this.names.length) throw new RangeError(`a field stands twice in: ${line}`)
    if (this.names.includes('time') && stamps.length === 0) throw new RangeError(`no layout says how the time is written in: ${line}`)
    this.isOneLine = templateLines(line) === 1
    this.steps = compileSteps(parts, this.names, [])
    this.layouts = stamps
    this.until = until
    this.stamps = stamps.length > 0 ? compileTime(stamps, until, zone) : undefined
    const last = this.steps[this.steps.length - 1]
    this.rest = last?.op === 'rest' ? last.field : -1
    this.starts = new Int32Array(this.names.length)
    this.ends = new Int32Array(this.names.length)
    this.kinds = new Uint8Array(this.names.length)
  }

  /** Whether the line that was read last has the field. */
  has(name: string): boolean {
    const field = this.names.indexOf(name)
    return field >= 0 && this.kinds[field] !== ValueKind.Missing
  }

  /** Parts that have to be read so that all fields of the names are found. */
  partsFor(names: readonly string[]): number {
    const holds = (step: Step): boolean => names.includes(this.names[step.field]) || step.inner.some(holds)
    return this.steps.findLastIndex(holds) + 1
  }

  /** Parts before the rest of the line. */
  get partsBeforeRest(): number {
    return this.rest < 0 ? this.steps.length : this.steps.length - 1
  }

  /** What the kernels need to read the first `parts` parts, with a column for each of the names. */
  program(names: readonly string[], parts: number): Buffer {
    const columnOf = (field: number): number => names.indexOf(this.names[field])
    return templateProgram(this.steps.slice(0, parts), columnOf, this.rest, this.isOneLine, this.layouts, this.until)
  }

  /** Reads the first `parts` parts of bytes[start, end). False if one of them is not there; the rest of its line is then what is left. */
  read(bytes: Uint8Array, start: number, end: number, parts = this.steps.length): boolean {
    for (let field = 0; field < this.kinds.length; field++) this.kinds[field] = ValueKind.Missing
    this.time = NaN
    this.at = start
    for (let i = 0; i < parts; i++) {
      if (this.step(this.steps[i], bytes, this.at, end)) continue
      if (this.rest >= 0) this.takeRest(this.rest, bytes, blanksEnd(bytes, this.at, end), end)
      return false
    }
    return true
  }

  private takeRest(field: number, bytes: Uint8Array, start: number, end: number): void {
    this.take(field, start, this.isOneLine ? end : restEnd(bytes, start, end), ValueKind.Text)
  }

  /** Reads one part; moves `at` if it is there. */
  private step(step: Step, bytes: Uint8Array, at: number, end: number): boolean {
    switch (step.op) {
      case 'text': {
        const behind = textEnd(step.text, bytes, at, end)
        if (behind < 0) return false
        this.at = behind
        return true
      }
      case 'time': {
        const time = this.stamps?.read(bytes, at, end) ?? NaN
        if (time !== time) return false
        this.time = time
        this.at = this.stamps?.end ?? at
        this.take(step.field, at, this.at, ValueKind.Text)
        return true
      }
      case 'word':
      case 'until': {
        const stop = firstStop(step, bytes, at, end)
        if (stop < 0) return false
        this.at = stop
        this.takeTrimmed(step.field, bytes, at, stop)
        return true
      }
      case 'int': {
        let stop = at
        while (stop < end && isDigit(bytes[stop])) stop++
        return stop > at && this.takeNumber(step.field, bytes, at, stop)
      }
      case 'rest':
        this.at = end
        this.takeRest(step.field, bytes, at, end)
        return true
      case 'literal': {
        const behind = textEnd(step.text, bytes, at, end)
        if (behind < 0) return false
        this.at = behind
        this.take(step.field, at, behind, ValueKind.Text)
        return true
      }
      case 'line':
        this.take(step.field, at, end, ValueKind.Text)
        return true
      case 'one':
        if (at >= end || step.allowed[bytes[at]] === 0) return false
        this.at = at + 1
        this.take(step.field, at, at + 1, ValueKind.Text)
        return true
      case 'many': {
        let stop = at
        while (stop < end && step.allowed[bytes[stop]] === 1) stop++
        if (stop === at) return false
        this.at = stop
        this.takeTrimmed(step.field, bytes, at, stop)
        return true
      }
      case 'far': {
        const stop = lastStop(step, bytes, at, end)
        if (stop < 0) return false
        this.at = stop
        this.takeTrimmed(step.field, bytes, at, stop)
        return true
      }
      case 'number': {
        const stop = numberEnd(bytes, at, end)
        return stop > at && this.takeNumber(step.field, bytes, at, stop)
      }
      case 'quoted': {
        const stop = at < end && bytes[at] === QUOTE ? stringEnd(bytes, at + 1, end) : -1
        if (stop < 0) return false
        this.at = stop + 1
        const isNone = stop - at === 2 && bytes[at + 1] === MINUS
        if (!isNone) this.take(step.field, at + 1, stop, hasBackslash(bytes, at + 1, stop) ? ValueKind.Escaped : ValueKind.Text)
        return true
      }
      case 'optional':
        for (const inner of step.inner) {
          if (this.step(inner, bytes, this.at, end)) continue
          this.at = at
          for (const field of step.fields) this.kinds[field] = ValueKind.Missing
          break
        }
        return true
    }
  }

  private takeNumber(field: number, bytes: Uint8Array, start: number, end: number): boolean {
    this.at = end
    // JSON has numbers without a leading zero or plus.
    const first = bytes[start] === MINUS ? start + 1 : start
    const isJson = isDigit(bytes[first]) && (bytes[first] !== ZERO || first + 1 === end || !isDigit(bytes[first + 1]))
    this.take(field, start, end, isJson ? ValueKind.Number : ValueKind.Text)
    return true
  }

  private takeTrimmed(field: number, bytes: Uint8Array, start: number, end: number): void {
    if (field < 0) return
    start = blanksEnd(bytes, start, end)
    while (end > start && isBlank(bytes[end - 1])) end--
    if (end - start !== 1 || bytes[start] !== MINUS) this.take(field, start, end, ValueKind.Text)
  }

  private take(field: number, start: number, end: number, kind: number): void {
    if (field < 0 || end <= start) return
    this.starts[field] = start
    this.ends[field] = end
    this.kinds[field] = kind
  }
}
