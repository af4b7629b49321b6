/** Numbers as the panel shows them. */
import type { ReadingChoice } from '../../common/panelProtocol.ts'
import type { Progress, SourceInfo } from '../../common/protocol.ts'
import { shiftText } from '../../common/timeShift.ts'

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** `92,318,004` */
export function formatCount(count: number): string {
  return grouped.format(count)
}

/** `41,207`, `92.3 M`, `1.2 B`: for chips. */
export function compactCount(count: number): string {
  if (count < 1e6) return formatCount(count)
  // Rounded down, so that a number never looks as if it had been reached before it is.
  for (const [unit, name] of [[1e12, 'T'], [1e9, 'B'], [1e6, 'M']] as const) {
    if (count < unit) continue
    const value = count / unit
    return `${value >= 100 ? Math.floor(value) : (Math.floor(value * 10) / 10).toFixed(1)} ${name}`
  }
  return formatCount(count)
}

/** `41,207+` while more may come. */
export function withExactness(text: string, exact: boolean): string {
  return exact ? text : `${text}+`
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** `12.4 GB` (powers of 1,000) */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${Math.round(bytes)} bytes`
  let unit = 0
  let value = bytes
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`
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
  if (seconds < 10) return `${seconds.toFixed(seconds < 0.1 ? 2 : 1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
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
  const name = sources.length === 1 ? sources[0].name : `${formatCount(sources.length)} files`
  const ends = [...new Set(sources.map(({ lineEnd }) => lineEnd))]
  const end = ends.length > 1 ? 'mixed line ends' : ends[0] === 'none' ? '' : ends[0] === 'mixed' ? 'LF and CRLF' : ends[0]
  const encodings = [...new Set(sources.map(({ encoding }) => encoding))]
  const encoding = (encodings.length > 1 ? 'mixed encodings' : encodings[0]) + (sources.some(({ bom }) => bom) ? ' with BOM' : '')
  const formats = [...new Set(sources.map(({ format }) => format?.title))]
  const zones = [...new Set(sources.map(({ timeZone }) => timeZone))]
  const facts: Fact[] = [{ text: name }, { text: size }, { text: end ? `${encoding} ${end}` : encoding, choice: 'encoding' }]
  facts.push({ text: formats.length > 1 ? 'mixed formats' : (formats[0] ?? 'Plain text'), choice: 'format' })
  if (zones.length > 1) facts.push({ text: 'mixed time zones', choice: 'timeZone' })
  else if (zones[0] !== undefined) facts.push({ text: zones[0], choice: 'timeZone' })
  if (sources.some(({ binary }) => binary)) facts.push({ text: 'binary' })
  for (const { name: file, shift } of sources) if (shift) facts.push({ text: `${sources.length > 1 ? `${file} ` : ''}${shiftText(shift)}` })
  return facts
}

/** Rows found of rows read, as emphasized number and what follows it. */
export function describeRows(progress: Pick<Progress, 'rowsMatched' | 'rowsScanned' | 'exact' | 'state'>, table: boolean): readonly [string, string] {
  const { rowsMatched, rowsScanned, exact, state } = progress
  const matched = withExactness(formatCount(rowsMatched), exact)
  const scanned = withExactness(formatCount(rowsScanned), state === 'done' || exact)
  if (table) return [matched, `${rowsMatched === 1 && exact ? 'row' : 'rows'} from ${scanned}`]
  // More than the pass has read: looking at a place ahead of it counts the rows there.
  if (rowsMatched >= rowsScanned) return [matched, rowsMatched === 1 && exact ? 'row' : 'rows']
  return [matched, `of ${scanned} rows`]
}

/** `1 row selected`, `3 rows selected`; undefined for an unknown number. */
export function describeSelection(rows: number | undefined): string {
  if (rows === undefined) return 'many rows selected'
  return rows === 0 ? '' : rows === 1 ? '1 row selected' : `${formatCount(rows)} rows selected`
}
