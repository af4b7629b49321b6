import * as vscode from 'vscode'
import { DisposableStore, Emitter, type Disposable } from '../common/lifecycle.ts'
import type { PanelState } from '../common/panelProtocol.ts'
import { AnalysisPanel } from './panel.ts'
import type { PanelSnapshot } from './panelSnapshot.ts'
import { PANEL_TYPE } from './panelPage.ts'
import type { PanelServices } from './panelServices.ts'
import type { RowLink } from './links/rowLink.ts'
import { isPath, readPanelState } from './panelState.ts'
import { panelKey } from './names.ts'

export interface OpenOptions {
  /** A new panel beside the active editor, even if the files are open in another. */
  readonly beside?: boolean
  readonly column?: vscode.ViewColumn
  readonly query?: string
}

/** Set while the active panel's pass runs, for `when` clauses. */
const RUNNING_KEY = 'sluice.running'

/** All panels of the window: makes, finds and restores them. */
export class Panels implements vscode.WebviewPanelSerializer, Disposable {
  /** Panels came or went, or another is the last. */
  readonly onChange = new Emitter<void>()
  private readonly services: PanelServices
  /** The one that was used last is the last. */
  private readonly panels = new Set<AnalysisPanel>()
  private readonly store = new DisposableStore()
  private running = false

  constructor(services: PanelServices) {
    this.services = services
    this.store.add(services.history.onChange.on(() => this.sendSettings()))
    this.store.add(vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, this))
  }

  get snapshots(): readonly PanelSnapshot[] {
    return [...this.panels].map((panel) => panel.snapshot)
  }

  /** The files of each panel, that which was used last first. */
  get paths(): readonly (readonly string[])[] {
    return [...this.panels].reverse().map(({ paths }) => paths)
  }

  /** All of them, that which was used last first. */
  get all(): readonly AnalysisPanel[] {
    return [...this.panels].reverse()
  }

  /** The panel that was used last. */
  get last(): AnalysisPanel | undefined {
    return [...this.panels].at(-1)
  }

  get active(): AnalysisPanel | undefined {
    return [...this.panels].find((panel) => panel.isActive)
  }

  /** Shows files: in the panel that has them already, or in a new one. */
  open(paths: readonly string[], { beside, column, query }: OpenOptions = {}): AnalysisPanel {
    const key = panelKey(paths)
    const present = beside || query !== undefined ? undefined : [...this.panels].reverse().find((panel) => panel.key === key)
    if (present) {
      present.reveal()
      return present
    }
    const place = beside ? vscode.ViewColumn.Beside : (column ?? vscode.ViewColumn.Active)
    const panel = vscode.window.createWebviewPanel(PANEL_TYPE, 'Sluice', place, { enableScripts: true })
    return this.adopt(panel, paths, emptyState(query ?? ''))
  }

  /** Runs a query over files: in the panel that has them already, or in a new one. */
  run(paths: readonly string[], query: string): void {
    const key = panelKey(paths)
    const present = [...this.panels].reverse().find((panel) => panel.key === key)
    if (present) present.show(query)
    else this.open(paths, { query })
  }

  /** Opens what a link says, at its row. */
  follow({ paths, query, line, source = 0 }: RowLink): void {
    const panel = this.open(paths, { query })
    if (line !== undefined) panel.goTo({ source, line })
  }

  /** Goes to a row of a file: in the panel that has it, or in a new one. */
  reveal(path: string, offset: number): void {
    const panel = [...this.panels].reverse().find(({ paths }) => paths.includes(path))
    panel?.reveal()
    const shown = panel ?? this.open([path])
    shown.goTo({ source: shown.paths.indexOf(path), offset })
  }

  /** Shows files in a panel that VS Code has made, as an editor. */
  show(panel: vscode.WebviewPanel, paths: readonly string[]): void {
    this.adopt(panel, paths, emptyState(''))
  }

  /** Called by VS Code for the panels that were there before the window was reloaded. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const state = readPanelState(kept)
    const paths = (state?.uris ?? []).map((uri) => (isPath(uri) ? uri : vscode.Uri.parse(uri).fsPath))
    if (state) this.adopt(panel, paths, state)
    else panel.dispose() // nothing is known of it, not even its files
  }

  sendSettings(): void {
    for (const panel of this.panels) panel.sendSettings()
  }

  /** Scripts that the file concerns are run anew; without one, all are: the workspace has become trusted. */
  noteSaved(path?: string): void {
    for (const panel of this.panels) panel.noteSaved(path)
  }

  /** The formats that are declared in the settings have changed. */
  reloadFormats(): void {
    for (const panel of this.panels) void panel.reloadFormats()
  }

  /** Settings have changed by which all files are read. */
  reload(): void {
    for (const panel of this.panels) void panel.reload()
  }

  dispose(): void {
    this.store.dispose()
    // Not their tabs: those are restored when the window comes back.
    for (const panel of [...this.panels]) panel.dispose()
    this.onChange.dispose()
  }

  private adopt(webviewPanel: vscode.WebviewPanel, paths: readonly string[], state: PanelState): AnalysisPanel {
    this.services.engine.warmUp()
    const panel = new AnalysisPanel(webviewPanel, this.services, paths, state)
    this.panels.add(panel)
    void this.services.recent.add(JSON.stringify(paths))
    this.onChange.fire()
    panel.onDispose.on(() => {
      this.panels.delete(panel)
      this.onChange.fire()
      this.noteStatus()
    })
    panel.onStatus.on(() => {
      if (panel.isActive && this.last !== panel) {
        this.panels.delete(panel)
        this.panels.add(panel)
        this.onChange.fire()
      }
      this.noteStatus()
    })
    return panel
  }

  private noteStatus(): void {
    const running = this.active?.isRunning ?? false
    if (running === this.running) return
    this.running = running
    void vscode.commands.executeCommand('setContext', RUNNING_KEY, running)
  }
}

function emptyState(query: string): PanelState {
  return { version: 1, uris: [], query, columnWidths: {} }
}
