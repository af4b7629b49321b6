import { toErrorData } from '../../common/errors.ts'
import { MAX_PAGE_ROWS } from '../../common/constants.ts'
import { Page } from '../../common/page.ts'
import type { PanelHostApi } from '../../common/panelProtocol.ts'
import type { Place } from '../../common/protocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import { RegexThread } from '../paint/regexThread.ts'
import { strings } from '../strings.ts'
import type { Expression } from './term.ts'

/** Rows of a table that are looked through; what is behind them is not. */
const MOST_ROWS = 100_000

export interface TableMatch {
  readonly block: number
  readonly row: number
  readonly ordinal: number
}

export interface TableSearch {
  /** In the order of the rows. */
  readonly matches: readonly TableMatch[]
  /** Rows that were looked at. */
  readonly rows: number
  readonly done: boolean
  readonly failed?: string
}

/** Looks through the rows of a result page by page: those of a table have no places in the files by which a search beside it could name them. */
export class TableFinder {
  private readonly host: Proxy<PanelHostApi>
  private abort: AbortController | undefined
  private matches: readonly TableMatch[] = []

  constructor(host: Proxy<PanelHostApi>) {
    this.host = host
  }

  stop(): void {
    this.abort?.abort()
    this.matches = []
  }

  async search(run: number, columns: readonly string[], { source, flags }: Expression, tell: (search: TableSearch) => void): Promise<void> {
    this.stop()
    const abort = new AbortController()
    this.abort = abort
    const thread = new RegexThread()
    const matches: TableMatch[] = []
    let from: Place = { at: 'start' }
    let skip = 0
    let rows = 0
    const say = (done: boolean, failed?: string): void => {
      this.matches = matches
      tell({ matches, rows, done, failed })
    }
    try {
      for (;;) {
        const answer = await this.host.fetch({ run, from, skip, count: MAX_PAGE_ROWS, columns }, abort.signal)
        const page = new Page(answer.page, columns)
        const texts = Array.from({ length: page.rows }, (_, row) => columns.map((_, column) => page.cell(row, column) ?? '').join('\n'))
        const found = texts.length === 0 ? [] : await thread.run({ paint: '', source, flags: `${flags}gm` }, texts)
        if (abort.signal.aborted) return
        if (!found) return say(true, strings.find.tooSlow)
        found.forEach((spans, i) => spans.length > 0 && matches.push({ block: page.block[i], row: page.row[i], ordinal: answer.ordinal + i }))
        rows = Math.max(rows, answer.ordinal + page.rows)
        const last = page.rows - 1
        if (answer.resume) ({ from, skip } = answer.resume)
        else if (last < 0 || answer.atEnd || rows >= MOST_ROWS) return say(true)
        else [from, skip] = [{ at: 'row', block: page.block[last], row: page.row[last] }, 1]
        say(false)
      }
    } catch (error) {
      if (!abort.signal.aborted) say(true, toErrorData(error).message)
    } finally {
      thread.dispose()
    }
  }

  /** The match behind a row (1), before it (-1), or at or behind it (0), round the ends; `number` is 1-based. */
  next(row: { readonly block: number; readonly row: number } | undefined, way: 1 | -1 | 0): (TableMatch & { number: number }) | undefined {
    const { matches } = this
    if (matches.length === 0) return undefined
    const index = row ? matches.findIndex((match) => compare(match, row) >= 0) : 0
    const at = index < 0 ? matches.length : index
    const isThere = row !== undefined && at < matches.length && compare(matches[at], row) === 0
    const next = way < 0 ? at - 1 : way > 0 && isThere ? at + 1 : at
    const round = (next + matches.length) % matches.length
    return { ...matches[round], number: round + 1 }
  }
}

function compare(a: { readonly block: number; readonly row: number }, b: { readonly block: number; readonly row: number }): number {
  return a.block - b.block || a.row - b.row
}
