/** The numbers of the lines above blocks, counted no farther than they are asked for. */
import { countIn } from './linesAbove.ts'
import { inOrder } from './results/inOrder.ts'
import type { Plan } from './results/plan.ts'
import { ranges, type Range } from './results/ranges.ts'
import { numbersAskedFor } from './results/skipping.ts'
import type { RunEnvironment } from './runEnvironment.ts'
import { stageOf } from './stages/registry.ts'

/** Blocks of a source that are counted at first; then twice as many each time, since whoever asks for some may ask for all. */
const FIRST_COUNTED = 16

interface Options {
  readonly program: number
  readonly env: RunEnvironment
  readonly plan: Plan
  /** Throws when nobody wants the numbers any more. */
  readonly check: () => void
  /** Told of the lines above each block in its source (NaN: not known yet), whenever more are known. */
  readonly tell: (above: Float64Array) => void
}

/** Whether a plan's blocks are asked for in their order, perhaps not all of them, and none is looked at besides. */
export function stopsEarly({ segments: [{ end }] }: Plan, { merging }: Pick<RunEnvironment, 'merging'>): boolean {
  if (!end || merging) return false
  if (end.kind === 'sequential') return true
  const stage = stageOf(end.node)
  return stage.kind === 'ordered' && stage.create(end.node).direction === 'forward'
}

export class LinesOnTheWay {
  private readonly options: Options
  private readonly above: Float64Array
  /** Behind the last block of each source of which it is known how many lines are above it, and of the next one. */
  private readonly counted: number[]
  /** The first and last number that the plan's first stage asks for. */
  private readonly from: number
  private readonly to: number
  private counting: Promise<void> = Promise.resolve()

  constructor(options: Options) {
    this.options = options
    const { map: { blocks, starts } } = options.env
    this.above = new Float64Array(blocks).fill(NaN)
    this.counted = starts.slice(0, -1)
    for (const from of this.counted) if (from < blocks) this.above[from] = 0
    const { from, to } = numbersAskedFor(options.plan)
    this.from = from
    this.to = to
  }

  /** Counts what has to be known before rows are looked at: up to the last number that is asked for; where blocks are asked for in their order, to the first. Throws SluiceError. */
  async begin(): Promise<void> {
    const { plan, env } = this.options
    // The records around rows may have any number.
    const isAround = plan.segments[0].end?.kind === 'context'
    const last = isAround ? Infinity : stopsEarly(plan, env) ? Math.min(this.from, this.to) : this.to
    for (let source = 0; source < this.counted.length; source++) await this.count(source, env.map.starts[source + 1], last)
    this.options.tell(this.above)
  }

  /** Resolves when the lines above all blocks of a range are known. Throws SluiceError. */
  upTo(range: Range): Promise<void> {
    const work = this.counting.then(() => this.extend(range))
    this.counting = work.catch(() => undefined)
    return work
  }

  private async extend({ from, to }: Range): Promise<void> {
    const { env: { map }, tell } = this.options
    let isNew = false
    for (let source = map.sourceOf(from); source < this.counted.length && map.starts[source] < to; source++) {
      const [start, end] = [map.starts[source], map.starts[source + 1]]
      const wanted = Math.min(to, end)
      const counted = this.counted[source]
      if (wanted - 1 <= counted) continue
      await this.count(source, Math.min(end, Math.max(wanted, 2 * counted - start, start + FIRST_COUNTED)), Infinity)
      isNew = true
    }
    if (isNew) tell(this.above)
  }

  /** Counts on in a source up to a block, or to the one that has line `last` or more above it. */
  private async count(source: number, to: number, last: number): Promise<void> {
    const { program, env, check } = this.options
    const { known: { lines }, map, pool: { lanes } } = env
    const end = map.starts[source + 1]
    const width = 2 * lanes.length
    const largest = last < Infinity ? FIRST_COUNTED : undefined
    const parts = ranges({ from: this.counted[source], to }, 'forward', undefined, width, largest)
    for await (const { item } of inOrder(parts, width, (part) => countIn(program, env, part, check))) {
      for (let block = item.from; block < item.to; block++) {
        if (this.above[block] >= last) return
        this.counted[source] = block + 1
        if (block + 1 < end) this.above[block + 1] = this.above[block] + lines.at(block)
      }
    }
  }

  /** By block, whether it may have rows of the numbers that the plan's first stage asks for; undefined where it asks for none. */
  get mask(): Uint8Array | undefined {
    const { from, to, above } = this
    if (from === -Infinity && to === Infinity) return undefined
    const { known: { lines }, map } = this.options.env
    const mask = new Uint8Array(map.blocks)
    this.counted.forEach((counted, source) => {
      const end = map.starts[source + 1]
      for (let block = map.starts[source]; block < end; block++) {
        const before = above[Math.min(block, counted, end - 1)]
        const isLast = Math.min(block, counted) === block
        mask[block] = Number(before + 1 <= to && (!isLast || lines.at(block) < 0 || before + lines.at(block) >= from))
      }
    })
    return mask
  }
}
