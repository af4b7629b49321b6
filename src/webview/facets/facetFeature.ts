/** The pane at the left: values of fields with their counts, kinds of messages, and figures of numbers, all of the rows that the query gives. */
import type { PanelCommand, PanelHostApi } from '../../common/panelProtocol.ts'
import type { RunResult } from '../../common/protocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import { addStage, stageTexts } from '../../engine/query/editing.ts'
import { printName } from '../../engine/query/printer.ts'
import { drillDown } from '../../engine/stages/drillDown.ts'
import type { Feature } from '../panel/feature.ts'
import type { PanelModel } from '../panel/model.ts'
import type { SideQueries } from '../panel/sideQueries.ts'
import { SideTableQuery, type SideTable } from '../panel/sideTable.ts'
import { filterRange, filterValue } from '../query/valueTerms.ts'
import type { Store } from '../store.ts'
import { facetGroups, type FacetValue } from './facetGroups.ts'

export const TABS = ['facets', 'patterns', 'stats'] as const
export type FacetTab = (typeof TABS)[number]

/** The tables of the tabs; undefined for one that nobody has looked at. */
export type FacetTables = Readonly<Partial<Record<FacetTab, SideTable>>>

/** Values of a field that are shown. */
const VALUES = 8
/** Kinds of messages that are asked for. */
const PATTERNS = 200
/** Numbers of which there are figures at once. */
const NUMBERS = 12

interface Actions {
  setQuery(query: string): void
  run(): Promise<void>
  setView(view: PanelModel['view']): void
}

export class FacetFeature implements Feature {
  private readonly store: Store<PanelModel>
  private readonly actions: Actions
  private readonly queries: Readonly<Record<FacetTab, SideTableQuery>>
  /** The query that each tab's table is of. */
  private readonly asked = new Map<FacetTab, string>()
  /** Counts runs: the same query may be run again over files that have grown. */
  private run = 0

  constructor(store: Store<PanelModel>, host: Proxy<PanelHostApi>, sides: SideQueries, actions: Actions) {
    this.store = store
    this.actions = actions
    const query = (tab: FacetTab): SideTableQuery =>
      new SideTableQuery(tab, sides, host, (table) => {
        store.update({ facets: { ...store.current.facets, [tab]: table } })
        if (tab === 'facets') this.refresh()
      })
    this.queries = { facets: query('facets'), patterns: query('patterns'), stats: query('stats') }
  }

  onRun(_query: string, _result: RunResult): void {
    this.run++
    this.refresh()
  }

  onCommand(command: PanelCommand): boolean {
    if (command !== 'toggleFacets') return false
    this.toggle()
    return true
  }

  get tab(): FacetTab {
    return this.store.current.view.facets?.tab ?? 'facets'
  }

  toggle(): void {
    const { facets } = this.store.current.view
    this.actions.setView({ facets: { ...facets, open: !facets?.open } })
    this.refresh()
  }

  show(tab: FacetTab): void {
    this.actions.setView({ facets: { ...this.store.current.view.facets, open: true, tab } })
    this.refresh()
  }

  /** Folds the values of a field, or unfolds them. */
  fold(field: string, folded: boolean): void {
    const { facets } = this.store.current.view
    this.actions.setView({ facets: { ...facets, folds: { ...facets?.folds, [field]: folded } } })
  }

  /** Keeps the rows with a value, or with `out` those without. */
  filter(field: string, { kind, label, from, to }: FacetValue, out: boolean): void {
    const { query } = this.store.current
    this.apply(kind === 'value' || kind === 'frequent' ? filterValue(query, field, label, out) : filterRange(query, field, from, to, out))
  }

  /** The rows of a kind of messages. */
  filterPattern(row: readonly (string | undefined)[]): void {
    const { query, facets } = this.store.current
    const columns = facets.patterns?.columns ?? []
    const next = drillDown(behind(query, 'patterns'), { has: (name) => columns.includes(name), value: (name) => row[columns.indexOf(name)] })
    if (next !== undefined) this.apply(next)
  }

  /** The table of the tab as the panel's query, to go on with. */
  openAsQuery(): void {
    const stage = this.stageOf(this.tab)
    if (stage !== undefined) this.apply(behind(this.store.current.query, stage))
  }

  private apply(query: string): void {
    this.actions.setQuery(query)
    void this.actions.run()
  }

  /** Asks for what is looked at and not there yet, and for nothing else. */
  private refresh(): void {
    const { view, runQuery } = this.store.current
    for (const tab of TABS) {
      // Which fields are numbers follows from their values.
      const isWanted = view.facets?.open === true && runQuery !== undefined && (tab === this.tab || (tab === 'facets' && this.tab === 'stats'))
      if (!isWanted) {
        if (this.asked.delete(tab)) this.queries[tab].end()
        continue
      }
      const stage = this.stageOf(tab)
      if (stage === undefined) continue
      const query = behind(runQuery, stage)
      const key = `${this.run} ${query}`
      if (this.asked.get(tab) === key) continue
      this.asked.set(tab, key)
      this.queries[tab].run(query)
    }
  }

  private stageOf(tab: FacetTab): string | undefined {
    if (tab === 'facets') return `facets limit=${VALUES}`
    if (tab === 'patterns') return `patterns | head ${PATTERNS}`
    const { facets } = this.store.current.facets
    if (!facets?.done) return undefined
    const numbers = facetGroups(facets).filter(({ values }) => values.some(({ kind }) => kind === 'range')).slice(0, NUMBERS)
    if (numbers.length === 0) return undefined
    return `stats ${numbers.map(({ field }) => FIGURES.map((figure) => `${figure}(${printName(field)}) as ${printName(`${figure} ${field}`)}`).join(', ')).join(', ')}`
  }
}

/** What is said of the numbers of a field. */
export const FIGURES = ['min', 'avg', 'median', 'p95', 'p99', 'max', 'sum'] as const

function behind(query: string, stage: string): string {
  return addStage(query, stageTexts(query).length, stage)
}
