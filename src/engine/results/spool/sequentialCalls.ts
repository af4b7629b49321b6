import { SluiceError } from '../../../common/errors.ts'
import { plainKernels, type Kernels } from '../../lines/kernels.ts'
import { fieldsBehind } from '../plan.ts'
import type { Program, ProgramMonitor } from '../program.ts'
import { Cancel, type ProgramSpec, type SequentialRows, type StageFaults } from '../scannerApi.ts'
import { joinFaults } from '../stageTally.ts'
import { WorkerState, type WorkerStatus } from '../workerStatus.ts'
import { SequentialPass } from './sequentialPass.ts'
import type { StoredRun } from './runWriter.ts'
import { SortPass } from './sortPass.ts'

/** Makes a program; `scanning`: whether what is being done ends with the pass. */
export type StartProgram = (notes: Pick<ProgramMonitor, 'sawField' | 'fault'>, kernels: Kernels, scanning: () => boolean) => Program

/** The calls that a sequential stage gets its rows by. It has a program of its own: between two calls others may use that of the worker. */
export class SequentialCalls {
  private readonly spec: ProgramSpec
  private readonly status: WorkerStatus
  private readonly program: Program
  private readonly pass: SequentialPass | SortPass
  private readonly seen = new Map<string, readonly [number, string]>()
  private faults: StageFaults | undefined

  constructor(spec: ProgramSpec, segment: number, path: string, start: StartProgram, status: WorkerStatus) {
    this.spec = spec
    this.status = status
    const notes: Pick<ProgramMonitor, 'sawField' | 'fault'> = {
      sawField: (stage, name) => this.seen.set(name, [stage, name]),
      fault: (stage, source, offset, message) => (this.faults = joinFaults(this.faults, { stage, rows: 1, source, offset, message })),
    }
    const program = start(notes, plainKernels, () => true)
    this.program = program
    const check = (): void => {
      if (Atomics.load(spec.cancel, 0) !== Cancel.None) throw new SluiceError('cancelled', 'Cancelled.')
    }
    const order = program.order(segment)
    this.pass = order
      ? new SortPass({ order, path, check })
      : new SequentialPass({
          sources: program.spoolSources,
          path,
          wanted: fieldsBehind(spec.plan, segment),
          keyBytes: spec.sizes.spillBytes,
          create: (tools) => program.sequential(segment, tools),
          check,
        })
  }

  feed(chunks: readonly ArrayBuffer[], order?: Uint32Array, runs?: readonly StoredRun[]): Promise<SequentialRows> {
    const { pass } = this
    return this.busy(() => (pass instanceof SortPass ? pass.feed(chunks, order, runs) : pass.feed(chunks, order)))
  }

  end(): Promise<SequentialRows> {
    return this.busy(async () => {
      await this.pass.end()
      return false
    })
  }

  dispose(): void {
    this.pass.dispose()
    this.program.dispose()
  }

  private async busy(work: () => Promise<boolean>): Promise<SequentialRows> {
    this.status.begin(this.spec.program)
    try {
      const wantsMore = await work()
      const { faults } = this
      this.faults = undefined
      return { ...this.pass.take(), wantsMore, seen: [...this.seen.values()], faults: faults ? [faults] : [] }
    } finally {
      this.status.enter(WorkerState.Idle)
    }
  }
}
