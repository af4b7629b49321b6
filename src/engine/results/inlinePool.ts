import { SluiceError, toErrorData, fromErrorData } from '../../common/errors.ts'
import { Transfer, type Handlers, type Proxy } from '../../common/rpc.ts'
import type { Lane, ScannerPool } from './pool.ts'
import { createScanner } from './scanner.ts'
import { Cancel, type ProgramSpec, type ScannerApi } from './scannerApi.ts'
import { WorkerStatus } from './workerStatus.ts'
import type { OpenSource } from './sourceReaders.ts'

/** Making one takes longer than many a call. */
const never = new AbortController().signal

/** Runs the work of a call; throws what that throws. */
export type RunInline = <T>(work: () => T) => T

/** A pool without threads, of which nothing is watched. `run` may stand between a call and its work, `guard` before what may not end by itself. */
export function inlinePool(open?: OpenSource, run: RunInline = (work) => work(), guard: RunInline = (work) => work()): ScannerPool {
  const scanner = createScanner(new WorkerStatus(), open, guard)
  const lane: Lane = { calls: inlineCalls(scanner, run), pending: 0 }
  const cancels = new Map<number, Int32Array>()
  const context = { signal: never }
  return {
    threads: 1,
    lanes: [lane],
    pageLane: lane,
    rowsLane: lane,
    load(spec: ProgramSpec) {
      cancels.set(spec.program, spec.cancel)
      void scanner.load(spec, context)
    },
    input: (program, segment, input) => void scanner.input({ program, segment, input }, context),
    drop(program) {
      cancels.get(program)?.fill(Cancel.All)
      cancels.delete(program)
      void scanner.drop({ program }, context)
    },
    async dispose() {
      for (const program of [...cancels.keys()]) this.drop(program)
    },
  }
}

function inlineCalls(scanner: Handlers<ScannerApi>, run: RunInline): Proxy<ScannerApi> {
  return new Proxy({} as Proxy<ScannerApi>, {
    get: (_, method) => {
      if (typeof method !== 'string' || method === 'then') return undefined
      return async (params: unknown, signal: AbortSignal = never) => {
        // Let timers and writes get their turn between two calls.
        await new Promise(setImmediate)
        if (signal.aborted) throw new SluiceError('cancelled', 'Cancelled.')
        try {
          const handler = scanner[method as keyof ScannerApi] as (params: unknown, context: { signal: AbortSignal }) => unknown
          const value = await run(() => handler(params instanceof Transfer ? (params as Transfer<unknown>).value : params, { signal }))
          return value instanceof Transfer ? (value as Transfer<unknown>).value : value
        } catch (error) {
          throw fromErrorData(toErrorData(error))
        }
      }
    },
  })
}
