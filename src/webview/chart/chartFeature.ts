/** The chart above a table that numbers can be drawn of. */
import type { PanelCommand, PanelHostApi } from '../../common/panelProtocol.ts'
import type { Progress, RunResult } from '../../common/protocol.ts'
import { remembering } from '../../common/remembering.ts'
import type { Proxy } from '../../common/rpc.ts'
import { parse } from '../../engine/stages/registry.ts'
import type { Feature } from '../panel/feature.ts'
import type { PanelModel } from '../panel/model.ts'
import { TableRows } from '../panel/tableRows.ts'
import type { Store } from '../store.ts'
import { chartData, type ChartData } from './chartData.ts'

/** What tables of these are asked for. */
const DRAWN = ['timechart', 'histogram', 'top', 'rare']

export class ChartFeature implements Feature {
  private readonly store: Store<PanelModel>
  private readonly rows: TableRows
  private readonly setView: (view: PanelModel['view']) => void
  private readonly host: Proxy<PanelHostApi>

  constructor(store: Store<PanelModel>, host: Proxy<PanelHostApi>, setView: (view: PanelModel['view']) => void) {
    this.store = store
    this.host = host
    this.setView = setView
    this.rows = new TableRows(host, ({ columns = [], rows }) => rows && store.update({ chart: chartData({ columns, rows }) }))
  }

  onRun(_query: string, result: RunResult): void {
    this.rows.forget()
    if (!result.table && this.store.current.chart) this.store.update({ chart: undefined })
  }

  onProgress(progress: Omit<Progress, 'analysis'>): void {
    const { result } = this.store.current
    if (result?.table && progress.run === result.run) this.rows.note(result, progress)
  }

  onCommand(command: PanelCommand): boolean {
    if (command !== 'toggleChart') return false
    this.toggle()
    return true
  }

  toggle(): void {
    this.setView({ chart: !isChartOpen(this.store.current) })
  }

  /** Asks where to, and saves a picture of it; `data`: the text of an SVG, or a PNG as base64. */
  save(data: string, kind: 'svg' | 'png'): Promise<void> {
    return this.host.saveChart({ data, kind })
  }
}

/** Whether it is shown, where there is one: as the person chose, else for queries that are made for it. */
export function isChartOpen({ view, runQuery = '' }: PanelModel): boolean {
  return view.chart ?? isDrawn(runQuery)
}

const isDrawn = remembering((query) => parse(query).query.stages.some(({ node, on }) => on && DRAWN.includes(node.name)))

/** What is drawn of a model now. */
export function shownChart(model: PanelModel): ChartData | undefined {
  return model.shown?.table && model.chart && isChartOpen(model) ? model.chart : undefined
}
