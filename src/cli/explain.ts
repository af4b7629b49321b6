import { RAW_COLUMN } from '../common/page.ts'
import type { Plan, PlannedStage, Segment } from '../engine/results/plan.ts'
import { passingStages } from '../engine/results/skipping.ts'
import type { Columns } from '../engine/stages/contract.ts'
import { printStage, stageOf } from '../engine/stages/registry.ts'

/** What rows have without a format. */
const OF_EVERY_ROW = [RAW_COLUMN, 'line', 'source']

const NONE: Columns = { names: [], chosen: false, table: false }

/** The plan as text for people: what runs on bytes, what per block, what in order, what is aggregated, and which fields are looked for where. */
export function explain(plan: Plan): string {
  const lines: string[] = []
  let made: Columns = NONE
  // Stages that let every row through leave the bytes to those behind them.
  const passing = passingStages(plan)
  plan.segments.forEach((segment, index) => {
    lines.push(index === 0 ? 'read the files, block by block, on all threads' : 'go on with the rows of that')
    segment.local.forEach((planned, i) => {
      lines.push(...explainLocal(planned, index === 0 && i <= passing), ...explainFields(planned, made))
      made = stageOf(planned.node).columns(planned.node, made)
    })
    if (!segment.end) return
    lines.push(...explainEnd(segment.end, made))
    made = stageOf(segment.end.node).columns(segment.end.node, made)
  })
  lines.push(`columns: ${plan.columns.names.join(', ')}${plan.columns.table ? ' (table)' : ''}`)
  return `${lines.join('\n')}\n`
}

function explainLocal({ node }: PlannedStage, first: boolean): string[] {
  const stage = stageOf(node)
  const text = printStage(node)
  const lines = [`  ${text}`, '    block-local: replayed per block for pages']
  const pushed = stage.kind === 'blockLocal' ? stage.pushDown?.(node) : undefined
  if (pushed !== undefined) lines.push(`    ${first ? `pushed down: ${pushed}` : 'on the rows of the stage before'}`)
  return lines
}

const HOW: Readonly<Record<NonNullable<Segment['end']>['kind'], string>> = {
  ordered: 'ordered: in row order, reads no more than it needs',
  context: 'which rows there are, on all threads; those around them are read again from the files',
  sequential: 'in row order, on a thread of its own; what comes of it is kept on disk',
  aggregate: 'aggregate: partial tables per thread, merged',
  learn: 'learns from all rows, on all threads; they are read again with it',
}

function explainEnd(end: NonNullable<Segment['end']>, made: Columns): string[] {
  const stage = stageOf(end.node)
  const how = HOW[end.kind]
  const more = stage.kind === 'aggregate' ? (stage.explain?.(end.node, (name) => isInBytes(name, made)) ?? []) : []
  return [`  ${printStage(end.node)}`, `    ${how}`, ...explainFields(end, made), ...more.map((line) => `    ${line}`)]
}

/** Fields of the log's format that a stage reads: all others are not looked for. */
function explainFields({ node }: PlannedStage, made: Columns): string[] {
  const names = stageOf(node).reads(node).filter((name) => !OF_EVERY_ROW.includes(name) && isInBytes(name, made))
  if (names.includes('*')) return ['    given all fields of the rows that come here']
  return names.length === 0 ? [] : [`    found in the bytes of the rows that come here, in one walk: ${names.join(', ')}`]
}

/** No stage makes the field: if there is one, the log's format has it. */
function isInBytes(name: string, made: Columns): boolean {
  return !made.table && !made.names.includes(name)
}
