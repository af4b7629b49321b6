/** Times as text, in UTC. */

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

const two = (value: number): string => String(value).padStart(2, '0')

const WRITERS: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => String(date.getUTCFullYear()).padStart(4, '0'),
  y: (date) => two(((date.getUTCFullYear() % 100) + 100) % 100),
  m: (date) => two(date.getUTCMonth() + 1),
  d: (date) => two(date.getUTCDate()),
  e: (date) => String(date.getUTCDate()).padStart(2),
  j: (date) => String((Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000 + 1).padStart(3, '0'),
  H: (date) => two(date.getUTCHours()),
  I: (date) => two(((date.getUTCHours() + 11) % 12) + 1),
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  M: (date) => two(date.getUTCMinutes()),
  S: (date) => two(date.getUTCSeconds()),
  f: (date) => `.${String(date.getUTCMilliseconds()).padStart(3, '0')}`,
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  a: (date) => DAYS[date.getUTCDay()].slice(0, 3),
  A: (date) => DAYS[date.getUTCDay()],
  b: (date) => MONTHS[date.getUTCMonth()].slice(0, 3),
  B: (date) => MONTHS[date.getUTCMonth()],
  z: () => '+0000',
  '%': () => '%',
}

/** A format without the abbreviations %F and %T. */
export function fullLayout(format: string): string {
  return format.replace(/%%|%F|%T/g, (part) => (part === '%F' ? '%Y-%m-%d' : part === '%T' ? '%H:%M:%S' : part))
}

/** The part of a format that is none. */
export function strftimeProblem(format: string): string | undefined {
  const wrong = [...fullLayout(format).matchAll(/%([^]?)/g)].find(([, letter]) => !Object.hasOwn(WRITERS, letter))
  return wrong ? `expected one of ${Object.keys(WRITERS).map((letter) => `%${letter}`).join(' ')}, %F, %T, found '${wrong[0]}'` : undefined
}

/** A time by a format; what is no part of one stays as it stands. Null beyond the times that there are dates for. */
export function strftime(ms: number, format: string): string | null {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return null
  return fullLayout(format).replace(/%([^])/g, (part, letter: string) => (Object.hasOwn(WRITERS, letter) ? WRITERS[letter](date) : part))
}
