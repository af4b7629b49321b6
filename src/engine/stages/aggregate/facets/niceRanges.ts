import { DecimalSteps } from '../decimalSteps.ts'
import { decimal, type Cell } from './rangeCounts.ts'

/** Numbers from one on and below another; without a bound there is none on that side. */
export interface Range {
  readonly from: number | undefined
  readonly to: number | undefined
  readonly count: number
}

/** Numbers whose greatest is no more than so many times the least are cut in steps of one width. */
const NEAR = 8
/** The power of ten of the least such width: between smaller ones there would be no float64. */
const LEAST_EXPONENT = -300

/**
 * At most `limit` ranges that all numbers are in, without empty ones, in ascending order. Their bounds are 1, 2 and 5 times powers of ten; numbers that are near one
 * another, for which this is too wide, are cut in steps of one such width. Where there would be more, the outermost range with fewer numbers becomes part of the one
 * beside it, which then has no bound there.
 */
export function niceRanges(cells: readonly Cell[], limit: number): readonly Range[] {
  if (cells.length === 0) return []
  const first = cells[0]
  const last = cells[cells.length - 1]
  const isNear = first.from > 0 ? last.to <= NEAR * first.from : last.to <= 0 && first.from >= NEAR * last.to
  const bounds = (isNear ? steps(cells, limit) : undefined) ?? cells.map((cell) => boundsOf(cell, cells))
  const ranges: { from: number | undefined; to: number | undefined; count: number }[] = []
  cells.forEach(({ count }, i) => {
    const [from, to] = bounds[i]
    const range = ranges.at(-1)
    if (range?.from === from) range.count += count
    else ranges.push({ from, to: to === Infinity ? undefined : to, count })
  })
  while (ranges.length > Math.max(limit, 1)) {
    if (ranges[0].count <= ranges[ranges.length - 1].count) {
      const [lowest] = ranges.splice(0, 1)
      ranges[0] = { ...ranges[0], from: undefined, count: ranges[0].count + lowest.count }
    } else {
      const highest = ranges.pop()!
      const beside = ranges.pop()!
      ranges.push({ ...beside, to: undefined, count: beside.count + highest.count })
    }
  }
  return ranges
}

/** The bounds of the step that each cell is in; undefined where steps of cells would be too wide. */
function steps(cells: readonly Cell[], limit: number): (readonly [number, number])[] | undefined {
  const greatest = Math.max(cells[0].exponent, cells[cells.length - 1].exponent)
  // Bounds are between cells only from that power of ten on.
  for (let exponent = Math.max(LEAST_EXPONENT, greatest - 2); exponent <= greatest; exponent++) {
    for (const digits of [1, 2, 5]) {
      const width = new DecimalSteps(digits, exponent)
      if (width.indexOf(cells[cells.length - 1].from) - width.indexOf(cells[0].from) >= limit) continue
      return cells.map(({ from }) => {
        const step = width.indexOf(from)
        return [width.start(step), width.start(step + 1)]
      })
    }
  }
  return undefined
}

function boundsOf({ sign, exponent, digits }: Cell, cells: readonly Cell[]): readonly [number, number] {
  if (sign === 0) {
    const next = cells.find((each) => each.sign > 0)
    return [0, next ? boundsOf(next, cells)[0] : Infinity]
  }
  // 100 to 999.
  const [low, high] = digits < 200 ? [1, 2] : digits < 500 ? [2, 5] : [5, 10]
  const [from, to] = [decimal(low, exponent), decimal(high, exponent)]
  return sign > 0 ? [from, to] : [-to, -from]
}
