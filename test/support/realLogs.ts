/**
 * How well real logs are understood: prints, for each, the share of rows whose borders, time, level and message are as expected.
 *
 *   node test/support/realLogs.ts FOLDER [name …]
 *
 * FOLDER (or the environment's SLUICE_REAL_LOGS) has `lnav` with logs and `lnav-expected` with a CSV for each (log_line, from 0;
 * log_time; log_level), and `loghub` with logs and a `_structured.csv` for each, whose column Content is the message. With names, what
 * differs in those files is listed too.
 *
 * Where we differ from lnav on purpose, the reason is given for each row that shows it (realLogsReasons.ts), and what has none is listed.
 * `level` counts none of ours for lnav's info, and a warning of 4xx for its error; `level =` only what is equal. Both are of the rows for
 * which lnav says a level: its `unknown` is what it could not tell, so no level of ours can be right or wrong there. `of all` is `level` of
 * all rows, in which one of those counts if we say none either. Rows of Zeek's logs lnav sorts by time.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CLIENT_ERROR, INFO, reasonOf, type ComparedRow, type Reason } from './realLogsReasons.ts'
import { recordsOf, type ReadRecord } from './recordsOf.ts'

/** What is compared of a file; numbers are of rows. */
export interface Agreement {
  readonly file: string
  readonly format: string
  readonly expected: number
  readonly records: number
  readonly borders: number
  readonly times: number
  readonly levels: number
  /** Levels that are the same, or none where info is expected; and of how many rows. */
  readonly levelsOrNone: number
  readonly levelled: number
  /** As `levelsOrNone`, of all expected rows: where lnav says no level, none of ours is the same. */
  readonly levelsOfAll: number
  readonly messages: number
  readonly differences: readonly string[]
  /** How many rows differ for each reason, and those that differ for none. */
  readonly reasons: ReadonlyMap<string, number>
  readonly unexplained: readonly string[]
}

/** When the files had last been changed as they were read for the expected times, which took years, days and hours from it. */
const EXPECTED_ON = Date.UTC(2026, 10, 22, 6, 59)
const QUARTER = 900_000
const MOST_ZONE = 14 * 3_600_000

export function lnavAgreement(folder: string): readonly Agreement[] {
  return readdirSync(join(folder, 'lnav-expected')).sort().map((csv) => {
    const file = csv.replace(/\.csv$/, '')
    const [, ...rows] = parseCsv(readFileSync(join(folder, 'lnav-expected', csv), 'utf8'))
    const bytes = readFileSync(join(folder, 'lnav', file))
    const { format, records } = recordsOf(bytes, ['time', 'message', 'status'], { modified: EXPECTED_ON })
    const byLine = new Map(numbered(records, rows[0]?.[3] ?? '', join(folder, 'lnav', file)))
    const texts = bytes.toString('latin1').split(/\r?\n/)
    const differences: string[] = []
    const reasons = new Map<string, number>()
    const unexplained: string[] = []
    const count = { borders: 0, times: 0, levels: 0, levelsOrNone: 0, levelled: 0, levelsOfAll: 0 }
    rows.forEach(([line, time, level, kind], row) => {
      const record = byLine.get(Number(line))
      const wanted = levelOf(level)
      const next = rows.slice(row + 1).find((later) => !Number.isNaN(byLine.get(Number(later[0]))?.time ?? NaN))
      const compared: ComparedRow = {
        record, level, wanted, format: kind, line: texts[record?.line ?? -1] ?? '', written: written(record), expected: momentOf(time),
        above: momentOf(rows[row - 1]?.[1]), next: momentOf(next?.[1]),
      }
      const explain = (what: Reason['kind']): string | undefined => {
        const reason = record && reasonOf(what, compared)
        if (reason === undefined) unexplained.push(`${line}: ${what}: ${time} ${level} | ${shown(record)}`)
        else reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
        return reason
      }
      if (record) count.borders++
      const isTimed = record !== undefined && isTime(record, time)
      if (isTimed) count.times++
      else explain('time')
      const isLevelled = record?.level === wanted
      const reason = isLevelled ? undefined : explain('level')
      const says = level !== 'unknown'
      if (says) count.levelled++
      if (isLevelled && says) count.levels++
      if (isLevelled || reason === INFO || reason === CLIENT_ERROR) {
        count.levelsOfAll++
        if (says) count.levelsOrNone++
      }
      const differs = [record ? '' : 'no record', isTimed ? '' : 'time', isLevelled ? '' : 'level'].filter((each) => each !== '').join(', ')
      if (differs !== '') differences.push(`${line}: ${differs}: ${time} ${level} | ${shown(record)}`)
    })
    const found = { expected: rows.length, records: records.length, messages: rows.length }
    return { file, format: format.name, ...found, ...count, differences, reasons, unexplained }
  })
}

