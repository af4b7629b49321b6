/** Numbers as the panel shows them. */
import type { ReadingChoice } from '../../common/panelProtocol.ts'
import type { Progress, SourceInfo } from '../../common/protocol.ts'
import { shiftText } from '../../common/timeShift.ts'
import { decimal, language, strings } from '../strings.ts'

const words = strings.status

/** `92,318,004` */
export function formatCount(count: number): string {
  return decimal(count, 0)
}

/** `41,207`, `92.3 M`, `1.2 B`: for chips. */
export function compactCount(count: number): string {
  if (count < 1e6) return formatCount(count)
  // Rounded down, so that a number never looks as if it had been reached before it is.
  for (const [unit, short] of [[1e12, words.short.trillion], [1e9, words.short.billion], [1e6, words.short.million]] as const) {
    if (count < unit) continue
    const value = count / unit
    return short({ value: value >= 100 ? decimal(Math.floor(value), 0) : decimal(Math.floor(value * 10) / 10, 1) })
  }
  return formatCount(count)
}

/** `41,207+` while more may come. */
export function withExactness(text: string, exact: boolean): string {
  return exact ? text : `${text}+`
}

const UNITS = ['', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** `12.4 GB` (powers of 1,000) */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return words.bytes({ count: Math.round(bytes) })
  let unit = 0
  let value = bytes
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${decimal(value, value >= 100 ? 0 : 1)} ${UNITS[unit]}`
}

/** `64 %`, never 100 before the end. */
export function formatPercent(done: number, total: number): string {
  if (total <= 0) return '0 %'
  return `${Math.min(done < total ? 99 : 100, Math.floor((100 * done) / total))} %`
}

/** `3.9 GB/s`, or undefined where too little time has passed to tell. */
export function formatRate(bytes: number, seconds: number): string | undefined {
  return seconds < 0.05 || bytes <= 0 ? undefined : `${formatBytes(bytes / seconds)}/s`
}

/** `0.3 s`, `2 min 5 s` */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${decimal(seconds, seconds < 0.1 ? 2 : 1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/** A result of `stats`: `19,336`, `6,445.333`; what has a unit stays as it is. */
export function formatNumber(text: string): string {
  if (/^-?\d+$/.test(text)) return BigInt(text).toLocaleString(language)
  const number = Number(text)
  return text === '' || Number.isNaN(number) || Math.abs(number) >= 1e15 ? text : number.toLocaleString(language, { maximumFractionDigits: Math.abs(number) < 1 ? 6 : 3 })
}

/** How long a time is, in milliseconds: `250 ms`, `4.2 s`, `2 d 3 h`. */
export function formatSpan(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const hours = Math.round(milliseconds / 3_600_000)
  return hours < 48 ? formatSeconds(milliseconds / 1000) : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** Something that is known of the files, and, where a person can choose another, of what. */
export interface Fact {
  readonly text: string
  readonly choice?: ReadingChoice
}

/** Facts of the files, for the status line. */
export function describeSources(sources: readonly SourceInfo[]): readonly Fact[] {
  if (sources.length === 0) return []
  const size = formatBytes(sources.reduce((sum, source) => sum + source.size, 0))
  const name = sources.length === 1 ? sources[0].name : words.files({ count: sources.length })
  const ends = [...new Set(sources.map(({ lineEnd }) => lineEnd))]
  const end = ends.length > 1 ? words.mixedLineEnds : ends[0] === 'none' ? '' : ends[0] === 'mixed' ? words.bothLineEnds : ends[0]
  const encodings = [...new Set(sources.map(({ encoding }) => encoding))]
  const known = encodings.length > 1 ? words.mixedEncodings : encodings[0]
  const encoding = sources.some(({ bom }) => bom) ? words.withBom({ encoding: known }) : known
  const formats = [...new Set(sources.map(({ format }) => format?.title))]
  const zones = [...new Set(sources.map(({ timeZone }) => timeZone))]
  const facts: Fact[] = [{ text: name }, { text: size }, { text: end ? `${encoding} ${end}` : encoding, choice: 'encoding' }]
  facts.push({ text: formats.length > 1 ? words.mixedFormats : (formats[0] ?? words.plainText), choice: 'format' })
  if (zones.length > 1) facts.push({ text: words.mixedZones, choice: 'timeZone' })
  else if (zones[0] !== undefined) facts.push({ text: zones[0], choice: 'timeZone' })
  if (sources.some(({ binary }) => binary)) facts.push({ text: words.binary })
  for (const { name: file, shift } of sources) if (shift) facts.push({ text: `${sources.length > 1 ? `${file} ` : ''}${shiftText(shift)}` })
  return facts
}

/** Rows found of rows read, as emphasized number and what follows it. */
export function describeRows(progress: Pick<Progress, 'rowsMatched' | 'rowsScanned' | 'exact' | 'state'>, table: boolean): readonly [string, string] {
  const { rowsMatched, rowsScanned, exact, state } = progress
  const matched = withExactness(formatCount(rowsMatched), exact)
  const scanned = withExactness(formatCount(rowsScanned), state === 'done' || exact)
  // "1+" are several.
  const count = exact ? rowsMatched : 2
  if (table) return [matched, words.rowsFrom({ count, read: scanned })]
  // More than the pass has read: looking at a place ahead of it counts the rows there.
  if (rowsMatched >= rowsScanned) return [matched, words.rows({ count })]
  return [matched, words.rowsOf({ read: scanned })]
}

/** `1 row selected`, `3 rows selected`; undefined for an unknown number. */
export function describeSelection(rows: number | undefined): string {
  if (rows === undefined) return words.manySelected
  return rows === 0 ? '' : words.selected({ count: rows })
}
