import * as vscode from 'vscode'
import { listColumns } from '../common/listColumns.ts'
import { isCancelled } from '../common/errors.ts'
import { RAW_COLUMN } from '../common/page.ts'
import type { ViewState } from '../common/panelProtocol.ts'
import type { ExportFormat } from '../common/protocol.ts'
import type { Analysis } from './analysis.ts'
import { messageOf } from './l10n.ts'
import { openResult, saveResult } from './exporting.ts'
import type { ResultFiles } from './resultFiles.ts'

/** Writes what a panel shows to files; several may be written at a time. */
export class PanelExports {
  private readonly analysis: Analysis
  private readonly resultFiles: ResultFiles
  private readonly view: () => ViewState | undefined
  private readonly onEnd: () => void
  private readonly running = new Set<Promise<void>>()

  constructor(analysis: Analysis, resultFiles: ResultFiles, view: () => ViewState | undefined, onEnd: () => void) {
    this.analysis = analysis
    this.resultFiles = resultFiles
    this.view = view
    this.onEnd = onEnd
  }

  get isBusy(): boolean {
    return this.running.size > 0
  }

  /** Resolves when all that is being written by now has been. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.running])
  }

  /** Saves what is shown; asks for the place unless `target` names it. */
  save(target?: vscode.Uri, format?: ExportFormat): Promise<void> {
    return this.exporting((run) => saveResult(this.analysis, run, format ?? this.suggestedFormat(), target, this.columns()))
  }

  /** Opens what is shown in an editor. */
  openInEditor(): Promise<void> {
    return this.exporting((run) => openResult(this.analysis, run, this.suggestedFormat(), this.resultFiles))
  }

  /** Runs an export and shows its failure. */
  private async exporting(work: (run: number) => Promise<void>): Promise<void> {
    const { shown } = this.analysis
    if (!shown) return
    const done = work(shown.run).catch((error: unknown) => {
      if (!isCancelled(error)) void vscode.window.showErrorMessage(messageOf(error))
    })
    this.running.add(done)
    await done
    this.running.delete(done)
    this.onEnd()
  }

  /** Those of the list, if a person has chosen them. */
  private columns(): readonly string[] | undefined {
    const { columns } = this.view() ?? {}
    const { run } = this.analysis
    return columns && run && listColumns(run.result, undefined, { ...this.view(), raw: false })
  }

  /** Rows that are not the log's own are shown best as a table. */
  private suggestedFormat(): ExportFormat {
    const result = this.analysis.shown
    return result && (result.table || !result.columns.includes(RAW_COLUMN)) ? 'csv' : 'text'
  }
}
