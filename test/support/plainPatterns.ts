/** Slow twins of the mask of messages and of what is counted of patterns (src/engine/stages/aggregate/patterns). */

/** Masks a message whose bytes are the characters of `message`. */
export function plainMask(message: string, limit: number): string {
  let text = message
  if (text.length > limit) {
    const cut = text.slice(0, limit)
    const whole = /^.*[\0-\x20]/s.exec(cut)?.[0]
    text = whole ?? cut
  }
  const masked = text.replaceAll('\x01', ' ').replace(/[^\0-\x20=,;:()[\]{}<>"'|]+/g, (word) => {
    const digits = word.replace(/\D/g, '').length
    const letters = word.replace(/[^A-Za-z\x80-\xff]/g, '').length
    const isPath = letters > 0 && (word.startsWith('/') || word.split('/').length > 2)
    return digits > 1 || (digits === 1 && letters < 3) || isPath ? '\x01' : word
  })
  // Control characters of the message itself are blanks; the marks are not of them.
  const blanks = masked.replace(/[\0\x02-\x20]+/g, ' ').replace(/^ | $/g, '')
  return blanks.replace(/\x01(?:[:,]\x01)+/g, '\x01')
}

interface PlainRow {
  readonly text: string
  /** NaN for none. */
  readonly time: number
}

/** Pattern, count, first and last time, numbers over time and examples, from all messages at once. */
export function plainPatterns(rows: readonly PlainRow[], samples: number, patternOf: (text: string) => string): (string | number | undefined)[][] {
  const all = timesOf(rows)
  const [from, to] = [Math.min(...all), Math.max(...all)]
  let length = 1
  while (Math.floor(to / length) - Math.floor(from / length) > 31) length *= 2
  const partOf = (time: number): number => Math.floor(time / length) - Math.floor(from / length)
  const found = [...Map.groupBy(rows, ({ text }) => patternOf(text))].map(([pattern, own]) => {
    const times = timesOf(own)
    const counts = Array.from({ length: partOf(to) + 1 }, (_, part) => times.filter((time) => partOf(time) === part).length)
    const iso = (time: number): string | undefined => (times.length > 0 ? new Date(time).toISOString() : undefined)
    const examples = own
      .map(({ text, time }) => ({ text, time: Number.isNaN(time) ? Infinity : time }))
      .sort((a, b) => (a.time === b.time ? Buffer.compare(Buffer.from(a.text), Buffer.from(b.text)) : a.time < b.time ? -1 : 1))
    const different = [...new Set(examples.map(({ text }) => Buffer.from(text).toString()))].slice(0, samples)
    const cell = samples === 1 ? different[0] : JSON.stringify(different)
    return [pattern, own.length, iso(Math.min(...times)), iso(Math.max(...times)), times.length > 0 ? JSON.stringify(counts) : undefined, cell]
  })
  return found.sort((a, b) => Number(b[1]) - Number(a[1]) || (a[0]! < b[0]! ? -1 : 1))
}

function timesOf(rows: readonly PlainRow[]): number[] {
  return rows.map(({ time }) => time).filter((time) => !Number.isNaN(time))
}
