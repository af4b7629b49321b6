/** Tables as SQLite databases. */
import { truncateSync } from 'node:fs'
import type * as Sqlite from 'node:sqlite'
import type { DatabaseSync, StatementSync, SQLInputValue } from 'node:sqlite'
import { errorOf } from '../../../../common/errorTexts.ts'
import { typed, type Cell, type ColumnType } from './columnTypes.ts'
import type { TableColumn, TableSink } from './tableSink.ts'

/** Rows of a transaction. */
const ROWS_AT_ONCE = 10_000

const TYPES: Readonly<Record<ColumnType, string>> = { integer: 'INTEGER', number: 'REAL', boolean: 'BOOLEAN', time: 'DATETIME', text: 'TEXT' }

/** Rows of a log are the table `log`, others the table `result`. Times are texts in UTC, as SQLite's functions for dates read them. */
export class SqliteSink implements TableSink {
  private readonly database: DatabaseSync
  private readonly insert: StatementSync
  private readonly columns: readonly TableColumn[]
  private readonly indexes: readonly string[]
  private pending = 0

  private constructor(database: DatabaseSync, table: string, columns: readonly TableColumn[]) {
    this.database = database
    this.columns = columns
    const names = namesOf(columns)
    // Nobody else sees the file before it is whole, and one that is not is thrown away.
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE')
    database.exec(`CREATE TABLE ${quoted(table)} (${columns.map(({ type }, i) => `${quoted(names[i])} ${TYPES[type]}`).join(', ')})`)
    this.indexes = columns.flatMap(({ type }, i) => (type === 'time' ? `CREATE INDEX ${quoted(`${table}_${names[i]}`)} ON ${quoted(table)} (${quoted(names[i])})` : []))
    this.insert = database.prepare(`INSERT INTO ${quoted(table)} VALUES (${columns.map(() => '?').join(', ')})`)
    database.exec('BEGIN')
  }

  /** Throws `unsupported` where the runtime has no SQLite. */
  static async open(path: string, table: string, columns: readonly TableColumn[]): Promise<SqliteSink> {
    const { DatabaseSync: Database } = await load()
    // An earlier attempt may have left something.
    truncateSync(path)
    return new SqliteSink(new Database(path), table, columns)
  }

  write(rows: readonly (readonly Cell[])[]): void {
    const { columns, insert, database } = this
    for (const row of rows) {
      insert.run(...columns.map(({ type }, column) => valueOf(row[column], type)))
      if (++this.pending < ROWS_AT_ONCE) continue
      database.exec('COMMIT; BEGIN')
      this.pending = 0
    }
  }

  finish(): void {
    this.database.exec('COMMIT')
    for (const index of this.indexes) this.database.exec(index)
  }

  close(): void {
    this.database.close()
  }
}

async function load(): Promise<Pick<typeof Sqlite, 'DatabaseSync'>> {
  try {
    return await import('node:sqlite')
  } catch {
    const runtime = process.versions.electron === undefined ? `Node ${process.versions.node}` : 'this build of VS Code'
    throw errorOf('unsupported', 'noSqlite', { runtime })
  }
}

function valueOf(value: Cell, type: ColumnType): SQLInputValue {
  if (value === null) return null
  const own = typed(value, type)
  if (typeof own === 'boolean') return Number(own)
  return type === 'time' ? new Date(Number(own)).toISOString().replace('T', ' ').slice(0, -1) : own
}

/** SQLite takes names that differ in case alone for the same, and has none with a NUL. */
function namesOf(columns: readonly TableColumn[]): readonly string[] {
  const taken = new Set<string>()
  return columns.map(({ name }) => {
    const clean = name.replaceAll('\0', '') || '_'
    let own = clean
    for (let number = 2; taken.has(own.toLowerCase()); number++) own = `${clean}_${number}`
    taken.add(own.toLowerCase())
    return own
  })
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
