/** Gives the times of a query the moments that they stand for when a pass starts, and pseudonyms their key. */
import { SluiceError } from '../../common/errors.ts'
import type { Diagnostic } from '../../common/protocol.ts'
import type { SearchExpr, SearchNode, Span, StageNode } from '../query/ast.ts'
import type { Expr } from '../query/expression/ast.ts'
import { isTimeOfDay, parseTimeText, type TimeOrigin } from '../records/time/timeText.ts'
import { momentsIn, withMoments } from '../stages/expression/moments.ts'
import type { PatternsNode, Side } from '../stages/aggregate/patterns/node.ts'
import type { BetweenNode } from '../stages/filter/between.ts'
import type { WhereNode } from '../stages/filter/where.ts'
import type { EvalNode } from '../stages/transform/eval.ts'
import type { RedactNode } from '../stages/transform/redact/redact.ts'
import { pseudonymKey } from './pseudonymKey.ts'

/** A stage whose comparisons of `time` know what they compare with; what is no time is compared as text. */
export function withTimes(node: StageNode, origin: TimeOrigin | undefined): StageNode {
  const made = (expr: Expr): Expr => withMoments(expr, origin, noOrigin)
  if (node.name === 'where') return { ...node, expr: made((node as WhereNode).expr) } as WhereNode
  if (node.name === 'eval') return { ...node, assignments: (node as EvalNode).assignments.map((each) => ({ ...each, expr: made(each.expr) })) } as EvalNode
  // By its clocks days begin.
  if (node.name === 'stats' || node.name === 'timechart') return origin?.zone === undefined ? node : ({ ...node, zone: origin.zone } as StageNode)
  if (node.name === 'patterns') return withSpans(node as PatternsNode, origin)
  if (node.name === 'redact') return withKey(node as RedactNode)
  if (!isSearch(node)) return node
  const { expr } = node
  const resolved = resolve(expr, origin)
  return resolved === expr ? node : ({ ...node, expr: resolved } as SearchNode | BetweenNode)
}

/** The moments of a stage's comparisons, in their order. */
export function timesOf(node: StageNode): readonly number[] {
  if (node.name === 'where') return momentsIn((node as WhereNode).expr)
  if (node.name === 'eval') return (node as EvalNode).assignments.flatMap(({ expr }) => momentsIn(expr))
  if (node.name === 'patterns') return sidesOf(node as PatternsNode).flatMap(({ span }) => (span ? [span.from, span.before] : []))
  return isSearch(node) ? momentsOf(node.expr) : []
}

function isSearch(node: StageNode): node is SearchNode | BetweenNode {
  return node.name === 'search' || node.name === 'between'
}

function withKey(node: RedactNode): RedactNode {
  return node.pseudonyms && node.key === undefined ? { ...node, ownKey: pseudonymKey() } : node
}

function sidesOf({ compare }: PatternsNode): readonly Side[] {
  return compare ? [compare.baseline, ...(compare.other ? [compare.other] : [])] : []
}

function withSpans(node: PatternsNode, origin: TimeOrigin | undefined): PatternsNode {
  const { compare } = node
  if (compare?.field !== 'time' || !origin) return node
  const timeOf = (text: string): { from: number; to: number } => {
    const span = parseTimeText(text, origin)
    return span && !Number.isNaN(span.from) ? span : noOrigin(node, text)
  }
  const resolved = (side: Side): Side => ({ ...side, span: { from: timeOf(side.text).from, before: side.to === undefined ? timeOf(side.text).to : timeOf(side.to).from } })
  return { ...node, compare: { ...compare, baseline: resolved(compare.baseline), other: compare.other && resolved(compare.other) } }
}

function resolve(expr: SearchExpr, origin: TimeOrigin | undefined): SearchExpr {
  switch (expr.type) {
    case 'and':
    case 'or': {
      const items = expr.items.map((item) => resolve(item, origin))
      return items.every((item, i) => item === expr.items[i]) ? expr : { ...expr, items }
    }
    case 'not': {
      const item = resolve(expr.item, origin)
      return item === expr.item ? expr : { ...expr, item }
    }
    case 'compare':
      return expr.field === 'time' ? resolveCompare(expr, origin) : expr
    default:
      return expr
  }
}

function resolveCompare(expr: Extract<SearchExpr, { type: 'compare' }>, origin: TimeOrigin | undefined): SearchExpr {
  const { value } = expr
  if (value.type !== 'text' || expr.op === ':') return expr
  const span = parseTimeText(value.text, origin ?? NOWHERE)
  if (!span) return expr
  // Nobody runs this plan; or it is a log whose times are texts.
  if (Number.isNaN(span.from) && (!origin || isTimeOfDay(value.text))) return expr
  if (Number.isNaN(span.from)) return noOrigin(expr, value.text)
  return { ...expr, value: { type: 'time', text: value.text, quoted: value.quoted, ...span, ...(origin?.zone === undefined ? {} : { zone: origin.zone }) } }
}

const noOrigin = ({ span }: { readonly span: Span }, text: string): never => {
  const mistake: Diagnostic = { ...span, message: `expected a date, as time>=2024-05-01: the log has no times that '${text}' could be counted back from` }
  throw new SluiceError('query', mistake.message, [mistake])
}

const NOWHERE: TimeOrigin = { now: NaN, end: NaN }

function momentsOf(expr: SearchExpr): readonly number[] {
  switch (expr.type) {
    case 'and':
    case 'or':
      return expr.items.flatMap(momentsOf)
    case 'not':
      return momentsOf(expr.item)
    case 'compare':
      return expr.value.type === 'time' ? [expr.value.from, expr.value.to] : []
    default:
      return []
  }
}
