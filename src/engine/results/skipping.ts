/** Which blocks a plan need not read. */
import { LEVELS, LINE_FIELD } from '../../common/page.ts'
import type { SearchExpr, SearchNode } from '../query/ast.ts'
import { isNumber } from '../query/number.ts'
import { blocksWithin, blocksWithLevel } from '../records/blockChoice.ts'
import type { KnownStatistics } from '../records/knownStatistics.ts'
import { asSearchTerms } from '../stages/expression/specials.ts'
import { levelsThat, timeBounds, type TimeBounds } from '../stages/filter/orderedFields.ts'
import type { BetweenNode } from '../stages/filter/between.ts'
import type { LinesNode } from '../stages/filter/lines.ts'
import type { WhereNode } from '../stages/filter/where.ts'
import { stageOf } from '../stages/registry.ts'
import type { Plan, PlannedStage } from './plan.ts'
import type { BlockMap } from './blockMap.ts'

/** The first stage asks for every row: whoever goes through the files for it may as well gather statistics. */
export function looksAtEveryRow({ segments }: Plan): boolean {
  const [first] = segments[0].local
  return !first || !mayDrop(first)
}

/** The rows are those of the files, and no stage looks at them. */
export function showsEveryRow({ segments }: Plan): boolean {
  return segments.length === 1 && segments[0].local.every(({ node }) => searchOf(node)?.type === 'all')
}

/** How many stages at the start let every row of the files through without looking at it. */
export function passingStages({ segments }: Pick<Plan, 'segments'>): number {
  const [{ local }] = segments
  const first = local.findIndex(({ node }) => searchOf(node)?.type !== 'all')
  return first < 0 ? local.length : first
}

function mayDrop({ node }: PlannedStage): boolean {
  const stage = stageOf(node)
  return stage.kind === 'blockLocal' && stage.filters && searchOf(node)?.type !== 'all'
}

/** 1 for each block that may have rows of the plan's first stage, 0 for those that surely have none; undefined where nothing tells. */
export function blocksToRead({ segments }: Plan, statistics: KnownStatistics): Uint8Array | undefined {
  const masks = firstTerms(segments).terms.flatMap((term) => levelMask(term, statistics) ?? timeMask(term, statistics) ?? [])
  return masks.length === 0 ? undefined : masks.reduce((all, mask) => all.map((is, block) => is & mask[block]))
}

/** How many stages before the first that asks for lines drop rows only, and have no faults; 0 where none is asked for at such a place. */
export function firstOfLines({ segments: [{ local }] }: Pick<Plan, 'segments'>): number {
  const first = local.findIndex(({ node }) => searchOf(node) === undefined)
  return first >= 0 && local[first].node.name === 'lines' ? first : 0
}

/** The same for lines that stages at the plan's start ask for, by the bytes at which lines start in each source; undefined where they ask for none. */
export function blocksOfLines({ segments }: Plan, lineStarts: readonly ReadonlyMap<number, number>[], { starts, blocks }: BlockMap, blockBytes: number): Uint8Array | undefined {
  const [{ local }] = segments
  const stage = local.at(firstOfLines({ segments }))
  if (stage?.node.name !== 'lines') return undefined
  const { from, to } = stage.node as LinesNode
  const mask = new Uint8Array(blocks)
  lineStarts.forEach((places, source) => {
    const first = from > 1 ? (places.get(from) ?? 0) : 0
    const end = to === undefined ? Infinity : (places.get(to + 1) ?? Infinity)
    for (let block = starts[source]; block < starts[source + 1]; block++) {
      const at = (block - starts[source]) * blockBytes
      if (at < end && at + blockBytes > first) mask[block] = 1
    }
  })
  return mask
}

/** Whether rows are left out by the numbers of their lines, so that these tell of blocks. */
export function asksForLines({ segments }: Plan): boolean {
  return firstTerms(segments).terms.some((term) => lineBounds(term) !== undefined)
}

