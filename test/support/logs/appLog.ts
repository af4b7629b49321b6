import { nextEvent, type Level } from './events.ts'
import { Chance, Clock } from './random.ts'

const colors: Record<Level, string> = { INFO: '32', WARN: '33', ERROR: '31', DEBUG: '36' }

/** An application log: levels, users and latencies, some lines in colour, some non-ASCII phrases, stack traces. Lines without their ends; endless. */
export function* appLog(seed: number): Generator<string, never> {
  const chance = new Chance(seed)
  const clock = new Clock()
  for (let id = 1; ; id++) {
    clock.advance(chance.below(200))
    const { level, component, user, method, endpoint, took, message, trace } = nextEvent(chance, id)
    const shown = chance.next() < 0.01 ? `\u001b[${colors[level]}m${level}\u001b[0m` : level
    const what = message ?? `${method} ${endpoint} latency=${took - (took >> 3)}ms`
    yield `${clock.iso()} ${shown} [${component}] request=${id} user=${user} ${what} took ${took}ms`
    if (trace) yield* trace
  }
}
