/** From error to error: the next row, or the one before, that is an error or worse, among those of the result. */
import type { PanelCommand } from '../../common/panelProtocol.ts'
import { joinStages, stageTexts } from '../../engine/query/editing.ts'
import type { Feature } from '../panel/feature.ts'
import { strings } from '../strings.ts'
import { findBeside } from './findBeside.ts'
import type { FindOptions } from './findFeature.ts'
import { showRow, startRow } from './rowInView.ts'
import { keepsPlaces } from './term.ts'

const SIDE = 'errors'

interface Options extends FindOptions {
  say(text: string): void
  report(error: unknown): void
}

export class ErrorSteps implements Feature {
  private readonly panel: Options
  /** Of the side run that has the errors of the shown result. */
  private run: number | undefined
  private started = false
  private wanted: 1 | -1 | undefined
  private going: AbortController | undefined

  constructor(panel: Options) {
    this.panel = panel
  }

  onRun(): void {
    this.going?.abort()
    this.panel.sides.end(SIDE)
    this.started = false
    this.run = this.wanted = undefined
  }

  onCommand(command: PanelCommand): boolean {
    if (command !== 'nextError' && command !== 'previousError') return false
    this.step(command === 'nextError' ? 1 : -1)
    return true
  }

  private step(way: 1 | -1): void {
    const { sides, store, say } = this.panel
    const { result, runQuery = '' } = store.current
    if (!result || result.table || !keepsPlaces(runQuery)) return say(strings.noRowOfLog)
    this.wanted = way
    if (this.started) return this.go()
    this.started = true
    const query = joinStages([...stageTexts(runQuery), { text: 'search level>=error', on: true }])
    sides.run(
      SIDE,
      query,
      ({ result: found, error }) => {
        if (error) say(error)
        this.run = found?.run
        this.go()
      },
      true,
    )
  }

  private go(): void {
    const { run, wanted } = this
    if (!run || !wanted) return
    this.wanted = undefined
    this.going?.abort()
    this.going = new AbortController()
    void this.goTo(run, wanted, this.going.signal)
  }

  private async goTo(run: number, way: 1 | -1, signal: AbortSignal): Promise<void> {
    const { store, host, scroll, say, report } = this.panel
    const { base, selected } = startRow(store.current.scroll)
    try {
      // From a row that is only in view, that row itself may be the one.
      const found = await findBeside((from, skip, count) => host.fetch({ run, from, skip, count, columns: [] }, signal), base, way > 0 && !selected ? 0 : way)
      if (signal.aborted) return
      if (found) showRow(store.current.scroll, found, scroll)
      else say(strings.noErrors)
    } catch (error) {
      if (!signal.aborted) report(error)
    }
  }
}
