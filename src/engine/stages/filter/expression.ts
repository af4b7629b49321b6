import { RAW_COLUMN } from '../../../common/page.ts'
import type { SearchExpr } from '../../query/ast.ts'
import { compileRegex } from '../../query/regex.ts'
import type { RecordBatch } from '../../records/batch.ts'
import type { StageContext } from '../contract.ts'
import { fieldText } from '../fieldAccess.ts'
import { compareTest } from './compare.ts'
import { levelTest, timeBounds, timeOfRows, type TimeBounds } from './orderedFields.ts'
import { phraseTest } from './smartCase.ts'

/** The row that is being tested; its text is made when a term asks for it. */
export interface Subject {
  readonly batch: RecordBatch
  readonly row: number
  readonly text: string
}

export type Test = (subject: Subject) => boolean

type Compare = Extract<SearchExpr, { type: 'compare' }>

export type TextTerm = Extract<SearchExpr, { type: 'phrase' | 'regex' }>

/** The expression as a test of a row. Comparisons with a missing field are false; NOT is plain negation. */
export function compileTest(expr: SearchExpr, context: StageContext): Test {
  switch (expr.type) {
    case 'all':
      return () => true
    case 'phrase': {
      const test = phraseTest(expr.text)
      return (subject) => test(subject.text)
    }
    case 'regex': {
      const regex = compileRegex(expr.source, expr.flags)
      return (subject) => {
        context.beat(subject.batch, subject.row)
        return testLines(regex, subject.text)
      }
    }
    case 'compare':
      return compileCompare(expr, context)
    case 'not': {
      const test = compileTest(expr.item, context)
      return (subject) => !test(subject)
    }
    case 'and': {
      const tests = expr.items.map((item) => compileTest(item, context))
      return (subject) => {
        for (const test of tests) if (!test(subject)) return false
        return true
      }
    }
    case 'or': {
      const tests = expr.items.map((item) => compileTest(item, context))
      return (subject) => {
        for (const test of tests) if (test(subject)) return true
        return false
      }
    }
  }
}

/** Whether an expression matches in any line of a text: a match never crosses lines, and the CR of CRLF is not part of one. */
export function testLines(regex: RegExp, text: string): boolean {
  return text.includes('\n') ? text.split(/\r?\n/).some((line) => regex.test(line)) : regex.test(text)
}

function compileCompare(expr: Compare, context: StageContext): Test {
  const { field, op, value } = expr
  if (value.type === 'time') return compileTimeCompare(field, timeBounds(op, value), value.zone, context)
  const test = (field === 'level' && levelTest(op, value)) || compareTest(op, value)
  let seen = false
  return ({ batch, row }) => {
    const value = fieldText(batch, field, row)
    if (value === undefined) return false
    if (!seen) {
      context.sawField(field)
      seen = true
    }
    context.beat(batch, row)
    return test(value)
  }
}

function compileTimeCompare(field: string, { from, to, outside }: TimeBounds, zone: string | undefined, context: StageContext): Test {
  const timeOf = timeOfRows(field, zone)
  let seen = false
  return ({ batch, row }) => {
    const time = timeOf(batch, row)
    // No time, no field.
    if (Number.isNaN(time)) return false
    if (!seen) {
      context.sawField(field)
      seen = true
    }
    return (time >= from && time < to) !== outside
  }
}

/** Fields that an expression looks at, each once; `raw` for the text. */
export function fieldsOf(expr: SearchExpr): string[] {
  return [...new Set(fieldsOfTerms(expr))]
}

function fieldsOfTerms(expr: SearchExpr): string[] {
  switch (expr.type) {
    case 'all':
      return []
    case 'phrase':
    case 'regex':
      return [RAW_COLUMN]
    case 'compare':
      return [expr.field]
    case 'not':
      return fieldsOfTerms(expr.item)
    case 'and':
    case 'or':
      return expr.items.flatMap(fieldsOfTerms)
  }
}

/** The words, phrases and regexes of an expression. */
export function textTerms(expr: SearchExpr): TextTerm[] {
  if (expr.type === 'phrase' || expr.type === 'regex') return [expr]
  if (expr.type === 'not') return textTerms(expr.item)
  return expr.type === 'and' || expr.type === 'or' ? expr.items.flatMap(textTerms) : []
}

/** The expression's value, where those of its text terms are known already. */
export function evaluate(expr: SearchExpr, isTrue: (term: TextTerm) => boolean, compare: (expr: SearchExpr) => boolean): boolean {
  switch (expr.type) {
    case 'all':
      return true
    case 'phrase':
    case 'regex':
      return isTrue(expr)
    case 'compare':
      return compare(expr)
    case 'not':
      return !evaluate(expr.item, isTrue, compare)
    case 'and':
      return expr.items.every((item) => evaluate(item, isTrue, compare))
    case 'or':
      return expr.items.some((item) => evaluate(item, isTrue, compare))
  }
}
