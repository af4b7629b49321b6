/** Follows the stamps of a part of a log from one to the next, and notes where turns begin (turns.ts). */
import { toUtc, zoneOf, type Zone } from './zones.ts'
import { phaseOf, placeOf, Recent, timeOfPhase, TURN_MS, turningOfTime, turnsOn, type Turning } from './turns.ts'

/** More turns of one block are noise: a record takes some bytes, and a year (or a day) some records. */
export const MOST_TURNS = 65_536

/** What is known of the stamps of a block: plain data. Turns before the first dated stamp are counted from that of the first stamp. */
export interface BlockTurns {
  /** Phase of the first stamp that comes again, if no dated one is above it; else NaN. */
  readonly first: number
  /** Of the last such stamp, before the first dated one. */
  readonly lastTurn: number
  readonly lastPhase: number
  /** Least and greatest of these stamps: turn times its length, and phase. */
  readonly least: number
  readonly greatest: number
  /** From which byte of the source on which turn holds; the first `leading` before the first dated stamp, of the others turns are known. */
  readonly offsets: readonly number[]
  readonly turns: readonly number[]
  readonly leading: number
  /** The first dated stamp, and of the last stamp at or behind it turn and phase; NaN where none is dated. */
  readonly dated: number
  readonly endTurn: number
  readonly endPhase: number
  /** Least and greatest time from the first dated stamp on. */
  readonly leastDated: number
  readonly greatestDated: number
  /** Least and greatest time of all stamps, each taken on its own: see Recent. */
  readonly leastAlone: number
  readonly greatestAlone: number
  /** Undated stamps come as wildly as no log's. */
  readonly wild: boolean
}

export class TurnChain {
  private readonly turning: Turning
  private readonly until: number
  /** Turns are those of its clocks. */
  private readonly zone: Zone | undefined
  private readonly recent: Recent
  private readonly last: number
  /** Least and greatest phase of the stamps that, taken alone, are of the last turn, and of those of the turn before. */
  private readonly alone = [Infinity, -Infinity, Infinity, -Infinity]
  private leastAlone = Infinity
  private greatestAlone = -Infinity
  private readonly length: number
  private readonly offsets: number[] = []
  private readonly turns: number[] = []
  private leading = 0
  private first = NaN
  private lastTurn = 0
  private lastPhase = NaN
  private least = Infinity
  private greatest = -Infinity
  private dated = NaN
  private leastDated = Infinity
  private greatestDated = -Infinity
  /** Of the stamp above. */
  private turn = 0
  private phase = NaN
  private wild = false

  /** `until`: the moment that stamps which come again with something else are not after; `zone`: the log's; see Format. */
  constructor(turning: Turning, until: number, zone?: string) {
    this.turning = turning
    this.zone = zoneOf(zone)
    this.until = until
    this.recent = new Recent(turning, until)
    this.last = this.recent.phase
    this.length = TURN_MS[turning]
  }

  /** `time`: as a reader gives it, NaN for none; `offset`: where its record starts, in the source. In their order. */
  add(time: number, offset: number): void {
    const { turning, zone } = this
    if (time !== time) return
    const of = turningOfTime(time)
    if (of === undefined) {
      const { turn, phase } = placeOf(turning, zone ? zone.toWall(time) : time)
      if (this.dated !== this.dated) this.dated = time
      this.turn = turn
      this.phase = phase
      this.noteDated(time)
      this.noteAlone(time)
      return
    }
    // Stamps that come again with something else do not tell of these.
    if (of !== turning) {
      const alone = toUtc(zone, new Recent(of, this.until).timeOf(phaseOf(time, of)))
      this.noteDated(alone)
      this.noteAlone(alone)
      return
    }
    const phase = phaseOf(time, turning)
    const { alone } = this
    const at = phase <= this.last ? 0 : 2
    if (phase < alone[at]) alone[at] = phase
    if (phase > alone[at + 1]) alone[at + 1] = phase
    if (this.phase === this.phase) this.turn += turnsOn(turning, phase, this.phase)
    else this.first = phase
    this.phase = phase
    this.noteTurn(offset)
    if (this.dated === this.dated) {
      this.noteDated(toUtc(zone, timeOfPhase(turning, this.turn, phase)))
      return
    }
    const place = this.length * this.turn + phase
    if (place < this.least) this.least = place
    if (place > this.greatest) this.greatest = place
    this.lastTurn = this.turn
    this.lastPhase = phase
  }

  /** Undefined where nothing was added that tells anything. */
  get result(): BlockTurns | undefined {
    if (this.phase !== this.phase && this.leastDated > this.greatestDated) return undefined
    for (const phase of this.alone) if (Math.abs(phase) < Infinity) this.noteAlone(toUtc(this.zone, this.recent.timeOf(phase)))
    const { first, lastTurn, lastPhase, least, greatest, offsets, turns, leading, dated, leastDated, greatestDated, leastAlone, greatestAlone, wild } = this
    const found = { first, lastTurn, lastPhase, least, greatest, offsets, turns, leading, dated, leastDated, greatestDated, leastAlone, greatestAlone, wild }
    return { ...found, endTurn: this.turn, endPhase: this.phase }
  }

  private noteTurn(offset: number): void {
    const { offsets, turns, dated } = this
    const isLeading = dated !== dated
    // Those before and behind the first date are not counted from the same.
    const begins = isLeading ? turns.length === 0 : turns.length === this.leading
    if (!begins && turns[turns.length - 1] === this.turn) return
    if (turns.length >= MOST_TURNS) {
      this.wild = true
      return
    }
    offsets.push(offset)
    turns.push(this.turn)
    if (isLeading) this.leading++
  }

  private noteAlone(time: number): void {
    if (time < this.leastAlone) this.leastAlone = time
    if (time > this.greatestAlone) this.greatestAlone = time
  }

  private noteDated(time: number): void {
    if (time < this.leastDated) this.leastDated = time
    if (time > this.greatestDated) this.greatestDated = time
  }
}
