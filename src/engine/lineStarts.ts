import { countIn } from './linesAbove.ts'
import { inOrder } from './results/inOrder.ts'
import type { Plan } from './results/plan.ts'
import { idlest } from './results/pool.ts'
import { ranges, type Range } from './results/ranges.ts'
import type { StageNode } from './query/ast.ts'
import type { RunEnvironment } from './runEnvironment.ts'
import { stageOf } from './stages/registry.ts'

/** Blocks that are counted at a time at first: what is wanted is often near the start. */
const COUNTED_RANGE = 16

/** Lines of which a stage has to know where they start. */
export function linesOf(node: StageNode): readonly number[] {
  const stage = stageOf(node)
  return stage.kind === 'blockLocal' ? (stage.lineStarts?.(node) ?? []) : []
}

/** Lines of which a plan's stages have to know where they start, ascending. */
export function linesWanted({ segments }: Pick<Plan, 'segments'>): readonly number[] {
  const wanted = new Set<number>()
  for (const { local, end } of segments) {
    for (const line of local.flatMap(({ node }) => linesOf(node))) wanted.add(line)
    // From here on rows are no parts of blocks of the files: they know their numbers, or have none.
    if (end?.kind === 'sequential' || end?.kind === 'aggregate') break
  }
  return [...wanted].sort((a, b) => a - b)
}

/** Where lines (ascending, from 1) start in each source; Infinity where one has not so many. Counts the lines above them that are not counted yet. `check` throws when nobody wants them any more. */
export async function findLineStarts(program: number, env: RunEnvironment, wanted: readonly number[], check: () => void): Promise<ReadonlyMap<number, number>[]> {
  const found: Map<number, number>[] = []
  for (let source = 0; source + 1 < env.map.starts.length; source++) found.push(await startsIn(program, env, source, wanted, check))
  return found
}

async function startsIn(program: number, env: RunEnvironment, source: number, wanted: readonly number[], check: () => void): Promise<Map<number, number>> {
  const { lanes } = env.pool
  const { lines } = env.known
  const starts = new Map<number, number>(wanted.map((line) => [line, Infinity]))
  let above = 0
  let next = 0
  const [from, to] = [env.map.starts[source], env.map.starts[source + 1]]
  const counted = (part: Range): Promise<void> => countIn(program, env, part, check)
  for await (const { item } of inOrder(ranges({ from, to }, 'forward', undefined, 2 * lanes.length, COUNTED_RANGE), 2 * lanes.length, counted)) {
    for (let block = item.from; block < item.to; block++) {
      const count = lines.at(block)
      for (; next < wanted.length && wanted[next] <= above + count; next++) {
        const { offset } = await idlest(lanes).calls.lineOffset({ program, block, line: wanted[next] - 1 - above })
        starts.set(wanted[next], offset)
      }
      if (next === wanted.length) return starts
      above += count
    }
  }
  return starts
}
