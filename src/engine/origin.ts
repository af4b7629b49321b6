import type { Run } from './run.ts'
import type { RunEnvironment } from './runEnvironment.ts'

/** The block (over all sources) that block `block` of a segment goes back to; undefined for rows of a table. */
export function originBlock(run: Run, segment: number, block: number): number | undefined {
  let at = block
  for (let s = segment; s > 0; s--) {
    const input = run.input(s)
    if (input?.kind !== 'spans') return undefined
    at = input.spans[3 * at]
  }
  return at
}

/**
 * The block of the last segment in which rows at or after byte `offset` of a source begin: rows before the block all start earlier. 0 for a
 * table; the number of blocks if there is none.
 */
export function blockAt(run: Run, env: RunEnvironment, source: number, offset: number): number {
  const { map, sizes } = env
  const start = map.starts[source] ?? map.blocks
  const end = map.starts[source + 1] ?? map.blocks
  const wanted = Math.min(end, start + Math.floor(offset / sizes.blockBytes))
  const segment = run.lastSegment
  if (segment === 0) return wanted
  let low = 0
  let high = run.counts?.blocks ?? 0
  while (low < high) {
    const middle = (low + high) >> 1
    const origin = originBlock(run, segment, middle)
    if (origin === undefined) return 0
    if (origin < wanted) low = middle + 1
    else high = middle
  }
  return low
}
