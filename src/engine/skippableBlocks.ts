import { needsTimes } from './merge/merging.ts'
import type { Plan } from './results/plan.ts'
import type { SourceTurns } from './results/scannerApi.ts'
import { blocksOfLines, blocksToRead, showsEveryRow } from './results/skipping.ts'
import type { Refinable, RunEnvironment } from './runEnvironment.ts'
import type { SettledPart } from './settled.ts'

export interface SkippingRun {
  readonly plan: Plan
  readonly env: RunEnvironment
  /** Of a wider query. */
  readonly base: Refinable | undefined
  readonly part: SettledPart
  readonly lineStarts: SourceTurns['lineStarts']
  /** By block, whether it may have rows of the numbers that the query asks for. */
  readonly numbers: Uint8Array | undefined
}

/** Blocks of the files that need not be read for a query: without rows of it, or with rows that are all known. Undefined: every one has to be. */
export function skippableBlocks({ plan, env, base, part, lineStarts, numbers }: SkippingRun): ((block: number) => boolean) | undefined {
  const { known, map, sizes } = env
  const mask = known.statistics && blocksToRead(plan, known.statistics)
  const lines = lineStarts && blocksOfLines(plan, lineStarts, map, sizes.blockBytes)
  const whole = showsEveryRow(plan)
  if (!base && !mask && !lines && !numbers && !whole && !part.isTaken) return undefined
  const times = needsTimes(plan, env) && known.wantsStatistics ? known.statistics : undefined
  return (block) =>
    times?.known[block] !== 0 &&
    (part.has(block) || base?.counts.isEmpty(block) || mask?.[block] === 0 || lines?.[block] === 0 || numbers?.[block] === 0 || (whole && known.isKnown(block)))
}
