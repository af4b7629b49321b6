/** Which years (days, hours) the stamps of a file are of: made of what is known of its blocks, by who reads any of them. */
import { phaseOf, placeOf, latestTurn, Recent, timeOfPhase, turningOfTime, TURN_MS, turnsOn, type Turning } from './turns.ts'
import { toUtc, zoneOf, type Zone } from './zones.ts'
import { MOST_TURNS, type BlockTurns } from './turnChain.ts'

/** Plain data: from byte offsets[i] of the source on, stamps are of turns[i]; those before are of the first. */
export interface TurnTable {
  readonly turning: Turning
  /** The moment that the last stamp is not after, where no stamp of the file has a date, as clocks of the zone show it. */
  readonly until: number
  /** The zone of the stamps; see Format. */
  readonly zone?: string
  readonly offsets: Float64Array
  readonly turns: Int32Array
}

/** The time of a stamp as a reader gives it: in the turn of its place, or, if it comes again with something else, the latest possible. */
export function timeIn(table: TurnTable, time: number, offset: number): number {
  const of = turningOfTime(time)
  if (of === undefined) return time
  const phase = phaseOf(time, of)
  const zone = zoneOf(table.zone)
  if (of !== table.turning || table.turns.length === 0) return toUtc(zone, new Recent(of, table.until).timeOf(phase))
  const { offsets, turns } = table
  let low = 0
  let high = offsets.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (offsets[middle] <= offset) low = middle
    else high = middle - 1
  }
  return toUtc(zone, timeOfPhase(of, turns[low], phase))
}

/** Collects what is known of the blocks of one source, in any order. */
export class TurnBook {
  readonly turning: Turning
  readonly until: number
  readonly zone: string | undefined
  private readonly clock: Zone | undefined
  private left: number
  private readonly isKnown: Uint8Array
  private readonly first: Float64Array
  private readonly lastPhase: Float64Array
  private readonly lastTurn: Int32Array
  private readonly least: Float64Array
  private readonly greatest: Float64Array
  private readonly firstOffset: Float64Array
  /** For a log whose stamps come wildly. */
  private readonly leastAlone: Float64Array
  private readonly greatestAlone: Float64Array
  /** Of the few blocks with turns or dates in them. */
  private readonly others = new Map<number, BlockTurns>()
  private noted = 0
  /** There are too many turns: no table can be made. */
  private wild = false

  constructor(blocks: number, turning: Turning, until: number, zone?: string) {
    this.turning = turning
    this.until = until
    this.zone = zone
    this.clock = zoneOf(zone)
    this.left = blocks
    this.isKnown = new Uint8Array(blocks)
    this.first = new Float64Array(blocks).fill(NaN)
    this.lastPhase = new Float64Array(blocks)
    this.lastTurn = new Int32Array(blocks)
    this.least = new Float64Array(blocks)
    this.greatest = new Float64Array(blocks)
    this.firstOffset = new Float64Array(blocks)
    this.leastAlone = new Float64Array(blocks).fill(NaN)
    this.greatestAlone = new Float64Array(blocks)
  }

  get complete(): boolean {
    return this.left === 0
  }

  has(block: number): boolean {
    return this.isKnown[block] === 1
  }

  note(block: number, known: BlockTurns | undefined): void {
    if (this.isKnown[block] === 1) return
    this.isKnown[block] = 1
    this.left--
    if (!known) return
    this.first[block] = known.first
    this.lastTurn[block] = known.lastTurn
    this.lastPhase[block] = known.lastPhase
    this.least[block] = known.least
    this.greatest[block] = known.greatest
    this.firstOffset[block] = known.offsets[0] ?? 0
    this.leastAlone[block] = known.leastAlone
    this.greatestAlone[block] = known.greatestAlone
    this.noted += Math.max(0, known.turns.length - 1)
    this.wild ||= known.wild || this.noted > MOST_TURNS
    if (this.wild) this.others.clear()
    else if (known.turns.length !== 1 || known.leastDated <= known.greatestDated) this.others.set(block, known)
  }

  /** The table, once the book is complete; `span` is told the least and the greatest time of each block that has one. */
  table(span: (block: number, least: number, greatest: number) => void = () => undefined): TurnTable {
    const { turning, until, zone } = this
    const offsets: number[] = []
    const turns: number[] = []
    if (this.wild) {
      this.leastAlone.forEach((least, block) => {
        if (!Number.isNaN(least)) span(block, least, this.greatestAlone[block])
      })
      return { turning, until, zone, offsets: new Float64Array(), turns: new Int32Array() }
    }
    const bases = this.bases()
    const enter = (offset: number, turn: number): void => {
      if (turns[turns.length - 1] === turn) return
      offsets.push(offset)
      turns.push(turn)
    }
    for (let block = 0; block < this.first.length; block++) {
      const other = this.others.get(block)
      const hasLead = !Number.isNaN(this.first[block])
      if (other) other.turns.forEach((turn, i) => enter(other.offsets[i], i < other.leading ? bases[block] + turn : turn))
      else if (hasLead) enter(this.firstOffset[block], bases[block])
      if (!hasLead && !other) continue
      const least = hasLead ? this.timeOf(bases[block], this.least[block]) : Infinity
      const greatest = hasLead ? this.timeOf(bases[block], this.greatest[block]) : -Infinity
      span(block, Math.min(least, other?.leastDated ?? least), Math.max(greatest, other?.greatestDated ?? greatest))
    }
    return { turning, until, zone, offsets: Float64Array.from(offsets), turns: Int32Array.from(turns) }
  }

  /** Of each block the turn of its first stamp, if that is not dated. */
  private bases(): Int32Array {
    const { turning, first, lastPhase, lastTurn } = this
    const bases = new Int32Array(first.length)
    // Of the stamp above; while no date has been seen, counted from that of the first stamp.
    let turn = 0
    let phase = NaN
    let open = 0
    const settle = (stop: number, by: number): void => {
      for (let block = open; block < stop; block++) bases[block] += by
      open = first.length
    }
    for (let block = 0; block < first.length; block++) {
      const other = this.others.get(block)
      if (!Number.isNaN(first[block])) {
        if (!Number.isNaN(phase)) turn += turnsOn(turning, first[block], phase)
        bases[block] = turn
        turn += lastTurn[block]
        phase = lastPhase[block]
      }
      if (!other || Number.isNaN(other.dated)) continue
      const dated = placeOf(turning, this.clock ? this.clock.toWall(other.dated) : other.dated)
      if (!Number.isNaN(phase) && open < first.length) settle(block + 1, dated.turn - turnsOn(turning, dated.phase, phase) - turn)
      open = first.length
      turn = other.endTurn
      phase = other.endPhase
    }
    if (!Number.isNaN(phase) && open < first.length) settle(first.length, latestTurn(turning, phase, this.until) - turn)
    return bases
  }

  private timeOf(base: number, place: number): number {
    const length = TURN_MS[this.turning]
    const turn = Math.floor(place / length)
    return toUtc(this.clock, timeOfPhase(this.turning, base + turn, place - length * turn))
  }
}
