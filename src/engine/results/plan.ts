/** Splits a query into segments that can run: plain data, so that it goes to any thread. */
import { SluiceError } from '../../common/errors.ts'
import { LINE_FIELD } from '../../common/page.ts'
import type { Diagnostic } from '../../common/protocol.ts'
import type { Query, SearchNode, StageNode } from '../query/ast.ts'
import type { Columns } from '../stages/contract.ts'
import type { TimeOrigin } from '../records/time/timeText.ts'
import type { HeadNode } from '../stages/ordered/head.ts'
import type { FacetsNode } from '../stages/aggregate/facets/facets.ts'
import { shownBehind, type ShownFields } from '../stages/aggregate/facets/shownFields.ts'
import { isFoundByBytes } from '../stages/filter/searchRun.ts'
import { printStage, registry, stageOf } from '../stages/registry.ts'
import { isRecordScript, scriptVersion } from '../stages/sequential/script.ts'
import { stagesWithLine } from './lineField.ts'
import { timesOf, withTimes } from './resolveTimes.ts'

/** A stage of the plan and its place in the query. */
export interface PlannedStage {
  readonly index: number
  readonly node: StageNode
}

/**
 * Block-local stages over one input, and the ordered stage or aggregate that ends them. The first segment reads
 * the files, every other one what the end of the one before made. The last has no end. An aggregate that labels (`learn`) ends a segment
 * and begins the next one, whose input are the same rows.
 */
export interface Segment {
  readonly local: readonly PlannedStage[]
  readonly end?: PlannedStage & { readonly kind: 'ordered' | 'context' | 'sequential' | 'aggregate' | 'learn' }
}

export interface Plan {
  readonly segments: readonly Segment[]
  readonly columns: Columns
  /** Stages of the query, those switched off included. */
  readonly stages: number
}

/** What a stage reads that may look at any field. */
const ANY_FIELD = '*'

/** Stages that make fields which only rows name. */
const MAKES_OPEN = new Set(['json', 'spath', 'kv', 'split', 'flatten', 'script'])

const RAW: Columns = { names: ['raw'], chosen: false, table: false }

/** Whether a stage has a regular expression that a person wrote: it may take for ever, so something has to watch it. */
export function runsExpressions(plan: Plan): boolean {
  return plan.segments.some(({ local }) => local.some(({ node }) => hasExpression(node)))
}

/** Whether such expressions are run on rows as a rule, and not only on the few that searching bytes cannot decide. */
export function runsThemOnRows({ segments }: Plan): boolean {
  const [first, ...rest] = segments.flatMap(({ local }) => local)
  const decided = first?.node.name === 'search' && isFoundByBytes((first.node as SearchNode).expr)
  return [...(first && !decided ? [first] : []), ...rest].some(({ node }) => hasExpression(node))
}

function hasExpression(node: StageNode): boolean {
  const isExpression = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false
    return ('source' in value && 'flags' in value) || Object.values(value).some(isExpression)
  }
  return isExpression(node)
}

/** Fields that a stage makes; undefined where only its rows tell. */
function madeBy(node: StageNode, before: Columns, after: Columns): readonly string[] | undefined {
  const stage = stageOf(node)
  if (stage.kind !== 'blockLocal' && stage.kind !== 'sequential') return []
  if (stage.kind === 'blockLocal' && stage.filters) return []
  const written = stage.kind === 'blockLocal' ? stage.writes?.(node) : undefined
  return written ?? (MAKES_OPEN.has(node.name) ? undefined : after.names.filter((name) => !before.names.includes(name)))
}

function noColumns({ span }: StageNode): SluiceError {
  return mistaken({ ...span, message: 'expected at least one column to stay: this leaves none' })
}

function mistaken(mistake: Diagnostic): SluiceError {
  return new SluiceError('query', mistake.message, [mistake])
}

/**
 * The plan of a query; stages that are off are left out. `origin`: what relative times are counted from; without it they stay as they are written, and the plan is
 * not to be run. Throws `query` for one that would show nothing, or has a stage
 * where it cannot stand.
 */
