/** DuckDB, which answers the same questions by means of its own. */
import { createRequire } from 'node:module'

export interface Connection {
  run(statement: string): Promise<unknown>
  runAndReadAll(statement: string): Promise<{ getRowsJson(): unknown[][] }>
  closeSync(): void
}

/** What is used of @duckdb/node-api. */
export interface DuckDB {
  version(): string
  DuckDBInstance: {
    create(path: string, options: Record<string, string>): Promise<{ connect(): Promise<Connection>; closeSync(): void }>
  }
}

/**
 * By `require`, which also looks into the folders of NODE_PATH. Its binary is a package of its own for each platform: a text says why it cannot be loaded here.
 * Throws where the package itself is not installed.
 */
export function loadDuckDB(): DuckDB | string {
  const require = createRequire(import.meta.url)
  require.resolve('@duckdb/node-api')
  try {
    return require('@duckdb/node-api') as DuckDB
  } catch (error) {
    return `DuckDB has no binary for ${process.platform}-${process.arch}: ${String(error).split('\n', 1)[0]}`
  }
}
