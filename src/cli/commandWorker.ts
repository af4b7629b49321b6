/** Entry of the command line's scan workers: the same bundle as in the main thread, so that the compiled code of that is of use. */
import { readFileSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import { BundleScript } from './bundleScript.ts'
import { workerHasLoaded, type FallbackState } from './linearFallback.ts'
import type * as Command from './main.ts'

export interface SharedBundle {
  readonly path: string
  /** Compiled code of it. */
  readonly code?: Uint8Array
  readonly fallback: FallbackState
}

const { path, code, fallback } = (workerData as { shared: SharedBundle }).shared
const { serve } = new BundleScript<typeof Command>(path, readFileSync(path, 'latin1'), code).run()
workerHasLoaded(fallback)
serve()
