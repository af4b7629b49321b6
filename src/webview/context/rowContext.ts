import { RAW_COLUMN } from '../../common/page.ts'
import { toErrorData } from '../../common/errors.ts'
import type { PanelCommand } from '../../common/panelProtocol.ts'
import type { BytePlace } from '../nav/trail.ts'
import type { Feature } from '../panel/feature.ts'
import type { PanelModel } from '../panel/model.ts'
import type { Store } from '../store.ts'
import { strings } from '../strings.ts'
import { placeOf, type AroundRows, type LogRow } from './aroundRows.ts'

export type Way = 'above' | 'below'

/** The rows of the log on one side of a row. */
export interface ContextSide {
  readonly rows: readonly LogRow[]
  /** The log ends there. */
  readonly end: boolean
  readonly loading: boolean
  /** Why there are no more, as a sentence. */
  readonly error?: string
}

export interface RowContext {
  readonly place: BytePlace
  /** Of the pages that its rows are on. */
  readonly columns: readonly string[]
  readonly above: ContextSide
  readonly below: ContextSide
}

/** Under which the context in the detail pane is kept; the others are under the keys of their rows. */
export const PANE = 'pane'
/** Rows on each side, at first and with each further step; none is fetched when there are so many. */
const FIRST = 5
const FIRST_IN_PANE = 20
const MORE = 20
const MOST = 205
const MOST_IN_PANE = 1000

const noRows: ContextSide = { rows: [], end: false, loading: false }

/** Opens the rows before and after rows of a filtered result. */
export class RowContexts implements Feature {
  private readonly store: Store<PanelModel>
  private readonly around: AroundRows
  private readonly say: (feedback: string) => void
  private readonly columns: () => readonly string[] | undefined

  /** `columns`: those that the list asks pages for, undefined where these are those of its run. */
  constructor(store: Store<PanelModel>, around: AroundRows, say: (feedback: string) => void, columns: () => readonly string[] | undefined) {
    this.store = store
    this.around = around
    this.say = say
    this.columns = columns
  }

  onRun(): void {
    const { contexts } = this.store.current
    const pane = contexts.get(PANE)
    // Keys are those of a run. The rows around the one in the pane are still those.
    if (contexts.size > 0) this.store.update({ contexts: new Map(pane ? [[PANE, pane]] : []) })
  }

  onCommand(command: PanelCommand): boolean {
    if (command !== 'toggleContext') return false
    const { scroll } = this.store.current
    const row = scroll.rows.find(({ key }) => key === scroll.selection?.focus.key)
    if (row) this.toggle(row.key, placeOf(row))
    else this.say(strings.noRowOfLog)
    return true
  }

  /** Opens the rows around a row of the list, or closes them. */
  toggle(key: string, place: BytePlace): void {
    const { contexts, shown, runQuery } = this.store.current
    if (contexts.has(key)) return this.close(key)
    if (shown?.table || place.offset < 0) return this.say(strings.noRowOfLog)
    if ((runQuery ?? '').trim() === '') return this.say(strings.allRowsShown)
    this.open(key, place, this.columns() ?? shown?.columns ?? [RAW_COLUMN], FIRST)
  }

  /** Shows the rows around another row in the pane. */
  openInPane(place: BytePlace): void {
    const now = this.store.current.contexts.get(PANE)?.place
    if (now?.source !== place.source || now.offset !== place.offset) this.open(PANE, place, [RAW_COLUMN], FIRST_IN_PANE)
  }

  close(key: string): void {
    const rest = new Map(this.store.current.contexts)
    if (rest.delete(key)) this.store.update({ contexts: rest })
  }

  /** Fetches more on one side. */
  async more(key: string, way: Way, count = MORE): Promise<void> {
    const context = this.store.current.contexts.get(key)
    if (!context || context[way].loading || !canGrow(key, context[way])) return
    const { rows } = context[way]
    const edge = way === 'above' ? rows[0] : rows.at(-1)
    this.set(key, context, way, { ...context[way], loading: true, error: undefined })
    let side: ContextSide
    try {
      const found = await this.around[way](edge ? placeOf(edge) : context.place, count, context.columns)
      side = { rows: way === 'above' ? [...found.rows, ...rows] : [...rows, ...found.rows], end: found.end, loading: false }
    } catch (error) {
      side = { ...context[way], loading: false, error: toErrorData(error).message }
    }
    this.set(key, context, way, side)
  }

  private open(key: string, place: BytePlace, columns: readonly string[], count: number): void {
    const contexts = new Map(this.store.current.contexts).set(key, { place, columns, above: noRows, below: noRows })
    this.store.update({ contexts })
    void this.more(key, 'above', count)
    void this.more(key, 'below', count)
  }

  /** Unless it has been closed, or opened for another row. */
  private set(key: string, { place }: RowContext, way: Way, side: ContextSide): void {
    const { contexts } = this.store.current
    const now = contexts.get(key)
    if (now?.place === place) this.store.update({ contexts: new Map(contexts).set(key, { ...now, [way]: side }) })
  }
}

/** More rows of a side may be asked for. */
export function canGrow(key: string, { rows, end }: ContextSide): boolean {
  return !end && rows.length < (key === PANE ? MOST_IN_PANE : MOST)
}
