import type * as vscode from 'vscode'
import type { Bookmarks } from './bookmarks/bookmarks.ts'
import type { EngineClient } from './engineClient.ts'
import type { FileChoices } from './fileChoices.ts'
import type { FormatWarnings } from './formatWarnings.ts'
import type { HostLog } from './hostLog.ts'
import type { OfferedExamples } from './guide/offeredExamples.ts'
import type { QueryHistory } from './queryHistory.ts'
import type { ResultFiles } from './resultFiles.ts'
import type { Bindings } from './sideBySide/bindings.ts'

/** What panels share. */
export interface PanelServices {
  readonly extensionUri: vscode.Uri
  /** As links name it. */
  readonly extensionId: string
  readonly engine: EngineClient
  readonly log: HostLog
  readonly history: QueryHistory
  /** Logs that were looked at, newest first: their paths as JSON. */
  readonly recent: QueryHistory
  readonly resultFiles: ResultFiles
  readonly encodings: FileChoices
  readonly formats: FileChoices
  /** How far the times of files are moved. */
  readonly shifts: FileChoices
  readonly timeZones: FileChoices
  readonly formatWarnings: FormatWarnings
  readonly bookmarks: Bookmarks
  /** Which panels scroll together. */
  readonly bindings: Bindings
  readonly examples: OfferedExamples
  showLog(): void
  /** Opens a panel for these files. */
  open(paths: readonly string[], column?: vscode.ViewColumn, query?: string): void
  /** Asks for files and opens them; whether any were chosen. */
  chooseFiles(column?: vscode.ViewColumn): Promise<boolean>
}
