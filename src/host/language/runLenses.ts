import * as vscode from 'vscode'
import type { Disposable, Emitter } from '../../common/lifecycle.ts'
import { t } from '../l10n.ts'

/** Logs that are shown in panels. */
export interface OpenLogs {
  /** What the panel that was used last is called, and its files. */
  readonly last: { readonly title: string; readonly paths: readonly string[] } | undefined
  readonly onChange: Emitter<void>
}

/** "Run on…" above a pipeline. */
export class RunLenses implements vscode.CodeLensProvider, Disposable {
  private readonly changed = new vscode.EventEmitter<void>()
  readonly onDidChangeCodeLenses = this.changed.event
  private readonly logs: OpenLogs
  private readonly listening: Disposable

  constructor(logs: OpenLogs) {
    this.logs = logs
    this.listening = logs.onChange.on(() => this.changed.fire())
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const top = new vscode.Range(0, 0, 0, 0)
    const { last } = this.logs
    const on = last && [new vscode.CodeLens(top, { command: 'sluice.runPipeline', title: `$(play) ${t('Run on {0}', last.title)}`, arguments: [uri, undefined, { paths: last.paths }] })]
    return [...(on ?? []), new vscode.CodeLens(top, { command: 'sluice.runPipeline', title: on ? t('Run on…') : `$(play) ${t('Run on…')}`, arguments: [uri] })]
  }

  dispose(): void {
    this.listening.dispose()
    this.changed.dispose()
  }
}
