import { runsExpressions, type Plan } from '../engine/results/plan.ts'
import type { CliOptions } from './options.ts'

/** Runs of the same kind call much the same functions. */
export function kindOf({ count, format, lineNumber, lines, stats, withSource }: CliOptions, plan: Plan, lanes: number): string {
  const nodes = plan.segments.flatMap(({ local, end }) => [...local, ...(end ? [end] : [])].map(({ node }) => node.name))
  return JSON.stringify([count, format, lineNumber, lines, stats, withSource, lanes > 1, runsExpressions(plan), [...new Set(nodes)].sort()])
}
