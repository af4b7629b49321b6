/** How a shell says that a signal has ended a command: this and the number of the signal. */
export const SIGNALLED = 128

const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const

export interface StopSignals {
  readonly signal: AbortSignal
  /** The number of the one that has come. */
  readonly received: number | undefined
  /** They end the process again. */
  release(): void
}

/** From now on the first signal to stop is told, and does not end the process; a second one does. */
export function takeStopSignals(): StopSignals {
  const abort = new AbortController()
  let received: number | undefined
  const names = Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]
  const listener = (name: keyof typeof SIGNALS): void => {
    received = SIGNALS[name]
    release()
    abort.abort()
  }
  const release = (): void => names.forEach((name) => process.off(name, listener as NodeJS.SignalsListener))
  names.forEach((name) => process.on(name, listener as NodeJS.SignalsListener))
  return {
    signal: abort.signal,
    get received() {
      return received
    },
    release,
  }
}