export function makePlan(query: Query, origin?: TimeOrigin): Plan {
  const segments: Segment[] = []
  let local: PlannedStage[] = []
  let columns = RAW
  let shown: ShownFields | undefined
  const [misplaced] = registry.misplaced(query)
  if (misplaced) throw mistaken(misplaced)
  query.stages.forEach(({ node: written, on }, index) => {
    if (!on) return
    const timed = withTimes(written, origin)
    const node = timed.name === 'facets' && shown ? ({ ...timed, shown } as FacetsNode) : timed
    const stage = stageOf(node)
    const before = columns
    columns = stage.columns(node, columns)
    shown = columns.table && !before.table ? undefined : shownBehind(shown, node, madeBy(node, before, columns))
    if (columns.names.length === 0) throw noColumns(node)
    if (stage.kind === 'blockLocal') local.push({ index, node })
    else {
      const labels = stage.kind === 'aggregate' && stage.labels?.of(node)
      segments.push({ local, end: { index, node, kind: labels ? 'learn' : stage.kind } })
      local = labels ? [{ index, node }] : []
    }
  })
  segments.push({ local })
  return { segments, columns, stages: query.stages.length }
}

/** Fields that each stage, by its place in the query, looks for in every row. */
export function fieldsRead(plan: Plan): ReadonlyMap<number, readonly string[]> {
  const stages = plan.segments.flatMap(({ local, end }) => [...local, ...(end ? [end] : [])])
  const ofEveryRow = stagesWithLine(plan)
  const known = (name: string, index: number): boolean => name === 'raw' || (name === LINE_FIELD && ofEveryRow.has(index))
  return new Map(stages.map(({ index, node }) => [index, stageOf(node).reads(node).filter((name) => !known(name, index))]))
}

/** Fields that the end of a segment asks for, and all that comes behind it; undefined where that may be any. */
export function fieldsBehind({ segments, columns }: Plan, segment: number): readonly string[] | undefined {
  const [first, ...rest] = segments.slice(segment)
  const stages = [...(first.end ? [first.end] : []), ...rest.flatMap(({ local, end }) => [...local, ...(end ? [end] : [])])]
  const names = new Set([...stages.flatMap(({ node }) => stageOf(node).reads(node)), ...columns.names])
  return names.has(ANY_FIELD) ? undefined : [...names].filter((name) => name !== 'raw')
}

/** How many rows of a segment's end are asked for at most; undefined where that may be all. */
export function mostRows({ segments }: Plan, segment: number): number | undefined {
  const { local, end } = segments[segment + 1]
  return local.length === 0 && end?.node.name === 'head' ? (end.node as HeadNode).rows : undefined
}

/** Whether a stage compares the times of rows, or adds something up by them. `moved`: the field `time` is made of them, so that who shows it has them too. */
export function readsTimes({ segments }: Plan, moved = false): boolean {
  const computes = (node: StageNode): boolean => node.name === 'where' || node.name === 'eval' || isRecordScript(node)
  const reads = (node: StageNode): boolean => {
    const fields = stageOf(node).reads(node)
    return moved ? fields.includes('time') || fields.includes(ANY_FIELD) : computes(node) && fields.includes('time')
  }
  const adds = ({ node }: PlannedStage): boolean => stageOf(node).reads(node).includes('time')
  return segments.some(({ local, end }) => local.some(({ node }) => timesOf(node).length > 0 || reads(node)) || (end !== undefined && adds(end)))
}

/** True if `plan` begins with all the stages of `wider`, at the same places of the query. */
export function refines(plan: Plan, wider: Plan): boolean {
  if (wider.segments.length !== 1) return false
  const stages = plan.segments[0].local
  return wider.segments[0].local.every(
    (stage, i) => i < stages.length && stages[i].index === stage.index && isSame(stages[i].node, stage.node),
  )
}

/** True if both have the same stages throughout. */
export function isSamePlan(a: Plan, b: Plan): boolean {
  const stagesOf = ({ segments }: Plan): PlannedStage[] => segments.flatMap(({ local, end }) => [...local, ...(end ? [end] : [])])
  const [ours, theirs] = [stagesOf(a), stagesOf(b)]
  return ours.length === theirs.length && ours.every((stage, i) => stage.index === theirs[i].index && isSame(stage.node, theirs[i].node))
}

/** The same text, and the same times where these were counted from something, clocks and scripts. */
function isSame(a: StageNode, b: StageNode): boolean {
  return printStage(a) === printStage(b) && timesOf(a).join() === timesOf(b).join() && zoneIn(a) === zoneIn(b) && scriptVersion(a) === scriptVersion(b)
}

function zoneIn(node: StageNode): string | undefined {
  return (node as { readonly zone?: string }).zone
}
