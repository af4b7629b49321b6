/** Tables of counts and percentiles, against DuckDB and lnav. */
import { RELATIVE_ERROR } from '../../../src/engine/stages/aggregate/buckets.ts'
import type { LogKind } from '../../support/makeLog.ts'
import { groups, groupsOfCsv, groupsOfJsonLines, sameGroups, type Groups } from '../answers.ts'
import { duelRow, type AnyDuel, type Duel } from '../duel.ts'
import { duckdbSide, lnavSide, sluiceSide } from '../sides.ts'
import type { Row } from './row.ts'

/** What DuckDB's approx_quantile adds, which states no error: seen are 3 %. Its quantile_disc, which is exact, holds ours to what we state. */
const APPROXIMATE = 0.05

export const LNAV_BYTES = 100 * 1024 * 1024

const jsonQuery = '* | stats count(), p50(took), p95(took), p99(took) by logger'
const accessQuery = '* | stats count() by status'

export const quoted = (file: string): string => `'${file.replaceAll("'", "''")}'`

/** DuckDB gets the same columns that the query needs, and no others. */
const jsonTable = (file: string): string =>
  `read_json(${quoted(file)}, format = 'newline_delimited', columns = {logger: 'VARCHAR', took: 'DOUBLE'})`
const percentiles = (quantile: string, table: string): string =>
  `SELECT logger, count(*), ${['0.5', '0.95', '0.99'].map((part) => `${quantile}(took, ${part})`).join(', ')} FROM ${table} GROUP BY logger`

const accessColumns = ['address', 'ident', 'user', 'time', 'zone', 'request', 'status', 'bytes', 'referrer', 'agent']
const csvStatement = (file: string): string =>
  `SELECT status, count(*) FROM read_csv(${quoted(file)}, auto_detect = false, header = false, delim = ' ', quote = '"', escape = '\\', ` +
  `columns = {${accessColumns.map((name) => `${name}: 'VARCHAR'`).join(', ')}}) GROUP BY status`
const regexStatement = (file: string): string =>
  `SELECT regexp_extract(line, '" (\\d{3}) ', 1) AS status, count(*) FROM read_csv(${quoted(file)}, auto_detect = false, header = false, ` +
  `delim = '\\x01', quote = '', escape = '', columns = {line: 'VARCHAR'}) GROUP BY status`

interface TableDuel {
  readonly name: string
  readonly title: string
  readonly kind: LogKind
  readonly query: string
}

function tableDuel({ query, ...rest }: TableDuel): Omit<Duel<Groups>, 'peers' | 'needs'> {
  const show = (table: Groups): string => `${table.size} groups`
  return { ...rest, ours: sluiceSide(['--lines', '--format', 'jsonl'], query, groupsOfJsonLines), same: sameGroups(0), show }
}

const exact = duckdbSide('DuckDB, exact percentiles', (file) => percentiles('quantile_disc', jsonTable(file)), groups)

export const tableDuels: readonly AnyDuel[] = [
  {
    ...tableDuel({ name: 'json', title: 'JSON lines: count and p50/p95/p99 of a number by a field', kind: 'json', query: jsonQuery }),
    needs: ['duckdb'],
    peers: [
      duckdbSide('DuckDB, columns given', (file) => percentiles('approx_quantile', jsonTable(file)), groups),
      duckdbSide('DuckDB, columns found', (file) => percentiles('approx_quantile', `read_json(${quoted(file)})`), groups),
      exact,
    ],
    expected: {
      label: exact.label,
      find: async (file) => exact.answer((await exact.run(file)).output),
      same: sameGroups(RELATIVE_ERROR),
    },
    same: sameGroups(RELATIVE_ERROR + APPROXIMATE),
    target: 0.5,
  },
  {
    ...tableDuel({ name: 'access', title: 'access log: count by status', kind: 'access', query: accessQuery }),
    needs: ['duckdb'],
    peers: [duckdbSide('DuckDB, CSV', csvStatement, groups), duckdbSide('DuckDB, regex', regexStatement, groups)],
    target: 0.25,
  },
  {
    ...tableDuel({ name: 'json-lnav', title: 'JSON lines, 100 MB: count and percentiles by a field', kind: 'json', query: jsonQuery }),
    size: LNAV_BYTES,
    needs: ['lnav'],
    // lnav knows the median only.
    peers: [lnavSide('SELECT logger, count(*), median(took) FROM bench_json GROUP BY logger', groupsOfCsv)],
    same: sameGroups(RELATIVE_ERROR),
    target: 0.05,
  },
  {
    ...tableDuel({ name: 'access-lnav', title: 'access log, 100 MB: count by status', kind: 'access', query: accessQuery }),
    size: LNAV_BYTES,
    needs: ['lnav'],
    peers: [lnavSide('SELECT sc_status, count(*) FROM access_log GROUP BY sc_status', groupsOfCsv)],
    target: 0.05,
  },
]

export const tableRows: readonly Row[] = tableDuels.map(duelRow)