/** A time of lnav's, as if it were UTC. */
function momentOf(time: string | undefined): number {
  return time === undefined ? NaN : Date.parse(`${time.replace(' ', 'T')}Z`)
}

/** The record's time as it is written, without its zone. */
function written(record: ReadRecord | undefined): number {
  if (!record) return NaN
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)?$/.exec(String(record.fields.time ?? '').replace(/^\d{4}-\d\d-\d\d/, '')) ?? []
  return record.time + (sign === '-' ? -1 : 1) * 60_000 * (60 * Number(hours ?? 0) + Number(minutes ?? 0))
}

/** Records by the numbers that lnav gives them: it does not count the notes of some formats, and blank lines between them. */
function numbered(records: readonly ReadRecord[], format: string, file: string): (readonly [number, ReadRecord])[] {
  if (!/^(w3c|bro)_/.test(format)) return records.map((record) => [record.line, record] as const)
  const lines = readFileSync(file, 'latin1').split(/\r?\n/)
  const counted = records.filter(({ line }) => lines[line] !== '' && !lines[line].startsWith('#'))
  if (format.startsWith('bro')) counted.sort((a, b) => a.time - b.time)
  return counted.map((record, i) => [i, record] as const)
}

export function loghubAgreement(folder: string): readonly Agreement[] {
  const logs = readdirSync(join(folder, 'loghub')).filter((name) => name.endsWith('.log')).sort()
  return logs.map((file) => {
    const [header, ...rows] = parseCsv(readFileSync(join(folder, 'loghub', `${file}_structured.csv`), 'utf8'))
    const column = header.indexOf('Content')
    const { format, records } = recordsOf(readFileSync(join(folder, 'loghub', file)), ['time', 'message'], { modified: EXPECTED_ON })
    const byLine = new Map(records.map((record) => [record.line, record]))
    const differences: string[] = []
    const count = { borders: 0, times: 0, levels: 0, levelsOrNone: 0, levelled: rows.length, levelsOfAll: 0, messages: 0 }
    const levelAt = header.indexOf('Level')
    rows.forEach((row, line) => {
      const record = byLine.get(line)
      if (record) count.borders++
      if (record && !Number.isNaN(record.time)) count.times++
      const wanted = levelOf(row[levelAt] ?? '')
      if (record?.level === wanted || levelAt < 0 || wanted === '') {
        count.levels++
        count.levelsOrNone++
        count.levelsOfAll++
      }
      const message = String(record?.fields.message ?? '').trim()
      if (record && message === row[column].trim()) count.messages++
      else differences.push(`${line}: ${row[column]} | ${shown(record)}`)
    })
    const none = { reasons: new Map<string, number>(), unexplained: [] }
    return { file, format: format.name, expected: rows.length, records: records.length, ...count, differences, ...none }
  })
}

function shown(record: ReadRecord | undefined): string {
  if (!record) return '-'
  const time = Number.isNaN(record.time) ? 'no time' : new Date(record.time).toISOString()
  return `${time} ${record.level || 'no level'} ${String(record.fields.message ?? '').slice(0, 80)}`
}

/** The expected time is as the log writes it, without its zone. */
function isTime({ time, fields }: ReadRecord, expected: string): boolean {
  const apart = Math.floor(time) - Date.parse(`${expected.replace(' ', 'T')}Z`)
  const hasZone = /[+-]\d\d:?(\d\d)?$/.test(String(fields.time ?? ''))
  return apart === 0 || (hasZone && apart % QUARTER === 0 && Math.abs(apart) <= MOST_ZONE)
}

