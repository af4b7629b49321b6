/**
 * V8's linear engine, for expressions that backtrack too much. The flag reaches all threads of the process, and expressions that are made from then on.
 * It is set as late as can be: compiled code is only taken under the flags that it was made under, so under others a worker, which has all of Node's own
 * code to load, takes more than twice as long to start.
 */
const NAME = 'enable-experimental-regexp-engine-on-excessive-backtracks'
const WANTED = 0
const LOADED = 1

/** Shared by the threads: whether the engine is wanted, and how many workers have loaded. */
export type FallbackState = Int32Array<SharedArrayBuffer>

export function fallbackState(): FallbackState {
  return new Int32Array(new SharedArrayBuffer(8))
}

/** For the main thread, before a worker is told of an expression. Workers that are still loading set the flag when they have. */
export function wantFallback(state: FallbackState, workers: number): void {
  Atomics.store(state, WANTED, 1)
  if (workers === 0 || Atomics.load(state, LOADED) > 0) set(`--${NAME}`)
}

/** For a worker that has loaded, before it is told of an expression. */
export function workerHasLoaded(state: FallbackState): void {
  Atomics.add(state, LOADED, 1)
  if (Atomics.load(state, WANTED) !== 0) set(`--${NAME}`)
}

/** For the main thread when nothing runs any more: code that is compiled may be kept then. */
export function endFallback(state: FallbackState): void {
  if (Atomics.exchange(state, WANTED, 0) !== 0) set(`--no-${NAME}`)
}

function set(flag: string): void {
  process.getBuiltinModule('node:v8').setFlagsFromString(flag)
}
