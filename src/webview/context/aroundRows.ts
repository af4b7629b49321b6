/** The rows of the whole log around a row of a result. */
import { Page } from '../../common/page.ts'
import type { PanelHostApi } from '../../common/panelProtocol.ts'
import type { FetchResult } from '../../common/protocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import type { BytePlace } from '../nav/trail.ts'
import type { SideQueries } from '../panel/sideQueries.ts'

/** A row of a page; its columns are those that were asked for. */
export interface LogRow {
  readonly page: Page
  readonly index: number
}

export interface Around {
  /** In the order of the log. */
  readonly rows: readonly LogRow[]
  /** There are no more beyond. */
  readonly end: boolean
}

/** Looking for rows may take several calls, each of which goes on where the one before has ended. */
const MOST_CALLS = 20
const SIDE = 'context'

/**
 * Fetches rows that the query has filtered out, from a query of all rows beside it. That runs only for as long as something is fetched: the rows are found without
 * its pass, which would read all of the log.
 */
export class AroundRows {
  private readonly host: Proxy<PanelHostApi>
  private readonly sides: SideQueries
  private users = 0
  private run: Promise<number> | undefined

  constructor(host: Proxy<PanelHostApi>, sides: SideQueries) {
    this.host = host
    this.sides = sides
  }

  /** Up to `count` rows above a row, at least one if there is any. */
  above(place: BytePlace, count: number, columns: readonly string[]): Promise<Around> {
    return this.withRun(async (run) => {
      let wanted = count
      for (let call = 0; call < MOST_CALLS; call++) {
        // The page must reach the row itself, or there might be a gap.
        const answer = await this.host.fetch({ run, from: { at: 'byte', ...place }, skip: -wanted, count: wanted + 1, columns })
        const page = new Page(answer.page, columns)
        const own = indexOf(page, place)
        if (own >= 0 || (answer.atEnd && !answer.resume)) {
          const rows = rowsOf(page, Math.max(0, (own < 0 ? page.rows : own) - wanted), own < 0 ? page.rows : own)
          if (rows.length > 0 || answer.atStart) return { rows, end: answer.atStart }
        } else if (page.rows > 0) wanted = Math.max(1, Math.min(wanted, page.rows) >> 1)
      }
      return { rows: [], end: false }
    })
  }

  /** Up to `count` rows below a row. */
  below(place: BytePlace, count: number, columns: readonly string[]): Promise<Around> {
    return this.withRun(async (run) => {
      let from: { at: 'byte' } & BytePlace | NonNullable<FetchResult['resume']>['from'] = { at: 'byte', ...place }
      let skip = 0
      for (let call = 0; call < MOST_CALLS; call++) {
        const answer: FetchResult = await this.host.fetch({ run, from, skip, count: count + 1, columns })
        const page = new Page(answer.page, columns)
        const first = page.rows > 0 && isAt(page, 0, place) ? 1 : 0
        const rows = rowsOf(page, first, Math.min(page.rows, first + count))
        if (rows.length > 0 || answer.atEnd) return { rows, end: answer.atEnd && first + rows.length === page.rows }
        if (answer.resume) ({ from, skip } = answer.resume)
        else skip += page.rows
      }
      return { rows: [], end: false }
    })
  }

  private async withRun(work: (run: number) => Promise<Around>): Promise<Around> {
    this.users++
    try {
      this.run ??= this.start()
      return await work(await this.run)
    } finally {
      if (--this.users === 0) {
        this.run = undefined
        this.sides.end(SIDE)
      }
    }
  }

  private start(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.sides.run(
        SIDE,
        '',
        ({ result, error }) => {
          if (result) resolve(result.run)
          else if (error !== undefined) reject(new Error(error))
        },
        true,
      )
    })
  }
}

function isAt({ source, offset }: Page, index: number, place: BytePlace): boolean {
  return source[index] === place.source && offset[index] === place.offset
}

/** Index of the row, or of the next of its file where no row begins there; -1 where the page does not reach it. */
function indexOf(page: Page, place: BytePlace): number {
  for (let i = 0; i < page.rows; i++) if (page.source[i] === place.source && page.offset[i] >= place.offset) return i
  return -1
}

function rowsOf(page: Page, from: number, to: number): LogRow[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => ({ page, index: from + i }))
}

export function placeOf({ page, index }: LogRow): BytePlace {
  return { source: page.source[index], offset: page.offset[index] }
}
