import { nextEvent, type Level } from './events.ts'
import { Chance, Clock } from './random.ts'

const agents = ['Mozilla/5.0 (X11; Linux x86_64)', 'curl/8.5.0', 'okhttp/4.12.0', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4)']
const referrers = ['-', '-', 'https://example.com/', 'https://example.com/search?q=a+b']
const good = [200, 200, 200, 200, 200, 200, 201, 204, 301, 304]
const bad = [400, 401, 403, 404, 404, 404]

/** A web server's combined log format; endless. A few clients send no request or quotes in their name. */
export function* accessLog(seed: number): Generator<string, never> {
  const chance = new Chance(seed)
  const clock = new Clock()
  for (let id = 1; ; id++) {
    clock.advance(chance.below(200))
    const { level, user, method, endpoint } = nextEvent(chance, id)
    const address = chance.next() < 0.03 ? `2001:db8::${chance.hex(8).slice(4)}` : `10.${chance.below(4)}.${chance.below(256)}.${chance.below(256)}`
    const start = `${address} - ${chance.next() < 0.6 ? '-' : user} [${clock.common()}]`
    const odd = chance.next()
    if (odd < 0.001) yield `${start} "-" 408 0 "-" "-"`
    else {
      const agent = odd < 0.002 ? 'a \\"quoted\\" agent' : chance.pick(agents)
      yield `${start} "${method} ${endpoint}?id=${id} HTTP/1.1" ${status(level, chance)} ${chance.below(50_000)} "${chance.pick(referrers)}" "${agent}"`
    }
  }
}

function status(level: Level, chance: Chance): number {
  if (level === 'ERROR') return 500 + chance.below(5)
  return chance.pick(level === 'WARN' ? bad : good)
}
