/** Durations (`1.5s`, `1h30m`) and sizes (`10KB`, `1MiB`) as text. */

const DURATION_POWERS: Readonly<Record<string, readonly [factor: number, exponent: number]>> = {
  ns: [1, -6], us: [1, -3], µs: [1, -3], ms: [1, 0], s: [1, 3], m: [6, 4], h: [36, 5], d: [864, 5], w: [6048, 5],
}
export const DURATION_UNITS: readonly string[] = Object.keys(DURATION_POWERS)

const BYTE_UNITS: Readonly<Record<string, number>> = {
  b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12, pb: 1e15, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3, tib: 1024 ** 4, pib: 1024 ** 5,
}

const NUMBER = '(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?'
const DURATION = new RegExp(`^(-?)((?:${NUMBER}(?:ns|us|µs|ms|s|m|h|d|w))+)$`)
const DURATION_PART = new RegExp(`(${NUMBER})(ns|us|µs|ms|s|m|h|d|w)`, 'g')
const BYTES = new RegExp(`^(-?${NUMBER})\\s?([kmgtp]?i?b)$`, 'i')

/** Milliseconds of a duration, undefined for what is none. Units are in small letters. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text)
  if (!match) return undefined
  let sum = 0
  for (const [, number, unit] of match[2].matchAll(DURATION_PART)) sum += durationOf(number, unit)
  return match[1] ? -sum : sum
}

/** Milliseconds of so many of a unit; the number as it is written, so that `1.1s` is 1100 and not next to it. */
export function durationOf(number: string, unit: string): number {
  const [factor, exponent] = DURATION_POWERS[unit]
  const [digits, written = '0'] = number.toLowerCase().split('e')
  return factor * Number(`${digits}e${Number(written) + exponent}`)
}

/** A duration as text: `200ms`, `1.5s`, `1h30m`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return String(ms)
  if (ms < 0) return `-${formatDuration(-ms)}`
  if (ms < 1000) return `${ms}ms`
  const days = Math.floor(ms / 86_400_000)
  const hours = Math.floor((ms % 86_400_000) / 3_600_000)
  const minutes = Math.floor((ms % 3_600_000) / 60_000)
  const rest = Number(`${ms % 60_000}e-3`)
  const seconds = Number.isNaN(rest) ? (ms % 60_000) / 1000 : rest
  return [[days, 'd'], [hours, 'h'], [minutes, 'm'], [seconds, 's']].map(([n, unit]) => (n === 0 ? '' : `${n}${unit}`)).join('')
}

/** Bytes of a size, undefined for what is none. `KB` is 1000, `KiB` 1024; units in any case. */
export function parseBytes(text: string): number | undefined {
  const match = BYTES.exec(text)
  const factor = match && BYTE_UNITS[match[2].toLowerCase()]
  return factor ? Number(match[1]) * factor : undefined
}

/** A size as text, exact: `10KB`, `1MiB`, `1234B`. */
export function formatBytes(bytes: number): string {
  for (const [unit, factor] of [['MiB', 1024 ** 2], ['MB', 1e6], ['KiB', 1024], ['KB', 1e3]] as const) {
    if (bytes !== 0 && bytes % factor === 0 && Math.abs(bytes / factor) < 1e6) return `${bytes / factor}${unit}`
  }
  return `${bytes}B`
}
