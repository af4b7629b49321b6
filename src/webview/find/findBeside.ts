/** Steps through the rows that a search beside the result gives, from a row of the result on. */
import { Page } from '../../common/page.ts'
import type { FetchResult, Place } from '../../common/protocol.ts'

export interface BesideRow {
  readonly source: number
  readonly offset: number
  readonly block: number
  readonly row: number
  /** 0-based number among the rows of the search, and whether it is known. */
  readonly ordinal: number
  readonly exact: boolean
}

interface Base {
  readonly source: number
  readonly offset: number
}

/** Looking for a row may take several calls, each of which goes on where the one before has ended. */
type Ask = (from: Place, skip: number, count: number) => Promise<FetchResult>

/**
 * The next row behind `base` (1), before it (-1), or at or behind it (0); round the end and the start. Undefined where there is none at all. It asks for as long as there may
 * be one: whoever calls ends it.
 */
export async function findBeside(ask: Ask, base: Base | undefined, way: 1 | -1 | 0): Promise<BesideRow | undefined> {
  const from: Place = base ? { at: 'byte', ...base } : { at: 'start' }
  if (way >= 0) {
    let found = await firstFrom(ask, from, 0)
    if (found && way === 1 && base && isAt(found, base)) found = await firstFrom(ask, { at: 'row', block: found.block, row: found.row }, 1)
    return found ?? (await firstFrom(ask, { at: 'start' }, 0))
  }
  const behind = await firstFrom(ask, from, 0)
  const before = await firstFrom(ask, from, -1)
  // Upwards past the start a page begins at the first row.
  const isBefore = before && !(behind && before.block === behind.block && before.row === behind.row)
  return isBefore ? before : firstFrom(ask, { at: 'end' }, -1)
}

async function firstFrom(ask: Ask, place: Place, moved: number): Promise<BesideRow | undefined> {
  let from = place
  let skip = moved
  for (;;) {
    const answer = await ask(from, skip, 1)
    const [row] = placesOf(answer)
    if (row) return row
    if (answer.resume) ({ from, skip } = answer.resume)
    else if (answer.atEnd || skip < 0) return undefined
    // The rows of the result are still being found.
    else await new Promise((resolve) => setTimeout(resolve, WAIT))
  }
}

const WAIT = 100

/** The rows of an answer by their places. */
function placesOf(answer: FetchResult): BesideRow[] {
  const page = new Page(answer.page)
  return Array.from({ length: page.rows }, (_, i) => ({
    source: page.source[i],
    offset: page.offset[i],
    block: page.block[i],
    row: page.row[i],
    ordinal: answer.ordinal + i,
    exact: answer.ordinalExact,
  }))
}

function isAt({ source, offset }: BesideRow, base: Base): boolean {
  return source === base.source && offset === base.offset
}