const LEVEL_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^(trace|v)/i, 'trace'],
  [/^d/i, 'debug'],
  [/^(info|notice|i$)/i, 'info'],
  [/^w/i, 'warning'],
  [/^e/i, 'error'],
  [/^(fatal|crit)/i, 'fatal'],
]

function levelOf(name: string): string {
  return LEVEL_NAMES.find(([names]) => names.test(name))?.[1] ?? ''
}

/** Rows of cells; double quotes hold what would end them. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    rows[rows.length - 1].push(quoted?.replaceAll('""', '"') ?? plain)
    if (end !== ',' && end !== '') rows.push([])
  }
  return rows.filter((row) => row.some((cell) => cell !== ''))
}

function table(title: string, all: readonly Agreement[]): string {
  const share = (part: number, of: number): string => `${(Math.floor((1000 * part) / Math.max(1, of)) / 10).toFixed(1)} %`.padStart(9)
  const line = (each: Agreement): string => {
    const { expected: of, levelled } = each
    // Without a row that could differ there is nothing to say.
    const level = (part: number): string => (levelled === 0 ? '-'.padStart(9) : share(part, levelled))
    const shares = [each.borders, each.times].map((part) => share(part, of))
    shares.push(level(each.levelsOrNone), level(each.levels), share(each.levelsOfAll, of), share(each.messages, of))
    const counts = `${String(each.expected).padStart(6)}${String(each.records).padStart(8)}`
    return `${each.file.padEnd(38)}${each.format.slice(0, 33).padEnd(34)}${counts}${shares.join('')}`
  }
  const sum = (of: (each: Agreement) => number): number => all.reduce((total, each) => total + of(each), 0)
  const total: Agreement = {
    file: 'all', format: '', differences: [], reasons: new Map(), unexplained: [],
    expected: sum((each) => each.expected), records: sum((each) => each.records), borders: sum((each) => each.borders),
    times: sum((each) => each.times), levels: sum((each) => each.levels), levelsOrNone: sum((each) => each.levelsOrNone), levelled: sum((each) => each.levelled),
    levelsOfAll: sum((each) => each.levelsOfAll), messages: sum((each) => each.messages),
  }
  const header = `${title.padEnd(38)}${'format'.padEnd(34)}  rows records  borders     time    level  level =   of all  message`
  return [header, ...all.map(line), line(total)].join('\n')
}

/** Each reason with the rows that differ for it, and what has none. */
function explanation(all: readonly Agreement[]): string {
  const reasons = [...new Set(all.flatMap((each) => [...each.reasons.keys()]))]
  const lines = reasons.map((reason) => {
    const files = all.flatMap(({ file, reasons: of }) => (of.has(reason) ? [`${file} ${of.get(reason)}`] : []))
    return `${reason}: ${files.join(', ')}`
  })
  const unexplained = all.flatMap((each) => each.unexplained.map((row) => `${each.file} ${row}`))
  return [...lines, unexplained.length === 0 ? 'No row differs without a reason.' : `Without a reason:\n${unexplained.join('\n')}`].join('\n')
}

if (import.meta.main) {
  const { positionals } = parseArgs({ allowPositionals: true })
  const [folder = process.env.SLUICE_REAL_LOGS ?? '', ...names] = positionals
  if (!existsSync(join(folder, 'lnav-expected'))) {
    console.log(`no real logs are in '${folder}': give the folder that has them`)
  } else {
    const lnav = lnavAgreement(folder)
    const loghub = loghubAgreement(folder)
    console.log(`${table('lnav', lnav)}\n\nWhere rows differ from lnav:\n${explanation(lnav)}\n\n${table('LogHub', loghub)}`)
    for (const { file, differences } of [...lnav, ...loghub]) {
      if (names.some((name) => file.includes(name))) console.log(`\n${file}\n${differences.join('\n')}`)
    }
  }
}
