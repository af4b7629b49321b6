/** A host with a result of plain rows in memory, that answers as the protocol says, with all its liberties. */
import { encodePage, Page, type PageRow } from '../../../../src/common/page.ts'
import type { Place } from '../../../../src/common/protocol.ts'
import type { Answer, Request, ScrollState } from '../../../../src/webview/scroll/state.ts'
import { reduceScroll, type ScrollAction } from '../../../../src/webview/scroll/reducer.ts'
import { wanted } from '../../../../src/webview/scroll/requests.ts'

export const BLOCK_ROWS = 7
export const ROW_BYTES = 100

export class ModelHost {
  /** Rows that the result will have in the end. */
  readonly total: number
  /** Rows that the pass has found so far. */
  found: number
  /** Rows that fit into a page. */
  pageRows: number
  /** Rows that one call may pass over before it answers `resume`. */
  patience: number
  /** An unfinished search upwards brings along the rows that it passed. */
  readonly generous: boolean
  /** The result has every so manieth row of the file. */
  readonly every: number
  calls = 0

  constructor(total: number, options: { found?: number; pageRows?: number; patience?: number; generous?: boolean; every?: number } = {}) {
    this.total = total
    this.found = options.found ?? total
    this.pageRows = options.pageRows ?? 1000
    this.patience = options.patience ?? Infinity
    this.generous = options.generous ?? false
    this.every = options.every ?? 1
  }

  get done(): boolean {
    return this.found >= this.total
  }

  private indexOf(place: Place): number {
    switch (place.at) {
      case 'start':
        return 0
      case 'end':
        return this.found
      case 'row':
        return place.block * BLOCK_ROWS + place.row
      case 'byte':
        return Math.min(this.found, Math.ceil(place.offset / ROW_BYTES / this.every))
      case 'fraction':
        return Math.min(this.found, Math.floor(place.value * this.total))
      case 'line':
        return Math.min(this.found, place.line - 1)
      // A row a millisecond.
      case 'time':
        return Math.min(this.found, place.value)
    }
  }

  answer({ from, skip, count }: Request): Answer {
    this.calls++
    const origin = this.indexOf(from)
    const step = Math.max(-this.patience, Math.min(this.patience, skip))
    const first = Math.max(0, Math.min(this.found, origin + step))
    const left = skip - step
    const unfinished = left !== 0 && first > 0 && first < this.found
    const end = Math.min(this.found, first + Math.min(count, this.pageRows))
    const rows = unfinished && !(this.generous && skip < 0) ? [] : Array.from({ length: end - first }, (_, i) => modelRow(first + i, this.every))
    return {
      page: new Page(encodePage(rows, 1)),
      atStart: first === 0,
      atEnd: this.done && first + rows.length >= this.total && !unfinished,
      resume: unfinished ? { from: anchorOf(first), skip: left } : undefined,
      scroll: [first / Math.max(1, this.total), (first + rows.length) / Math.max(1, this.total)],
      ordinal: first,
      ordinalExact: first % 3 === 0,
    }
  }
}

function anchorOf(index: number): Place {
  return { at: 'row', block: Math.floor(index / BLOCK_ROWS), row: index % BLOCK_ROWS }
}

function modelRow(index: number, every: number): PageRow {
  const text = new TextEncoder().encode(`row ${index}`)
  return {
    line: index * every + 1,
    offset: index * every * ROW_BYTES,
    time: NaN,
    block: Math.floor(index / BLOCK_ROWS),
    row: index % BLOCK_ROWS,
    source: 0,
    more: 0,
    flags: 0,
    level: 0,
    cells: [text],
    marks: [],
  }
}

/** Numbers in the result of the window's rows. */
export function windowRows(state: ScrollState): number[] {
  return state.rows.map(({ block, row }) => block * BLOCK_ROWS + row)
}

/** Applies actions and answers all that is asked for, until nothing is missing. */
export class Driver {
  state: ScrollState
  readonly host: ModelHost

  constructor(state: ScrollState, host: ModelHost) {
    this.state = state
    this.host = host
  }

  act(action: ScrollAction): void {
    this.state = reduceScroll(this.state, action)
  }

  /** Sends what is wanted now. */
  send(): void {
    for (const request of wanted(this.state)) this.act({ type: 'sent', request })
  }

  /** Answers the request in flight at `place` (of those there are). */
  answerOne(place: number): void {
    const { flight } = this.state
    if (flight.length === 0) return
    const request = flight[place % flight.length]
    this.act({ type: 'answer', id: request.id, answer: this.host.answer(request) })
  }

  settle(): void {
    for (let i = 0; ; i++) {
      this.send()
      if (this.state.flight.length === 0) return
      if (i > 5000) throw new Error('it never stops asking')
      this.answerOne(i)
    }
  }
}
