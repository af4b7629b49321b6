import { Script } from 'node:vm'

const KEY = Symbol.for('sluice.timeLimit')
const script = new Script("globalThis[Symbol.for('sluice.timeLimit')]()")

/** What was to be done within a time was not, and has been broken off wherever it was. */
export class TimeLimitError extends Error {}

/**
 * Runs `work` in this thread, for so many milliseconds at most: the one way to get out of a regular expression that does not end. What was broken
 * off has not run its `finally`, so what it worked on is not to be used any more. Throws TimeLimitError.
 */
export function withinTime<T>(milliseconds: number, work: () => T): T {
  const place = globalThis as { [KEY]?: () => T }
  place[KEY] = work
  try {
    return script.runInThisContext({ timeout: milliseconds }) as T
  } catch (error) {
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new TimeLimitError()
    throw error
  } finally {
    delete place[KEY]
  }
}
