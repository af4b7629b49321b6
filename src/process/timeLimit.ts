import { Script } from 'node:vm'
import type { Limit } from '../engine/ownFormats.ts'

const KEY = Symbol.for('sluice.timeLimit')
const script = new Script("globalThis[Symbol.for('sluice.timeLimit')]()")

/** Expressions of formats that are run in a thread that no watchdog looks at, in milliseconds: on the samples of a file. */
const EXPRESSION_LIMIT = 500

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

/** As `withinTime`, for expressions of formats: undefined where these do not end in time. */
export const limited: Limit = (work) => {
  try {
    return { value: withinTime(EXPRESSION_LIMIT, work) }
  } catch (error) {
    if (error instanceof TimeLimitError) return undefined
    throw error
  }
}
