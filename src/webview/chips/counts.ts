/** What a chip says about the rows that go through it. */
import type { StageCounts } from '../../common/protocol.ts'
import { compactCount, formatCount, withExactness } from '../status/format.ts'
import { strings } from '../strings.ts'

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
  const words = strings.status
  const atLeast = (count: number, exact: boolean): string => (exact ? formatCount(count) : words.atLeast({ rows: formatCount(count) }))
  if (rowsIn === 0 && !inExact) return words.rowsOut({ rows: atLeast(rowsOut, outExact) })
  return words.rowsInAndOut({ before: atLeast(rowsIn, inExact), after: atLeast(rowsOut, outExact) })
}
