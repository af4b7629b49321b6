/** Which blocks a plan need not read. */
import { LEVELS } from '../../common/page.ts'
import type { SearchExpr, SearchNode } from '../query/ast.ts'
import { blocksWithLevel } from '../records/blockChoice.ts'
import type { KnownStatistics } from '../records/knownStatistics.ts'
import { stageOf } from '../stages/registry.ts'
import type { Plan, PlannedStage } from './plan.ts'

/** The first stage asks for every row: whoever goes through the files for it may as well gather statistics. */
export function looksAtEveryRow({ segments }: Plan): boolean {
  const [first] = segments[0].local
  return !first || !mayDrop(first)
}

/** The rows are those of the files, and no stage looks at them. */
export function showsEveryRow({ segments }: Plan): boolean {
  return segments.length === 1 && segments[0].local.every(({ node }) => searchOf(node)?.type === 'all')
}

function mayDrop({ node }: PlannedStage): boolean {
  const stage = stageOf(node)
  return stage.kind === 'blockLocal' && stage.filters && searchOf(node)?.type !== 'all'
}

/** 1 for each block that may have rows of the plan's first stage, 0 for those that surely have none; undefined where nothing tells. */
export function blocksToRead({ segments }: Plan, statistics: KnownStatistics): Uint8Array | undefined {
  const [first] = segments[0].local
  const expr = first && searchOf(first.node)
  const masks = expr ? required(expr).flatMap((term) => levelMask(term, statistics) ?? []) : []
  return masks.length === 0 ? undefined : masks.reduce((all, mask) => all.map((is, block) => is & mask[block]))
}

/** Stage and name of fields that blocks which are not read are known to have: their stages need not miss them. */
export function fieldsKnown({ segments }: Plan, statistics: KnownStatistics): [stage: number, name: string][] {
  const [first] = segments[0].local
  const expr = first && searchOf(first.node)
  const asksForLevel = expr !== undefined && required(expr).some((term) => levelMask(term, statistics) !== undefined)
  const isThere = statistics.levels.some((records, i) => i % LEVELS.length > 0 && records > 0)
  return asksForLevel && isThere ? [[first.index, 'level']] : []
}

function searchOf(node: { readonly name: string }): SearchExpr | undefined {
  return node.name === 'search' ? (node as SearchNode).expr : undefined
}

/** Terms that all have to be true. */
function required(expr: SearchExpr): readonly SearchExpr[] {
  return expr.type === 'and' ? expr.items.flatMap(required) : [expr]
}

function levelMask(term: SearchExpr, statistics: KnownStatistics): Uint8Array | undefined {
  if (term.type !== 'compare' || term.field !== 'level' || term.op !== '=' || term.value.type !== 'text') return undefined
  const level = LEVELS.indexOf(term.value.text as (typeof LEVELS)[number])
  // Records without a level have no such field.
  return level > 0 ? blocksWithLevel(statistics, [level]) : undefined
}
