import { inOrder } from './results/inOrder.ts'
import { idlest } from './results/pool.ts'
import { ranges, type Range } from './results/ranges.ts'
import { originBlock } from './origin.ts'
import type { Run } from './run.ts'
import type { RunEnvironment } from './runEnvironment.ts'

/** Lines above a block in its source: exact where those of all blocks before it are known, else estimated. */
export function linesAbove({ known: { lines }, map }: RunEnvironment, block: number): number {
  return lines.before(block).value - lines.before(map.starts[map.sourceOf(block)]).value
}

/** Counts the lines of blocks of the files, unless they are counted. `check` throws when nobody wants them any more. */
export async function countIn(program: number, { pool, known: { lines } }: RunEnvironment, part: Range, check: () => void): Promise<void> {
  check()
  let isKnown = true
  for (let block = part.from; block < part.to; block++) isKnown &&= lines.at(block) >= 0
  if (isKnown) return
  const result = await idlest(pool.lanes).calls.countLines({ program, ...part })
  result.lines.forEach((count, i) => lines.set(part.from + i, count))
}

/** Lines above each block of a range of a segment, in its source: counted as it goes, ahead of the rows that need them. */
export function countedLines(run: Run, env: RunEnvironment, segment: number, signal?: AbortSignal): (item: Range) => Promise<Float64Array> {
  const { pool } = env
  const { lines } = env.known
  let counted: Promise<void> = Promise.resolve()
  let issued = lines.prefix

  // Items come in order and each counts what it needs, so what is above an item is counted when its turn comes.
  const countTo = (end: number): Promise<void> => {
    const from = issued
    if (end > from) {
      issued = end
      const work = async (part: { from: number; to: number }): Promise<void> => {
        const result = await idlest(pool.lanes).calls.countLines({ program: run.id, ...part }, signal)
        result.lines.forEach((count, i) => lines.set(part.from + i, count))
      }
      const before = counted
      counted = (async () => {
        const known = (block: number): boolean => lines.at(block) >= 0
        for await (const _ of inOrder(ranges({ from, to: end }, 'forward', known), 2 * pool.lanes.length, work));
        await before
      })()
      counted.catch(() => undefined)
    }
    return counted
  }

  return async (item) => {
    const origins = Array.from({ length: item.to - item.from }, (_, i) => originBlock(run, segment, item.from + i) ?? -1)
    await countTo(Math.max(...origins) + 1)
    return Float64Array.from(origins, (block) => (block < 0 ? 0 : linesAbove(env, block)))
  }
}
