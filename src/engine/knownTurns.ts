import type { TurningStamps } from './records/formats/turning.ts'
import type { BlockStatistics } from './records/statistics.ts'
import { TurnBook, type TurnTable } from './records/time/turnTable.ts'
import type { BlockMap } from './results/blockMap.ts'

/** What a table that is kept begins with. */
const NAME = 'turns '

type SetTimes = (block: number, least: number, greatest: number) => void

/**
 * What passes have found out about stamps that come again every year or day (records/time/turns.ts), file by file; when they have been
 * through all blocks it is known of which year each is.
 */
export class KnownTurns {
  /** Somebody needs them: a pass is to look for them. */
  wanted = false
  private readonly map: BlockMap
  private readonly books: readonly (TurnBook | undefined)[]
  private readonly kept: (TurnTable | undefined)[]
  private made: readonly (TurnTable | undefined)[] | undefined

  /** `stamps`: of the sources that have such. */
  constructor(map: BlockMap, stamps: readonly (TurningStamps | undefined)[]) {
    this.map = map
    this.books = stamps.map((each, source) => each && new TurnBook(map.starts[source + 1] - map.starts[source], each.turning, each.until, each.zone))
    this.kept = stamps.map(() => undefined)
    if (this.books.every((book) => book === undefined)) this.made = []
  }

  /** The tables of the sources that have such stamps; undefined while not all is known. */
  get tables(): readonly (TurnTable | undefined)[] | undefined {
    return this.made
  }

  /** There are sources with such stamps. */
  get isUsed(): boolean {
    return this.books.some((book) => book !== undefined)
  }

  /** Somebody waits for what is not known. */
  get missing(): boolean {
    return this.wanted && !this.made
  }

  /** Whether a pass over the block would tell something that somebody needs. */
  wants(block: number): boolean {
    if (!this.missing) return false
    const source = this.map.sourceOf(block)
    return this.kept[source] === undefined && this.books[source]?.has(block - this.map.starts[source]) === false
  }

  has(source: number): boolean {
    return this.books[source] !== undefined
  }

  /** Notes statistics of the blocks from `from` on; when these were the last, `setTimes` is told which least and greatest times are meant. */
  note(from: number, { turns, lines }: BlockStatistics, setTimes: SetTimes): void {
    if (this.made) return
    for (let i = 0; i < lines.length; i++) {
      const source = this.map.sourceOf(from + i)
      this.books[source]?.note(from + i - this.map.starts[source], turns?.[i])
    }
    this.settle(setTimes)
  }

  /** Takes a table that was kept of the source. */
  take(source: number, table: string): boolean {
    const book = this.books[source]
    const parsed = book && parseTable(book, table)
    if (!parsed) return false
    this.kept[source] = parsed
    this.settle(() => undefined)
    return true
  }

  /** The table of a source as text, to be kept; undefined where it is not known. */
  text(source: number): string | undefined {
    const table = this.made?.[source]
    return table && NAME + Array.from(table.turns, (turn, i) => `${turn}@${table.offsets[i]}`).join(',')
  }

  private settle(setTimes: SetTimes): void {
    if (this.made || this.books.some((book, source) => book && !book.complete && !this.kept[source])) return
    this.made = this.books.map((book, source) => {
      const first = this.map.starts[source]
      return (
        this.kept[source] ??
        book?.table((block, least, greatest) => setTimes(first + block, least, greatest))
      )
    })
  }
}

function parseTable({ turning, until, zone }: TurnBook, text: string): TurnTable | undefined {
  if (!text.startsWith(NAME)) return undefined
  const entries = text === NAME ? [] : text.slice(NAME.length).split(',').map((entry) => entry.split('@').map(Number))
  if (entries.some((entry) => entry.length !== 2 || !entry.every(Number.isSafeInteger))) return undefined
  return { turning, until, zone, offsets: Float64Array.from(entries, ([, offset]) => offset), turns: Int32Array.from(entries, ([turn]) => turn) }
}
