/** What a chip says about the rows that go through it. */
import type { StageCounts } from '../../common/protocol.ts'
import { compactCount, formatCount, withExactness } from '../status/format.ts'

/** `92.3 M → 41,207`; only one number where every row goes through. */
export function chipCounts(counts: StageCounts | undefined, on: boolean): string {
  if (!counts || !on) return ''
  const { rowsIn, rowsOut, inExact, outExact } = counts
  const after = withExactness(compactCount(rowsOut), outExact)
  if (rowsIn === rowsOut && inExact === outExact) return after
  // Where bytes decide, rows that are not found are not counted.
  if (rowsIn === 0 && !inExact) return after
  return `${withExactness(compactCount(rowsIn), inExact)} → ${after}`
}

/** The same in words, for a tooltip and for screen readers. */
export function chipCountsTitle(counts: StageCounts | undefined, on: boolean): string {
  if (!counts || !on) return ''
  const { rowsIn, rowsOut, inExact, outExact } = counts
  const atLeast = (count: number, exact: boolean): string => `${exact ? '' : 'at least '}${formatCount(count)}`
  if (rowsIn === 0 && !inExact) return `${atLeast(rowsOut, outExact)} rows out`
  return `${atLeast(rowsIn, inExact)} rows in, ${atLeast(rowsOut, outExact)} out`
}
