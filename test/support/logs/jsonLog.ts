import { nextEvent, type Event } from './events.ts'
import { Chance, Clock } from './random.ts'

const agents = ['Mozilla/5.0 (X11; Linux x86_64)', 'curl/8.5.0', 'okhttp/4.12.0', 'Mozilla/5.0 (Macintosh)']
const oddities = ['user said "no"', 'cannot open C:\\logs\\new\\app.log', 'bad body: {"took":99999,"logger":"none"}', 'two\nlines\tand a tab']

/**
 * One JSON object a line, of 300 bytes on average. What makes such logs hard is in it: escapes, keys of the same name in nested objects and
 * in strings, keys that are missing, blanks after colons, \u escapes, numbers with exponents.
 */
export function* jsonLog(seed: number): Generator<string, never> {
  const chance = new Chance(seed)
  const clock = new Clock()
  for (let id = 1; ; id++) {
    clock.advance(chance.below(200))
    yield print(record(nextEvent(chance, id), clock.iso(), chance), chance.next())
  }
}

function record(event: Event, time: string, chance: Chance): object {
  const { id, level, component, user, method, endpoint, took, message, trace } = event
  const text = message ?? (chance.next() < 0.02 ? chance.pick(oddities) : `${method} ${endpoint}`)
  const exact = took + chance.below(1000) / 1000
  return {
    time,
    level: level.toLowerCase(),
    logger: component,
    msg: text,
    user,
    // Jobs that are not timed have no such key.
    ...(component === 'scheduler' && chance.next() < 0.3 ? {} : { took: exact }),
    request: id,
    trace: chance.hex(32),
    host: `web-${chance.below(12)}`,
    http: { method, path: endpoint, status: statusOf(event, chance), bytes: chance.below(50_000), agent: chance.pick(agents) },
    ...(component === 'db' ? { db: { queries: 1 + chance.below(9), took: exact / 2 } } : {}),
    ...(trace ? { stack: trace.join('\n') } : {}),
  }
}

function statusOf({ level }: Event, chance: Chance): number {
  return level === 'ERROR' ? 500 + chance.below(4) : level === 'WARN' ? 404 : 200
}

/** Most loggers print as JSON.stringify does; some put blanks after colons and commas, some escape all that is not ASCII. */
function print(value: object, choice: number): string {
  const text = JSON.stringify(value)
  if (choice < 0.02) return text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  if (choice < 0.03) return text.replace(/"took":(\d)(\d*)\.(\d+)/g, (_, first: string, more: string, part: string) => `"took":${first}.${more}${part}e${more.length}`)
  if (choice < 0.04) return text.replace(/,"(?=logger|user|took|request)(\w+)":/g, ', "$1": ')
  return text
}
