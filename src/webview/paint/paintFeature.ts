/** Chooses what is marked in the rows that are drawn: highlighters of the settings, below matches of find. */
import { patternOf, type Highlighter } from '../../common/highlighters.ts'
import type { PanelCommand, PanelHostApi } from '../../common/panelProtocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import type { Expression } from '../find/term.ts'
import type { Feature } from '../panel/feature.ts'
import type { PanelModel } from '../panel/model.ts'
import type { Store } from '../store.ts'
import { strings } from '../strings.ts'
import { Painter } from './painter.ts'
import type { Pattern } from './spans.ts'

export interface Paint {
  readonly painter: Painter
  /** Grows when it knows more marks. */
  readonly version: number
}

export class PaintFeature implements Feature {
  private readonly store: Store<PanelModel>
  private readonly host: Proxy<PanelHostApi>
  private readonly say: (feedback: string) => void
  private highlighters: readonly Highlighter[] = []
  private expression: Expression | undefined

  constructor(store: Store<PanelModel>, host: Proxy<PanelHostApi>, say: (feedback: string) => void) {
    this.store = store
    this.host = host
    this.say = say
    store.subscribe(() => this.refresh())
  }

  onCommand(command: PanelCommand): boolean {
    if (command !== 'highlightSelection') return false
    this.add(getSelection()?.toString().trim().split('\n', 1)[0] ?? '')
    return true
  }

  /** Has the host make a highlighter of a text, which the person may change. */
  add(text: string): void {
    this.host.addHighlighter({ text }).catch(() => this.say(strings.somethingFailed))
  }

  private refresh(): void {
    const { settings, find, paint } = this.store.current
    if (settings.highlighters === this.highlighters && find.expression === this.expression) return
    this.highlighters = settings.highlighters
    this.expression = find.expression
    const patterns: Pattern[] = this.expression ? [{ paint: 'find', source: this.expression.source, flags: `${this.expression.flags}gm` }] : []
    for (const one of this.highlighters) {
      const pattern = one.off ? undefined : patternOf(one)
      if (pattern) patterns.push({ paint: one.color, ...pattern })
    }
    paint?.painter.dispose()
    const painter: Painter = new Painter(
      patterns,
      () => this.store.current.paint?.painter === painter && this.store.update({ paint: { painter, version: this.store.current.paint.version + 1 } }),
      ({ paint: color, source }) => this.say(color === 'find' ? strings.find.tooSlow : strings.slowHighlighter({ text: source })),
    )
    this.store.update({ paint: patterns.length > 0 ? { painter, version: 0 } : undefined })
  }
}
