import type { ScriptPlace, StageCounts } from '../../common/protocol.ts'
import type { Plan } from './plan.ts'
import type { StageFaults } from './scannerApi.ts'

interface Tally {
  out: number
  exact: boolean
  error: string | undefined
  place?: ScriptPlace
}

/** Two counts as one; of the messages that of the row that stands first. */
export function joinFaults(a: StageFaults | undefined, b: StageFaults): StageFaults {
  if (!a) return b
  const first = a.source < b.source || (a.source === b.source && a.offset <= b.offset) ? a : b
  return { ...first, rows: a.rows + b.rows }
}

/** What is said of them: `2 rows: …`. */
export function faultsText({ rows, message }: StageFaults): string {
  return `${rows === 1 ? '1 row' : `${rows} rows`}: ${message}.`
}

/** Rows in and out of every stage of a query, as far as a pass has seen them. Counting never causes reading. */
export class StageTally {
  private readonly tallies: Tally[]
  private readonly plan: Plan
  /** Stages that ran, in order. */
  private readonly order: readonly number[]
  private readonly fields = new Map<number, Set<string>>()
  private readonly faults = new Map<number, StageFaults>()
  private readonly wanted: ReadonlyMap<number, readonly string[]>

  /** `wanted`: fields that each stage looks for in every row; one that is never seen is worth a word. */
  constructor(plan: Plan, wanted: ReadonlyMap<number, readonly string[]>) {
    this.plan = plan
    this.wanted = wanted
    this.tallies = Array.from({ length: plan.stages }, () => ({ out: 0, exact: false, error: undefined }))
    this.order = plan.segments.flatMap(({ local, end }) => [...local, ...(end ? [end] : [])].map((stage) => stage.index))
  }

  /** Adds what a scan of a segment let through. */
  add(segment: number, out: Float64Array, seen: readonly (readonly [number, string])[], faults: readonly StageFaults[] = []): void {
    for (const each of faults) this.faults.set(each.stage, joinFaults(this.faults.get(each.stage), each))
    this.plan.segments[segment].local.forEach((stage, i) => {
      this.tallies[stage.index].out += out[i]
    })
    for (const [stage, name] of seen) {
      let names = this.fields.get(stage)
      if (!names) this.fields.set(stage, (names = new Set()))
      names.add(name)
    }
  }

  set(stage: number, out: number, exact: boolean): void {
    this.tallies[stage].out = out
    this.tallies[stage].exact = exact
  }

  /** `place`: in a script that a person wrote. */
  fail(stage: number, message: string, place?: ScriptPlace): void {
    const tally = this.tallies[stage]
    if (!tally) return
    tally.error = message
    tally.place = place
  }

  /** Takes over what another tally, of a query with the same stage at this place, knows of it for all of the input. */
  copy(other: StageTally, stage: number): void {
    this.set(stage, other.tallies[stage].out, true)
    const seen = other.fields.get(stage)
    if (seen) this.fields.set(stage, new Set(seen))
    const faults = other.faults.get(stage)
    if (faults) this.faults.set(stage, faults)
  }

  /** The local stages of a segment let all rows of its input through. */
  pass(segment: number, rows: number): void {
    for (const { index } of this.plan.segments[segment].local) this.set(index, rows, true)
  }

  /** The local stages of a segment, from one on, have seen all of its input. */
  finish(segment: number, from = 0): void {
    for (const stage of this.plan.segments[segment].local.slice(from)) this.tallies[stage.index].exact = true
  }

  /** Forgets what the segments from `segment` on have counted: their input is replaced. */
  restart(segment: number): void {
    for (const { local, end } of this.plan.segments.slice(segment)) {
      for (const stage of [...local, ...(end ? [end] : [])]) {
        this.set(stage.index, 0, false)
        this.faults.delete(stage.index)
      }
    }
  }

  /** `rows`: lines scanned, and whether these are all. `done`: the pass has ended. */
  counts(rows: { value: number; exact: boolean }, done: boolean): StageCounts[] {
    const result: StageCounts[] = []
    let before = { out: rows.value, exact: rows.exact }
    for (let index = 0; index < this.plan.stages; index++) {
      const ran = this.order.includes(index)
      const tally: Tally = ran ? this.tallies[index] : { ...before, error: undefined }
      result.push({
        rowsIn: before.out,
        rowsOut: tally.out,
        inExact: before.exact,
        outExact: tally.exact,
        warnings: done ? [...this.missing(index), ...this.faulty(index)] : [],
        ...(tally.error === undefined ? {} : { error: tally.error }),
        ...(tally.place === undefined ? {} : { place: tally.place }),
      })
      before = { out: tally.out, exact: tally.exact }
    }
    return result
  }

  private faulty(stage: number): string[] {
    const faults = this.faults.get(stage)
    return faults ? [faultsText(faults)] : []
  }

  private missing(stage: number): string[] {
    if (!this.order.includes(stage)) return []
    const found = this.fields.get(stage)
    const wanted = this.wanted.get(stage) ?? []
    // One that looks at any field misses none.
    if (wanted.includes('*')) return []
    return wanted
      .filter((name) => !found?.has(name))
      .map((name) => `No row that was read has the field '${name}'.`)
  }
}
