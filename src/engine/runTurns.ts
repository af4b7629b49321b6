import { SluiceError } from '../common/errors.ts'
import { readsTimes, type Plan } from './results/plan.ts'
import type { SourceTurns } from './results/scannerApi.ts'
import type { RunEnvironment } from './runEnvironment.ts'
import type { Run } from './run.ts'

export interface RunTurnsOptions {
  readonly plan: Plan
  readonly env: RunEnvironment
  /** Makes the run whose pass finds out of which years stamps are. */
  survey(): Run
  /** Told of the bytes that were read to find out. */
  read(bytes: number): void
  /** The run goes by the tables from now on; `chosenByTime`: what was found until now went by the latest possible times. */
  adopted(chosenByTime: boolean): void
}

/** Of which years (or days) the stamps are that a run goes by (records/time/turns.ts): where times are compared, this has to be known first. */
export class RunTurns {
  /** The run is itself the pass that finds out. */
  surveys = false
  private readonly options: RunTurnsOptions
  private known: SourceTurns['tables'] | undefined
  /** The pass that finds out, while it runs, and its end. */
  private survey: Run | undefined
  private knowing: Promise<void> | undefined

  constructor(options: RunTurnsOptions) {
    this.options = options
  }

  /** What the run goes by; undefined while nothing is known. */
  get tables(): SourceTurns['tables'] | undefined {
    return this.known
  }

  private get needed(): boolean {
    const { plan, env } = this.options
    // Merged rows come by their times too.
    return !this.surveys && !this.known && (readsTimes(plan, movesTurns(env)) || env.merging !== undefined)
  }

  /** Resolves when the run's own rows can be chosen. Throws SluiceError. */
  async haveForRows(): Promise<void> {
    if (this.needed) await this.find()
  }

  /** The same for rows that are given out. `whole`: with fields that no stage has asked for. */
  async haveForOutput(whole: boolean): Promise<void> {
    if (!this.known && (this.needed || (whole && movesTurns(this.options.env)))) await this.find()
  }

  private find(): Promise<void> {
    return (this.knowing ??= this.runSurvey().finally(() => (this.knowing = undefined)))
  }

  private async runSurvey(): Promise<void> {
    const { turns } = this.options.env.known
    if (!turns.tables) {
      turns.wanted = true
      const survey = (this.survey = this.options.survey())
      try {
        await survey.execute()
        if (survey.error) throw survey.error
        if (survey.state !== 'done') throw new SluiceError('cancelled', 'Cancelled.')
        this.options.read(survey.bytesRead)
      } finally {
        survey.dispose()
      }
    }
    this.adopt()
  }

  /** Goes by what is known by now; answers whether that is new. */
  take(): boolean {
    return !this.surveys && !this.knowing && this.adopt()
  }

  private adopt(): boolean {
    const { tables } = this.options.env.known.turns
    if (this.known || !tables?.some((table) => table)) return false
    const chosenByTime = this.needed
    this.known = tables
    this.options.adopted(chosenByTime)
    return true
  }

  stop(): void {
    this.survey?.stop()
  }

  dispose(): void {
    this.survey?.dispose()
  }
}

/** The field `time` of records is made of stamps that come again. */
function movesTurns({ sources, known }: RunEnvironment): boolean {
  return sources.some(({ shift = 0, shownZone }, i) => known.turns.has(i) && (shift !== 0 || shownZone !== undefined))
}
