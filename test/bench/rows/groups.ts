/** Large tables and large orders, against DuckDB and lnav: groups by a million keys, percentiles by two fields, spans of time, and sorting. */
import { RELATIVE_ERROR } from '../../../src/engine/stages/aggregate/buckets.ts'
import { groups, groupsOfCsv, groupsOfJsonLines, sameGroups, sameText, type Groups } from '../answers.ts'
import { duelRow, fight, type AnyDuel, type Duel } from '../duel.ts'
import { KEYS_LINE_BYTES } from '../keysLog.ts'
import { duckdbFileSide, duckdbSide, lnavSide, sluiceFileSide, sluiceSide, type Side } from '../sides.ts'
import type { Bench, Outcome, Row } from './row.ts'
import { LNAV_BYTES, quoted } from './tables.ts'

const MB = 1024 * 1024
const THREADS = ['--threads', '2'] as const
/** Of the log with many keys. */
const KEYS_ROWS = 10_000_000
const KEYS_BYTES = KEYS_ROWS * KEYS_LINE_BYTES
/** What sorting them may take of memory. */
const SORT_BYTES = 300 * MB

/** The same columns that the query needs, and no others. */
const table = (file: string, columns: string): string => `read_json(${quoted(file)}, format = 'newline_delimited', columns = {${columns}})`

/** `keys`: how many of the first columns are those of the groups. */
function ours(query: string, keys: number): Side<Groups> {
  return sluiceSide([...THREADS, '--format', 'jsonl'], query, (output) => groupsOfJsonLines(output, keys))
}

/** DuckDB has no rows for spans of time in which nothing was. */
function withRows(found: Groups): Groups {
  return new Map([...found].filter(([, [count]]) => count !== 0))
}

const timechart = sluiceSide([...THREADS, '--format', 'jsonl'], '* | timechart span=1m limit=0 count() by logger', (output) => withRows(groupsOfJsonLines(output, 2)))
const minutes = "strftime(date_trunc('minute', time), '%Y-%m-%dT%H:%M:00.000Z')"
const shown = (found: Groups): string => `${found.size.toLocaleString('en-US')} groups`

const keysQuery = '* | stats count() by id'
const tableDuels: readonly Duel<Groups>[] = [
  {
    name: 'keys',
    title: '10 M JSON lines: count by a field with 1 M values',
    kind: 'keys',
    size: KEYS_BYTES,
    needs: ['duckdb'],
    ours: ours(keysQuery, 1),
    peers: [duckdbFileSide({ label: 'DuckDB', select: (file) => `SELECT id, count(*) FROM ${table(file, "id: 'VARCHAR'")} GROUP BY id`, answer: groupsOfJsonLines })],
    same: sameGroups(0),
    target: 1.5,
    show: shown,
  },
  {
    name: 'p99-two',
    title: 'JSON lines: count and p99 of a number by two fields',
    kind: 'json',
    needs: ['duckdb'],
    ours: ours('* | stats count(), p99(took) by logger, host', 2),
    peers: [
      duckdbSide(
        'DuckDB, exact percentiles',
        (file) => `SELECT logger, host, count(*), quantile_disc(took, 0.99) FROM ${table(file, "logger: 'VARCHAR', host: 'VARCHAR', took: 'DOUBLE'")} GROUP BY ALL`,
        (rows) => groups(rows, 2),
      ),
    ],
    same: sameGroups(RELATIVE_ERROR),
    target: 1,
    show: shown,
  },
  {
    name: 'timechart',
    title: 'JSON lines: count for each minute and logger',
    kind: 'json',
    needs: ['duckdb'],
    ours: timechart,
    peers: [
      duckdbSide(
        'DuckDB',
        (file) => `SELECT ${minutes}, logger, count(*) FROM ${table(file, "time: 'TIMESTAMP', logger: 'VARCHAR'")} GROUP BY ALL`,
        (rows) => groups(rows, 2),
      ),
    ],
    same: sameGroups(0),
    target: 1,
    show: shown,
  },
  {
    name: 'keys-lnav',
    title: 'JSON lines, 100 MB: count by a field with 1 M values',
    kind: 'keys',
    size: LNAV_BYTES,
    needs: ['lnav'],
    ours: ours(keysQuery, 1),
    peers: [lnavSide('SELECT id, count(*) FROM bench_json GROUP BY id', groupsOfCsv)],
    same: sameGroups(0),
    target: 0.1,
    show: shown,
  },
  {
    name: 'timechart-lnav',
    title: 'JSON lines, 100 MB: count for each minute and logger',
    kind: 'json',
    size: LNAV_BYTES,
    needs: ['lnav'],
    ours: timechart,
    peers: [
      lnavSide(
        "SELECT strftime('%Y-%m-%dT%H:%M:00.000Z', log_time) AS minute, logger, count(*) FROM bench_json GROUP BY minute, logger",
        (output) => groupsOfCsv(output, 2),
      ),
    ],
    same: sameGroups(0),
    target: 0.1,
    show: shown,
  },
]

/** In the limited one DuckDB puts rows on disk, as ours has to. */
const duckdbSort = (label: string, memory?: string): Side<string> =>
  duckdbFileSide({
    label,
    memory,
    digest: true,
    select: (file) => `SELECT * FROM ${table(file, "time: 'VARCHAR', id: 'VARCHAR', took: 'BIGINT'")} ORDER BY took`,
    answer: String,
  })

const sort: Duel<string> = {
  name: 'sort',
  title: '10 M JSON lines: sorted by a number, into a file',
  kind: 'keys',
  size: KEYS_BYTES,
  needs: ['duckdb'],
  ours: sluiceFileSide(THREADS, '* | sort took'),
  peers: [duckdbSort('DuckDB'), duckdbSort('DuckDB, limit 400 MB', '400MB')],
  same: sameText,
  target: 2,
  show: (digest) => `sha256 ${digest.slice(0, 8)}…`,
}

async function sorting(bench: Bench): Promise<readonly Outcome[]> {
  const outcome = await fight(sort, bench)
  const { peakRssBytes } = outcome
  if (peakRssBytes === undefined) return [outcome]
  return [outcome, { name: sort.name, title: `${sort.title}: memory`, judged: { value: peakRssBytes / MB, unit: 'MB', target: SORT_BYTES / MB }, peers: [] }]
}

export const groupDuels: readonly AnyDuel[] = [...tableDuels, sort]
export const groupRows: readonly Row[] = [...tableDuels.map(duelRow), { name: sort.name, title: sort.title, needs: sort.needs, run: sorting }]
