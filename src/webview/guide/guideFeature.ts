import type { PanelCommand, PanelHostApi } from '../../common/panelProtocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import { putExamples, type Examples } from '../../engine/language/examples.ts'
import type { Feature } from '../panel/feature.ts'
import type { PanelModel } from '../panel/model.ts'
import type { Store } from '../store.ts'
import { examplesFor, type Example } from './examples.ts'

/** What the guide needs of the panel. */
interface Panel {
  readonly store: Store<PanelModel>
  readonly host: Proxy<PanelHostApi>
  apply(query: string): void
  focusQuery(): void
}

/** Helps a person who is here for the first time: a card of what can be typed, and examples for this log. */
export class GuideFeature implements Feature {
  private readonly panel: Panel
  private learned: Promise<void> | undefined

  constructor(panel: Panel) {
    this.panel = panel
  }

  onCommand(command: PanelCommand): boolean {
    if (command !== 'showGuide') return false
    this.show(true)
    return true
  }

  /** Gets what help says of stages and functions. The page does without it until its rows are there: whoever is quicker waits for it. */
  learn(): Promise<void> {
    const fail = (): void => void (this.learned = undefined)
    return (this.learned ??= this.panel.host.examples({}).then((examples) => putExamples(examples as Examples)).catch(fail))
  }

  show(open: boolean): void {
    const set = (): void => this.panel.store.update({ guideOpen: open })
    if (open) void this.learn().then(set)
    else set()
  }

  /** Runs an example; from there the person types on. */
  use({ query }: Example): void {
    this.show(false)
    this.panel.apply(query)
    this.panel.focusQuery()
  }

  /** Whether examples are offered while the query is empty, in this and all other panels. */
  offer(on: boolean): void {
    const { settings } = this.panel.store.current
    this.panel.store.update({ settings: { ...settings, examples: on } })
    this.panel.host.offerExamples({ on }).catch(() => undefined)
  }

  getStarted(): void {
    this.show(false)
    this.panel.host.getStarted({}).catch(() => undefined)
  }
}

/** The examples for the files that are open; none where there is nothing in them. */
export function examplesOf({ fields, sources }: Pick<PanelModel, 'fields' | 'sources'>, duration?: number): readonly Example[] {
  if (!fields || sources.every(({ size }) => size === 0)) return []
  return examplesFor(fields, sources.map(({ name }) => name), duration)
}

/** Milliseconds from the first time in the log to the last, once all of it is known. */
export function durationOf({ timeline: { data } }: Pick<PanelModel, 'timeline'>): number | undefined {
  return data?.known === 1 && data.least !== undefined && data.greatest !== undefined ? data.greatest - data.least : undefined
}

/** They are offered beside the stages: nobody has typed anything, and they were not put away. */
export function offersExamples({ settings, query, runQuery, phase, openError }: PanelModel): boolean {
  return phase === 'ready' && !openError && settings.examples && query.trim() === '' && (runQuery ?? '').trim() === ''
}
