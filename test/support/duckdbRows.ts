/** Random logs of JSON lines as records, and the table that DuckDB makes of the same file. */
import fc from 'fast-check'

export interface LogRow {
  readonly id: number
  readonly time: string
  readonly level: string
  readonly host: string
  readonly user?: string | null
  readonly status: number
  readonly took?: number | null
  readonly size: number
}

export const USERS = ['ann', 'Ann', 'bob', 'søren', "o'hara", 'say "x"', 'a\\b', 'cid smith', 'annabel', '']
export const HOSTS = ['web-1', 'web-2', 'db', 'cache']
export const LEVELS = ['debug', 'info', 'warning', 'error', 'fatal']
const START = Date.UTC(2024, 1, 28, 22, 30)

const took = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 3_000_000 }).map((n) => n / 1000) },
  { weight: 2, arbitrary: fc.integer({ min: -20, max: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0.1, 0.25, 1e3, 1.5e-3, 12345.678) },
)

/** `spread`: how long the log is at most, in milliseconds. */
function row(spread: number): fc.Arbitrary<Omit<LogRow, 'id'>> {
  return fc.record(
    {
      time: fc.nat(spread).map((ms) => new Date(START + ms).toISOString()),
      level: fc.constantFrom(...LEVELS),
      host: fc.constantFrom(...HOSTS),
      user: fc.option(fc.constantFrom(...USERS)),
      status: fc.constantFrom(200, 200, 201, 404, 500, 503),
      took: fc.option(took, { freq: 8 }),
      size: fc.nat(5000),
    },
    { requiredKeys: ['time', 'level', 'host', 'status', 'size'] },
  )
}

const HOUR = 3_600_000

/** Of minutes, of days, or of months. */
export function logRows(maxLength: number): fc.Arbitrary<LogRow[]> {
  return fc
    .constantFrom(HOUR / 2, 30 * HOUR, 24 * 400 * HOUR)
    .chain((spread) => fc.array(row(spread), { minLength: 1, maxLength }))
    .map((rows) => rows.map((each, i) => ({ id: i + 1, ...each })))
}

export function logText(rows: readonly LogRow[]): string {
  return rows.map((each) => `${JSON.stringify(each)}\n`).join('')
}

const columns = { id: 'INTEGER', time: 'TIMESTAMP', level: 'VARCHAR', host: 'VARCHAR', user: 'VARCHAR', status: 'INTEGER', took: 'DOUBLE', size: 'INTEGER' }

/** Statement that reads the file into the table `log`. */
export function tableOf(file: string): string {
  const list = Object.entries(columns).map(([name, type]) => `"${name}": '${type}'`)
  return `CREATE OR REPLACE TABLE log AS SELECT * FROM read_json(${sqlText(file)}, format = 'newline_delimited', columns = {${list.join(', ')}})`
}

export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
