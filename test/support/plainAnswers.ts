/** The answers to the rows of the benchmark, found with nothing but the language, from logs that fit into memory. */
import { readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import type { Groups } from '../bench/answers.ts'
import { phrases } from './logs/events.ts'

const timed = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /

/** Whether a line counts, by the row's name; for those of the application log. */
const tests: Readonly<Record<string, (line: string) => boolean>> = {
  lines: () => true,
  rare: (line) => line.includes(phrases.rare),
  many: (line) => line.includes(phrases.many),
  half: (line) => line.includes('INFO'),
  nocase: (line) => line.toLowerCase().includes('timeout'),
  regex: (line) => /ERROR.*timeout/.test(line),
  five: (line) => ['deadlock', 'declined', 'refused', 'exhausted', 'deprecated'].some((word) => line.includes(word)),
  latency: (line) => /user=(\w+).* latency=(\d{4,})ms/.test(line),
  upper: (line) => /[A-Z]{5,}\d+/.test(line),
  or: (line) => /deadlock|declined/i.test(line),
  and: (line) => /declined/i.test(line) && /grace/i.test(line),
  anchor: (line) => /took \d{4,}ms$/.test(line),
}

/** By the row's name: a count as text, rows as bytes, or groups. */
export function appAnswers(file: string): Map<string, string | Buffer> {
  const lines = linesOf(file)
  const counts = Object.entries(tests).map(([name, test]) => [name, String(lines.filter(test).length)] as const)
  const numbered = lines.flatMap((line, i) => (line.includes(phrases.many) ? [`${i + 1}:${line}\n`] : []))
  // A record is a line with a time and those without one behind it.
  const found = new Set<number>()
  let record = -1
  lines.forEach((line, i) => {
    if (timed.test(line)) record = i
    if (line.includes(phrases.many)) found.add(record)
  })
  return new Map<string, string | Buffer>([...counts, ['numbered', Buffer.from(numbered.join(''))], ['records', String(found.size)]])
}

/** Count and percentiles by nearest rank of `took`, by logger. */
export function jsonAnswer(file: string): Groups {
  const counts = new Map<string, number>()
  const numbers = new Map<string, number[]>()
  for (const line of linesOf(file)) {
    const { logger, took } = JSON.parse(line) as { logger: string; took?: number }
    counts.set(logger, (counts.get(logger) ?? 0) + 1)
    if (took === undefined) continue
    const seen = numbers.get(logger)
    if (seen) seen.push(took)
    else numbers.set(logger, [took])
  }
  return new Map([...counts].map(([logger, count]) => {
    const sorted = Float64Array.from(numbers.get(logger) ?? []).sort()
    return [logger, [count, ...[0.5, 0.95, 0.99].map((part) => sorted[Math.ceil(part * sorted.length) - 1])]] as const
  }))
}

/** Counts by minute and logger, and counts and p99 by nearest rank of `took` by logger and host. */
export function jsonTables(file: string): { minutes: Groups; pairs: Groups } {
  const minutes = new Map<string, [number]>()
  const numbers = new Map<string, { count: number; took: number[] }>()
  for (const line of linesOf(file)) {
    const { time, logger, host, took } = JSON.parse(line) as { time: string; logger: string; host: string; took?: number }
    const minute = `${time.slice(0, 16)}:00.000Z ${logger}`
    minutes.set(minute, [(minutes.get(minute)?.[0] ?? 0) + 1])
    const pair = `${logger} ${host}`
    const known = numbers.get(pair) ?? { count: 0, took: [] }
    known.count++
    if (took !== undefined) known.took.push(took)
    numbers.set(pair, known)
  }
  const pairs = [...numbers].map(([pair, { count, took }]) => [pair, [count, Float64Array.from(took).sort()[Math.ceil(0.99 * took.length) - 1]]] as const)
  return { minutes, pairs: new Map(pairs) }
}

/** Counts by `id`, and the digest of the lines sorted by `took`. */
export function keysAnswers(file: string): { counts: Groups; sorted: string } {
  const counts = new Map<string, [number]>()
  const rows = linesOf(file).map((line) => ({ line, ...(JSON.parse(line) as { id: string; took: number }) }))
  for (const { id } of rows) counts.set(id, [(counts.get(id)?.[0] ?? 0) + 1])
  const hash = createHash('sha256')
  for (const { line } of rows.sort((a, b) => a.took - b.took)) hash.update(`${line}\n`)
  return { counts, sorted: hash.digest('hex') }
}

/** Count by status, and lines with a number of three digits that begins with 5. */
export function accessAnswers(file: string): { statuses: Groups; fives: string } {
  const lines = linesOf(file)
  const counts = new Map<string, [number]>()
  for (const line of lines) {
    const status = /^\S+ \S+ \S+ \[[^\]]*\] "(?:[^"\\]|\\.)*" (\d{3}) /.exec(line)![1]
    counts.set(status, [(counts.get(status)?.[0] ?? 0) + 1])
  }
  return { statuses: counts, fives: String(lines.filter((line) => /\b5\d\d\b/.test(line)).length) }
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(0, -1)
}
