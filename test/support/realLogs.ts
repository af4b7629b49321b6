/**
 * How well real logs are understood: prints, for each, the share of rows whose borders, time, level and message are as expected.
 *
 *   node test/support/realLogs.ts FOLDER [name …]
 *
 * FOLDER (or the environment's SLUICE_REAL_LOGS) has `lnav` with logs and `lnav-expected` with a CSV for each (log_line, from 0;
 * log_time; log_level), and `loghub` with logs and a `_structured.csv` for each, whose column Content is the message. With names, what
 * differs in those files is listed too.
 *
 * lnav gives a level (info) also where a log says nothing of it, guesses one from words such as "failed" in syslog, and moves a stamp
 * that is out of order up to the row before. A status of 4xx is an error there, and a warning here. So `level` also counts none of ours for
 * its info, and a warning of 4xx for its error; `level =` only what is equal. Rows of Zeek's logs it sorts by time.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
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
  /** Levels that are the same, or none where info is expected. */
  readonly levelsOrNone: number
  readonly messages: number
  readonly differences: readonly string[]
}

/** The day by which the years of the expected times were chosen. */
const EXPECTED_ON = Date.UTC(2026, 10, 22)
const QUARTER = 900_000
const MOST_ZONE = 14 * 3_600_000

export function lnavAgreement(folder: string): readonly Agreement[] {
  return readdirSync(join(folder, 'lnav-expected')).sort().map((csv) => {
    const file = csv.replace(/\.csv$/, '')
    const [, ...rows] = parseCsv(readFileSync(join(folder, 'lnav-expected', csv), 'utf8'))
    const { format, records } = recordsOf(readFileSync(join(folder, 'lnav', file)), ['time', 'message', 'status'], { modified: EXPECTED_ON })
    const byLine = new Map(numbered(records, rows[0]?.[3] ?? '', join(folder, 'lnav', file)))
    const differences: string[] = []
    const count = { borders: 0, times: 0, levels: 0, levelsOrNone: 0 }
    for (const [line, time, level] of rows) {
      const record = byLine.get(Number(line))
      const wanted = levelOf(level)
      const says = [record ? '' : 'no record', record && isTime(record, time) ? '' : 'time', record?.level === wanted ? '' : 'level']
      if (record) count.borders++
      if (!says[1]) count.times++
      if (!says[2]) count.levels++
      if (!says[2] || (record?.level === '' && wanted === 'info') || isClientError(record, wanted)) count.levelsOrNone++
      const differs = says.filter((each) => each !== '').join(', ')
      if (differs !== '') differences.push(`${line}: ${differs}: ${time} ${level} | ${shown(record)}`)
    }
    return { file, format: format.name, expected: rows.length, records: records.length, ...count, messages: rows.length, differences }
  })
}

/** Records by the numbers that lnav gives them: it does not count the notes of some formats, and blank lines between them. */
function numbered(records: readonly ReadRecord[], format: string, file: string): (readonly [number, ReadRecord])[] {
  if (!/^(w3c|bro)_/.test(format)) return records.map((record) => [record.line, record] as const)
  const lines = readFileSync(file, 'latin1').split(/\r?\n/)
  const counted = records.filter(({ line }) => lines[line] !== '' && !lines[line].startsWith('#'))
  if (format.startsWith('bro')) counted.sort((a, b) => a.time - b.time)
  return counted.map((record, i) => [i, record] as const)
}

function isClientError(record: ReadRecord | undefined, wanted: string): boolean {
  return wanted === 'error' && record?.level === 'warning' && /^4\d\d$/.test(String(record.fields.status))
}

export function loghubAgreement(folder: string): readonly Agreement[] {
  const logs = readdirSync(join(folder, 'loghub')).filter((name) => name.endsWith('.log')).sort()
  return logs.map((file) => {
    const [header, ...rows] = parseCsv(readFileSync(join(folder, 'loghub', `${file}_structured.csv`), 'utf8'))
    const column = header.indexOf('Content')
    const { format, records } = recordsOf(readFileSync(join(folder, 'loghub', file)), ['time', 'message'], { modified: EXPECTED_ON })
    const byLine = new Map(records.map((record) => [record.line, record]))
    const differences: string[] = []
    const count = { borders: 0, times: 0, levels: 0, levelsOrNone: 0, messages: 0 }
    const levelAt = header.indexOf('Level')
    rows.forEach((row, line) => {
      const record = byLine.get(line)
      if (record) count.borders++
      if (record && !Number.isNaN(record.time)) count.times++
      const wanted = levelOf(row[levelAt] ?? '')
      if (record?.level === wanted || levelAt < 0 || wanted === '') {
        count.levels++
        count.levelsOrNone++
      }
      const message = String(record?.fields.message ?? '').trim()
      if (record && message === row[column].trim()) count.messages++
      else differences.push(`${line}: ${row[column]} | ${shown(record)}`)
    })
    return { file, format: format.name, expected: rows.length, records: records.length, ...count, differences }
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
    const shares = [each.borders, each.times, each.levelsOrNone, each.levels, each.messages].map((part) => share(part, each.expected))
    const counts = `${String(each.expected).padStart(6)}${String(each.records).padStart(8)}`
    return `${each.file.padEnd(38)}${each.format.slice(0, 33).padEnd(34)}${counts}${shares.join('')}`
  }
  const sum = (of: (each: Agreement) => number): number => all.reduce((total, each) => total + of(each), 0)
  const total: Agreement = {
    file: 'all', format: '', differences: [],
    expected: sum((each) => each.expected), records: sum((each) => each.records), borders: sum((each) => each.borders),
    times: sum((each) => each.times), levels: sum((each) => each.levels), levelsOrNone: sum((each) => each.levelsOrNone),
    messages: sum((each) => each.messages),
  }
  const header = `${title.padEnd(38)}${'format'.padEnd(34)}  rows records  borders     time    level  level =  message`
  return [header, ...all.map(line), line(total)].join('\n')
}

if (import.meta.main) {
  const { positionals } = parseArgs({ allowPositionals: true })
  const [folder = process.env.SLUICE_REAL_LOGS ?? '', ...names] = positionals
  if (!existsSync(join(folder, 'lnav-expected'))) {
    console.log(`no real logs are in '${folder}': give the folder that has them`)
  } else {
    const lnav = lnavAgreement(folder)
    const loghub = loghubAgreement(folder)
    console.log(`${table('lnav', lnav)}\n\n${table('LogHub', loghub)}`)
    for (const { file, differences } of [...lnav, ...loghub]) {
      if (names.some((name) => file.includes(name))) console.log(`\n${file}\n${differences.join('\n')}`)
    }
  }
}
