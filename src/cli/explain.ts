import type { Plan, PlannedStage } from '../engine/results/plan.ts'
import { printStage, stageOf } from '../engine/stages/registry.ts'

/** The plan as text for people: what runs on bytes, what per block, what in order, what is aggregated. */
export function explain(plan: Plan): string {
  const lines: string[] = []
  plan.segments.forEach(({ local, end }, segment) => {
    lines.push(segment === 0 ? 'read the files, block by block, on all threads' : 'go on with the rows of that')
    local.forEach((planned, i) => lines.push(...explainLocal(planned, segment === 0 && i === 0)))
    if (end) {
      const how = end.kind === 'ordered' ? 'ordered: in row order, reads no more than it needs' : 'aggregate: partial tables per thread, merged'
      lines.push(`  ${printStage(end.node)}`, `    ${how}`)
    }
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
