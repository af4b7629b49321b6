import * as vscode from 'vscode'
import type { PanelSettings } from '../common/panelProtocol.ts'
import { timeZoneNamed } from '../common/timeZones.ts'
import { associated } from './associations.ts'
import { engineArguments, panelSettings } from './panelSettings.ts'

/** Settings as they are now; read when they are needed, so that changes count at once. */
export function readPanelSettings(history: readonly string[], examples: boolean): PanelSettings {
  const own = vscode.workspace.getConfiguration('sluice')
  const editor = vscode.workspace.getConfiguration('editor')
  const raw = {
    rowHeight: own.get('rowHeight'),
    fontFamily: own.get('fontFamily'),
    fontSize: own.get('fontSize'),
    renderAnsi: own.get('renderAnsi'),
    highlighters: own.get('highlighters'),
    editorFontFamily: editor.get('fontFamily'),
    editorFontSize: editor.get('fontSize'),
  }
  const zone: unknown = own.get('displayTimeZone')
  return { ...panelSettings(raw, history, examples), compact: raw.rowHeight === 'compact', displayTimeZone: typeof zone === 'string' ? zone : undefined }
}

/** Changes a setting where it is set now: in the workspace, or else for the user. */
export async function changeSetting(name: string, value: unknown): Promise<void> {
  const own = vscode.workspace.getConfiguration('sluice')
  const { Global, Workspace } = vscode.ConfigurationTarget
  await own.update(name, value, own.inspect(name)?.workspaceValue === undefined ? Global : Workspace)
}

export function readEngineArguments(): string[] {
  const own = vscode.workspace.getConfiguration('sluice')
  return engineArguments(own.get('threads'), own.get('regexTimeoutSeconds'), own.get('spoolLimit'))
}

export function readCopyLimitBytes(): number {
  const megabytes: unknown = vscode.workspace.getConfiguration('sluice').get('copyLimitMb')
  return (typeof megabytes === 'number' && megabytes > 0 ? megabytes : 16) * 1_000_000
}

/** `auto`, or the name of the encoding of files whose encoding was not chosen. */
export function readEncoding(path: string): unknown {
  return vscode.workspace.getConfiguration('sluice', vscode.Uri.file(path)).get('encoding')
}

/** `auto`, or the name of the format of files whose format was not chosen; undefined where nothing is set for this one. */
export function readFormat(path: string): string | undefined {
  return associated(vscode.workspace.getConfiguration('sluice', vscode.Uri.file(path)).get('formatAssociations'), path)
}

/** Name of the time zone of files whose zone was not chosen, as somebody wrote it. */
export function readTimeZone(path: string): unknown {
  return vscode.workspace.getConfiguration('sluice', vscode.Uri.file(path)).get('timeZone')
}

/** The zone in which times are shown; undefined where they are shown in that of the log. Of several files in several folders the first counts. */
export function readShownZone([first]: readonly string[]): string | undefined {
  const name: unknown = vscode.workspace.getConfiguration('sluice', first === undefined ? undefined : vscode.Uri.file(first)).get('displayTimeZone')
  return name === 'local' || name === 'utc' ? timeZoneNamed(name) : undefined
}

/** Formats that were declared for files, which the engine checks; of several files in several folders those of the first. */
export function readFormats(paths: readonly string[]): unknown {
  const [first] = paths
  return vscode.workspace.getConfiguration('sluice', first === undefined ? undefined : vscode.Uri.file(first)).get('formats')
}

export function readTerminalCommand(): boolean {
  return vscode.workspace.getConfiguration('sluice').get('terminalCommand') !== false
}

/** Calls back when settings of the panels (`panel`), of the engine (`engine`) and others have changed. */
export function onSettingsChange(listener: (what: { panel: boolean; engine: boolean; terminal: boolean; formats: boolean; zones: boolean; pipelines: boolean }) => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    const touches = (...names: string[]): boolean => names.some((name) => event.affectsConfiguration(name))
    const what = {
      panel: touches(
        'sluice.rowHeight', 'sluice.fontFamily', 'sluice.fontSize', 'sluice.renderAnsi', 'sluice.highlighters', 'editor.fontFamily', 'editor.fontSize', 'sluice.displayTimeZone',
      ),
      engine: touches('sluice.threads', 'sluice.regexTimeoutSeconds', 'sluice.spoolLimit'),
      terminal: touches('sluice.terminalCommand'),
      formats: touches('sluice.formats'),
      pipelines: touches('sluice.pipelines'),
      zones: touches('sluice.timeZone', 'sluice.displayTimeZone'),
    }
    if (what.panel || what.engine || what.terminal || what.formats || what.zones || what.pipelines) listener(what)
  })
}
