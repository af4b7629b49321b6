import { randomUUID } from 'node:crypto'
import { Emitter, type Disposable } from '../../common/lifecycle.ts'
import type { BoundPlace, BoundState, PanelEvents } from '../../common/panelProtocol.ts'
import type { Params } from '../../common/rpc.ts'
import { boundTexts } from './texts.ts'

/** A panel, as far as binding needs it. */
export interface Side {
  readonly name: string
  emit<K extends 'bound' | 'boundTo'>(event: K, params: Params<PanelEvents, K>): void
}

interface Pair {
  readonly id: string
  readonly sides: readonly [Side, Side]
  /** Milliseconds that the clock of the second is ahead. */
  readonly offset: number
  /** What the list was last moved to, and where. */
  last?: { readonly from: Side; readonly place: BoundPlace }
}

/** Which panels scroll together. Each is bound to one other at most; what is in view goes from the one that was moved to the other. */
export class Bindings implements Disposable {
  /** Panels were bound, or no longer are. */
  readonly onChange = new Emitter<void>()
  private readonly pairs = new Map<Side, Pair>()
  /** Sides that were bound before the window was reloaded, until the others come back; by pair. */
  private readonly waiting = new Map<string, { readonly side: Side; readonly offset: number }>()
  private readonly chosen = new Map<Side, number>()
  private disposed = false

  /** `first` tells what is in view; the second goes there. */
  bind(first: Side, second: Side, offset = 0, id: string = randomUUID()): void {
    if (first === second) return
    this.part(first)
    this.part(second)
    this.waitNoMore(first)
    this.waitNoMore(second)
    const pair: Pair = { id, sides: [first, second], offset }
    for (const side of pair.sides) this.pairs.set(side, pair)
    this.tell(second)
    this.tell(first, true)
    this.onChange.fire()
  }

  unbind(side: Side): void {
    if (this.part(side)) this.onChange.fire()
  }

  other(side: Side | undefined): Side | undefined {
    return side && this.pairs.get(side)?.sides.find((each) => each !== side)
  }

  /** The page of a panel is there, perhaps again; `kept`: what it was bound by before. */
  arrived(side: Side, kept: unknown): void {
    const pair = this.pairs.get(side)
    if (pair) {
      this.tell(side, !pair.last && pair.sides[0] === side)
      if (pair.last) this.pass(pair, pair.last.from, side)
    } else if (isState(kept)) {
      const partner = this.waiting.get(kept.id)
      if (partner && partner.side !== side) {
        this.bind(partner.side, side, partner.offset, kept.id)
      } else {
        this.waiting.set(kept.id, { side, offset: kept.offset })
        side.emit('bound', { waiting: true })
      }
    } else side.emit('bound', {})
  }

  /** A panel tells what is in view, or which row was selected. */
  placed(from: Side, { place, chosen }: { readonly place?: BoundPlace; readonly chosen?: number }): void {
    if (chosen !== undefined) this.chosen.set(from, chosen)
    const pair = this.pairs.get(from)
    if (!pair || !place) return
    pair.last = { from, place }
    for (const side of pair.sides) this.pass(pair, from, side)
  }

  /** How far the clock of the second is ahead, if the rows that were selected last in both tell of the same moment. */
  offsetBetween(first: Side, second: Side): number | undefined {
    const [from, to] = [this.chosen.get(first), this.chosen.get(second)]
    return from === undefined || to === undefined ? undefined : to - from
  }

  /** The panel was closed. */
  remove(side: Side): void {
    this.chosen.delete(side)
    this.waitNoMore(side)
    this.unbind(side)
  }

  /** Panels that go with the window stay bound. */
  dispose(): void {
    this.disposed = true
    this.onChange.dispose()
  }

  private waitNoMore(side: Side): void {
    for (const [id, entry] of this.waiting) if (entry.side === side) this.waiting.delete(id)
  }

  private part(side: Side): boolean {
    const pair = this.pairs.get(side)
    if (!pair || this.disposed) return false
    for (const each of pair.sides) {
      this.pairs.delete(each)
      each.emit('bound', {})
    }
    return true
  }

  private tell(side: Side, lead = false): void {
    const pair = this.pairs.get(side)
    const other = this.other(side)
    if (!pair || !other) return
    const offset = ahead(pair, side)
    side.emit('bound', { bound: { id: pair.id, offset, ...boundTexts(side.name, other.name, offset) }, lead })
  }

  private pass(pair: Pair, from: Side, to: Side): void {
    if (to !== from && pair.last) to.emit('boundTo', { ...pair.last.place, time: pair.last.place.time + ahead(pair, from) })
  }
}

/** How far the clock of the other is ahead of that of `side`. */
function ahead({ sides: [first], offset }: Pair, side: Side): number {
  return side === first ? offset : 0 - offset
}

function isState(value: unknown): value is BoundState {
  if (typeof value !== 'object' || value === null) return false
  const { id, offset } = value as Partial<Record<keyof BoundState, unknown>>
  return typeof id === 'string' && Number.isFinite(offset)
}
