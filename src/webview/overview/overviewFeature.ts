/** Asks what is where along the scrollbar, as passes find it out. */
import type { PanelHostApi } from '../../common/panelProtocol.ts'
import type { Overview } from '../../common/protocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import type { PanelModel } from '../panel/model.ts'
import type { Store } from '../store.ts'

/** Slices are of two pixels. */
const SLICE = 2
/** Time between two calls at least, in milliseconds. */
const PAUSE = 500

export class OverviewFeature {
  private readonly store: Store<PanelModel>
  private readonly host: Proxy<PanelHostApi>
  private asked = ''
  private failed = ''
  private bookmarks: PanelModel['bookmarks'] = []
  private timer: ReturnType<typeof setTimeout> | undefined
  private asking = false

  constructor(store: Store<PanelModel>, host: Proxy<PanelHostApi>) {
    this.store = store
    this.host = host
    store.subscribe(() => this.refresh())
  }

  private refresh(): void {
    const { result, overview } = this.store.current
    // Not after a pause: until then there would be marks of other rows.
    if (result?.table && overview) this.store.update({ overview: undefined })
    if (this.timer === undefined && !this.asking && this.isOut()) void this.ask()
  }

  /** What the answer depends on is not what it was. */
  private isOut(): boolean {
    return this.key !== this.asked || this.store.current.bookmarks !== this.bookmarks
  }

  private get key(): string {
    const { result, progress, find, scroll } = this.store.current
    const { run, total, exact } = find
    return [result?.run, result?.table, progress?.state, progress?.version, progress?.bytesDone, progress?.exact, run, run && total, run && exact, Math.round(scroll.viewHeight)].join()
  }

  private async ask(): Promise<void> {
    const { result, bookmarks, find, scroll } = this.store.current
    this.asked = this.key
    this.bookmarks = bookmarks
    if (!result || result.table || scroll.viewHeight <= 0) {
      if (this.store.current.overview) this.store.update({ overview: undefined })
      return
    }
    this.asking = true
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.refresh()
    }, PAUSE)
    const places = bookmarks.flatMap((list, source) => list.map(({ offset }) => ({ source, offset })))
    try {
      const overview = await this.host.overview({ run: result.run, found: find.run, slices: Math.max(1, Math.floor(scroll.viewHeight / SLICE)), places })
      if (this.store.current.result === result) this.store.update({ overview })
    } catch {
      // A run has been replaced meanwhile; asked once more, as the next one may have come before this.
      if (this.failed !== this.asked) {
        this.failed = this.asked
        this.asked = ''
      }
    }
    this.asking = false
    this.refresh()
  }
}

/** Slices in which there are so many more of them than elsewhere that it tells something: where they are everywhere in the part that is `known`, those with more than twice the mean. */
export function standingOut(counts: readonly number[], known: number): boolean[] {
  const filled = counts.filter((count) => count > 0).length
  const mean = counts.reduce((sum, count) => sum + count, 0) / Math.max(1, filled)
  return counts.map((count) => count > 0 && (filled <= (known * counts.length) / 2 || count > 2 * mean))
}

/** What is drawn in a slice of the strip. */
export function slicesOf({ matches, errors, warnings, known, places }: Overview, marks: readonly number[] | undefined): { matches: boolean[]; errors: boolean[]; warnings: boolean[]; places: readonly number[] } {
  const found = matches.map((count) => count > 0)
  for (const mark of marks ?? []) found[Math.min(found.length - 1, Math.floor(mark * found.length))] = true
  return { matches: found, errors: standingOut(errors, known), warnings: standingOut(warnings, known), places }
}
