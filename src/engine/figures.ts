import type { Figures, RowRange } from '../common/protocol.ts'
import { throwIfAborted } from '../common/errors.ts'
import { mergedItems } from './merge/mergedItems.ts'
import { itemsOf } from './render.ts'
import { FiguresSoFar } from './results/figures.ts'
import { inOrder } from './results/inOrder.ts'
import { idlest } from './results/pool.ts'
import { inputBlocks } from './results/segmentInput.ts'
import type { Run } from './run.ts'
import type { RunEnvironment } from './runEnvironment.ts'

/** Blocks that one task looks at, at most. */
const LARGEST = 16

/** What the rows of some parts of a run's result come to, which have no rows in common. Its input must be complete. Throws SluiceError. */
export async function figuresOf(run: Run, env: RunEnvironment, parts: readonly RowRange[], column?: string, signal?: AbortSignal): Promise<Figures> {
  await run.haveTimes(!run.plan.columns.table)
  const segment = run.lastSegment
  const blocks = segment === 0 ? env.map.blocks : inputBlocks(run.input(segment) ?? { kind: 'spans', spans: new Uint32Array() })
  const sum = new FiguresSoFar(column)
  for (const range of parts) {
    const merged = await mergedItems(run, env, range, LARGEST, signal)
    for (const items of merged?.map((source) => source.items) ?? [itemsOf(run, env, blocks, range, LARGEST)]) {
      const look = (item: { from: number; to: number; skip: number; take: number }) => idlest(env.pool.lanes).calls.figures({ program: run.id, segment, ...item, column }, signal)
      for await (const { result } of inOrder(items, 2 * env.pool.lanes.length, look, 4 * env.pool.lanes.length)) {
        throwIfAborted(signal)
        sum.add(result)
      }
    }
  }
  return sum.figures
}
