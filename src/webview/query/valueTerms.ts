/** Changes to a query that are made from a value of a row. */
import type { SearchExpr, SearchNode } from '../../engine/query/ast.ts'
import { addStage, replaceStage, stageTexts } from '../../engine/query/editing.ts'
import { printName } from '../../engine/query/printer.ts'
import { rowsWith } from '../../engine/stages/aggregate/drillDown.ts'
import { parse } from '../../engine/stages/registry.ts'

/** A longer value is not one that a person would look for as a whole. */
const LONGEST = 1000

export function canFilter(value: string | undefined): boolean {
  return value === undefined || (value.length <= LONGEST && !/[\n\r]/.test(value))
}

/** The query with only rows that have this very value in the field, or none where it is undefined; `out`: without these. */
export function filterValue(query: string, field: string, value: string | undefined, out: boolean): string {
  const [stage] = rowsWith([{ field, is: value }])
  const term = stage.replace(/^search /, '')
  // NOT NOT is no way to write it.
  const filter = !out ? term : term.startsWith('NOT ') ? term.slice('NOT '.length) : `NOT ${term}`
  return withTerm(query, filter)
}

/** The query as the counts of the values of a field. */
export function countBy(query: string, field: string): string {
  return addStage(query, stageTexts(query).length, `top ${printName(field)}`)
}

/** Puts a term into the search that the query ends with, or a search behind its last stage. */
export function withTerm(query: string, term: string): string {
  const stages = stageTexts(query)
  const { query: read, diagnostics } = parse(query)
  const at = stages.length - 1
  const last = stages[at]
  const node = read.stages[at]?.node
  const plain = last.on && !last.above && !last.behind && diagnostics.length === 0 && !last.text.includes('//')
  if (!plain || node?.name !== 'search') return addStage(query, stages.length, `search ${term}`)
  const { expr } = node as SearchNode
  const text = last.text.trim()
  const [, word = '', terms = ''] = (at === 0 ? undefined : /^(search\s+)(.*)$/is.exec(text)) ?? [text, '', text]
  if (partsOf(expr).some((part) => samePart(part, term))) return query
  const joined = expr.type === 'all' ? term : expr.type === 'or' ? `(${terms}) ${term}` : `${terms} ${term}`
  return replaceStage(query, at, word + joined)
}

function partsOf(expr: SearchExpr): readonly SearchExpr[] {
  return expr.type === 'and' ? expr.items : [expr]
}

function samePart(part: SearchExpr, term: string): boolean {
  const { expr } = parse(term).query.stages[0].node as SearchNode
  return JSON.stringify(bare(part)) === JSON.stringify(bare(expr))
}

/** Without its place in the text. */
function bare(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(bare)
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'span').map(([name, each]) => [name, bare(each)]))
}

/** The query with only rows whose number in the field is from one on and below another, either of which may be open; `out`: without these. */
export function filterRange(query: string, field: string, from: string | undefined, below: string | undefined, out: boolean): string {
  const bounds = [from, below].filter((bound) => bound !== undefined)
  // A search would compare a bound with a unit as a text.
  if (bounds.some((bound) => !Number.isFinite(Number(bound)))) {
    const name = printName(field)
    const terms = [...(from === undefined ? [] : [`${name} >= ${from}`]), ...(below === undefined ? [] : [`${name} < ${below}`])].join(' and ')
    return addStage(query, stageTexts(query).length, `where ${out ? `not (${terms})` : terms}`)
  }
  const [stage] = rowsWith([bounds.length === 0 ? { field, any: true } : { field, from: from === undefined ? undefined : Number(from), below: below === undefined ? undefined : Number(below) }])
  const term = stage.replace(/^search /, '')
  return withTerm(query, out ? `NOT (${term})` : term)
}
