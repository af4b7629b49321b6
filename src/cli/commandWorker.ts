/** Entry of the command line's scan workers: the same bundle as in the main thread, so that the compiled code of that is of use. */
import { readFileSync } from 'node:fs'
import { parentPort, receiveMessageOnPort, type MessagePort } from 'node:worker_threads'
import { BundleScript } from './bundleScript.ts'
import { workerHasLoaded, type FallbackState } from './linearFallback.ts'
import type * as Command from './main.ts'

/** Milliseconds between two looks for the first message. */
const LOOK_INTERVAL = 1

/** The first message: what the worker runs. */
export interface SharedBundle {
  readonly path: string
  /** Compiled code of it. */
  readonly code?: Uint8Array
  readonly fallback: FallbackState
}

/** The message is mostly there before the worker is. */
function firstMessage(port: MessagePort): SharedBundle {
  const clock = new Int32Array(new SharedArrayBuffer(4))
  for (;;) {
    const found = receiveMessageOnPort(port) as { message: SharedBundle } | undefined
    if (found) return found.message
    Atomics.wait(clock, 0, 0, LOOK_INTERVAL)
  }
}

if (!parentPort) throw new Error('to be started as a worker')
const { path, code, fallback } = firstMessage(parentPort)
const { serve } = new BundleScript<typeof Command>(path, readFileSync(path, 'latin1'), code).run()
workerHasLoaded(fallback)
serve()
