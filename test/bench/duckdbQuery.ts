// One statement in DuckDB, in a process of its own: node test/bench/duckdbQuery.ts --version | STATEMENT THREADS [MEMORY FOLDER]
// Prints {"seconds": from before the database is opened to the last row read, "rows": [[…]]}. Status 3: DuckDB is not installed.
import { loadDuckDB, type DuckDB } from '../support/duckdb.ts'

function load(): DuckDB {
  try {
    const duckdb = loadDuckDB()
    if (typeof duckdb !== 'string') return duckdb
    console.error(duckdb)
  } catch {
    // Not installed, which the status says.
  }
  return process.exit(3)
}

const duckdb = load()
const [statement, threads, memory, folder] = process.argv.slice(2)
if (statement === '--version') console.log(`DuckDB ${duckdb.version()}`)
else {
  const started = performance.now()
  const bounds: Record<string, string> = memory ? { memory_limit: memory, temp_directory: folder } : {}
  const instance = await duckdb.DuckDBInstance.create(':memory:', { threads, ...bounds })
  const connection = await instance.connect()
  const rows = (await connection.runAndReadAll(statement)).getRowsJson()
  const seconds = (performance.now() - started) / 1000
  console.log(JSON.stringify({ seconds, rows }))
}
