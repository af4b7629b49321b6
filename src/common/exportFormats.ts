/** Formats that results are saved in. */
import type { ExportFormat, TypedFormat } from './protocol.ts'

/** As they are offered; the first extension is given to new files. */
export const SAVE_FORMATS = [
  { format: 'text', label: 'Text', extensions: ['log', 'txt'] },
  { format: 'jsonl', label: 'JSON Lines', extensions: ['jsonl', 'ndjson', 'json'] },
  { format: 'csv', label: 'CSV', extensions: ['csv'] },
  { format: 'tsv', label: 'TSV (tabs)', extensions: ['tsv', 'tab'] },
  { format: 'parquet', label: 'Parquet', extensions: ['parquet'] },
  { format: 'sqlite', label: 'SQLite', extensions: ['sqlite', 'sqlite3', 'db'] },
] as const satisfies readonly { readonly format: ExportFormat; readonly label: string; readonly extensions: readonly string[] }[]

/** The format that a file's extension stands for; undefined if it stands for none. */
export function formatOfExtension(name: string): ExportFormat | undefined {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1].toLowerCase()
  return SAVE_FORMATS.find(({ format, extensions }) => format !== 'text' && extensions.some((each) => each === extension))?.format
}

/** It is a file of columns with types, and no text. */
export function isTyped(format: ExportFormat): format is TypedFormat {
  return format === 'parquet' || format === 'sqlite'
}
