// One statement in DuckDB, in a process of its own: node test/bench/duckdbQuery.ts --version | STATEMENT THREADS
// Prints {"seconds": from before the database is opened to the last row read, "rows": [[…]]}. Status 3: DuckDB is not installed.
import { createRequire } from 'node:module'

/** What is used of @duckdb/node-api, which is not among the dependencies. */
interface DuckDB {
  version(): string
  DuckDBInstance: {
    create(path: string, options: Record<string, string>): Promise<{
      connect(): Promise<{ runAndReadAll(statement: string): Promise<{ getRowsJson(): unknown[][] }> }>
    }>
  }
}

/** By `require`, because that also looks into the folders of NODE_PATH. */
function load(): DuckDB {
  try {
    return createRequire(import.meta.url)('@duckdb/node-api') as DuckDB
  } catch {
    return process.exit(3)
  }
}

const duckdb = load()
const [statement, threads] = process.argv.slice(2)
if (statement === '--version') console.log(`DuckDB ${duckdb.version()}`)
else {
  const started = performance.now()
  const instance = await duckdb.DuckDBInstance.create(':memory:', { threads })
  const connection = await instance.connect()
  const rows = (await connection.runAndReadAll(statement)).getRowsJson()
  const seconds = (performance.now() - started) / 1000
  console.log(JSON.stringify({ seconds, rows }))
}
