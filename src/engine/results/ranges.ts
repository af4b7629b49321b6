/** Blocks `from` … `to`-1. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Blocks that one task of a pass covers at most: 8 MiB. */
const MAX_RANGE = 32

/**
 * Cuts blocks into ranges for tasks: small ones first, so that a stage that needs few rows reads little, and small ones last, so that all threads end
 * together; `skip` leaves out blocks. With `backward` the last range comes first. `atOnce`: tasks under way together, of which all the
 * first are small.
 */
export function* ranges(
  blocks: Range,
  direction: 'forward' | 'backward' = 'forward',
  skip: (block: number) => boolean = () => false,
  atOnce = 1,
  largest: number = MAX_RANGE,
): Generator<Range> {
  let size = 1
  let given = 0
  let at = direction === 'forward' ? blocks.from : blocks.to
  for (;;) {
    const left = direction === 'forward' ? blocks.to - at : at - blocks.from
    const most = Math.min(size, Math.ceil(left / (2 * atOnce)))
    if (direction === 'forward') {
      while (at < blocks.to && skip(at)) at++
      if (at >= blocks.to) return
      let to = at + 1
      while (to < blocks.to && to - at < most && !skip(to)) to++
      yield { from: at, to }
      at = to
    } else {
      while (at > blocks.from && skip(at - 1)) at--
      if (at <= blocks.from) return
      let from = at - 1
      while (from > blocks.from && at - from < most && !skip(from - 1)) from--
      yield { from, to: at }
      at = from
    }
    if (++given % atOnce === 0) size = Math.min(size * 2, largest)
  }
}