/** Numbers of lines that all rows of the plan's first stage have, both ends included, as far as it asks for them. */
export function numbersAskedFor({ segments }: Plan): { readonly from: number; readonly to: number } {
  const bounds = firstTerms(segments).terms.flatMap((term) => lineBounds(term) ?? [])
  return { from: Math.max(-Infinity, ...bounds.map(({ from }) => from)), to: Math.min(Infinity, ...bounds.map(({ to }) => to)) }
}

/** Times that all rows of the plan's first stage have, from the first (included) to the last (not included), as far as it asks for them. */
export function timesAskedFor({ segments }: Plan): { readonly from: number; readonly to: number } {
  const bounds = firstTerms(segments).terms.flatMap((term) => boundsOf(term) ?? [])
  return { from: Math.max(-Infinity, ...bounds.map(({ from }) => from)), to: Math.min(Infinity, ...bounds.map(({ to }) => to)) }
}

/** Stage and name of fields that blocks which are not read are known to have: their stages need not miss them. */
export function fieldsKnown({ segments }: Plan, statistics: KnownStatistics): [stage: number, name: string][] {
  const { first, terms } = firstTerms(segments)
  if (!first) return []
  const asksFor = (mask: typeof levelMask): boolean => terms.some((term) => mask(term, statistics) !== undefined)
  const fields: [number, string][] = []
  if (asksFor(levelMask) && statistics.levels.some((records, i) => i % LEVELS.length > 0 && records > 0)) fields.push([first.index, 'level'])
  if (asksFor(timeMask) && statistics.minTime.some((time) => !Number.isNaN(time))) fields.push([first.index, 'time'])
  return fields
}

function searchOf(node: { readonly name: string }): SearchExpr | undefined {
  return node.name === 'search' || node.name === 'between' ? (node as SearchNode | BetweenNode).expr : undefined
}

/** The first stage that may drop rows, where no stage before it makes anything of them, and comparisons that are true of all rows it keeps. */
function firstTerms(segments: Plan['segments']): { first?: PlannedStage; terms: readonly SearchExpr[] } {
  const first = segments[0].local.at(passingStages({ segments }))
  const expr = first && searchOf(first.node)
  if (expr) return { first, terms: required(expr) }
  return first?.node.name === 'where' ? { first, terms: asSearchTerms((first.node as WhereNode).expr) } : { terms: [] }
}

/** Terms that all have to be true. */
function required(expr: SearchExpr): readonly SearchExpr[] {
  return expr.type === 'and' ? expr.items.flatMap(required) : [expr]
}

function levelMask(term: SearchExpr, statistics: KnownStatistics): Uint8Array | undefined {
  if (term.type !== 'compare' || term.field !== 'level') return undefined
  // Records without a level have no such field.
  const levels = levelsThat(term.op, term.value)
  return levels && blocksWithLevel(statistics, levels)
}

function timeMask(term: SearchExpr, statistics: KnownStatistics): Uint8Array | undefined {
  const bounds = boundsOf(term)
  return bounds && blocksWithin(statistics, bounds.from, bounds.to)
}

/** The numbers that a comparison with one is true for, both included, or more than these; undefined for any other. */
function lineBounds(term: SearchExpr): { readonly from: number; readonly to: number } | undefined {
  if (term.type !== 'compare' || term.field !== LINE_FIELD || term.value.type !== 'text' || term.value.quoted || !isNumber(term.value.text)) return undefined
  const number = Number(term.value.text)
  switch (term.op) {
    case '=':
      return { from: number, to: number }
    case '>':
    case '>=':
      return { from: number, to: Infinity }
    case '<':
    case '<=':
      return { from: -Infinity, to: number }
    default:
      return undefined
  }
}

function boundsOf(term: SearchExpr): TimeBounds | undefined {
  if (term.type !== 'compare' || term.field !== 'time' || term.value.type !== 'time') return undefined
  const bounds = timeBounds(term.op, term.value)
  // Records outside of a span are almost everywhere.
  return bounds.outside ? undefined : bounds
}
