/** Which files a command is about. */
import * as vscode from 'vscode'
import { t } from './l10n.ts'

/**
 * The files that a menu gave to its command: all that are selected, the clicked one included. Undefined if it gave none, as the palette does.
 */
export function filesOfMenu(clicked: unknown, selected: unknown): vscode.Uri[] | undefined {
  const many = Array.isArray(selected) ? selected.filter((entry) => entry instanceof vscode.Uri) : []
  if (!(clicked instanceof vscode.Uri)) return many.length > 0 ? many : undefined
  return many.some((uri) => uri.toString() === clicked.toString()) ? many : [clicked]
}

/**
 * The file of the active editor. Asked of the tab, since VS Code has no document for a file above 50 MB.
 */
export function activeFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputNotebook) {
    return input.uri
  }
  if (input instanceof vscode.TabInputTextDiff || input instanceof vscode.TabInputNotebookDiff) return input.modified
  return undefined
}

/** Asks for files; undefined if that was dismissed. */
export async function askForFiles(): Promise<vscode.Uri[] | undefined> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri
  return vscode.window.showOpenDialog({
    title: t('Analyze log'),
    openLabel: t('Analyze'),
    canSelectMany: true,
    defaultUri: folder,
    filters: {
      [t('Logs')]: ['log', 'txt', 'out', 'err', 'jsonl', 'ndjson', 'json'],
      [t('Compressed logs and archives')]: ['gz', 'zst', 'bz2', 'xz', 'zip', 'tar', 'tgz', 'txz', 'tbz2'],
      [t('All files')]: ['*'],
    },
  })
}

/** Asks for a folder; undefined if that was dismissed. */
export async function askForFolder(): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri
  const options = { title: t('Analyze logs in folder'), openLabel: t('Choose'), canSelectFolders: true, canSelectFiles: false, defaultUri: folder }
  return (await vscode.window.showOpenDialog(options))?.[0]
}

/** A file as the extension has it. The window names those of a remote machine by that, but the extension runs there. */
export function fileOfWindow(text: string): vscode.Uri {
  const uri = vscode.Uri.parse(text)
  return uri.scheme === 'vscode-remote' ? vscode.Uri.file(uri.path) : uri
}

/** The paths of files on disk; tells the person about others, and answers undefined then. */
export function pathsOf(uris: readonly vscode.Uri[]): string[] | undefined {
  const other = uris.find(({ scheme }) => scheme !== 'file')
  if (!other) return [...new Set(uris.map(({ fsPath }) => fsPath))]
  const hint =
    other.scheme === 'untitled' ? t('Save it first.')
    : other.scheme === 'vscode-local' ? t('This one is on your own machine, while the window works on a remote one: open it in a local window.')
    : t('This one is at "{0}:"; save a copy and analyze that.', other.scheme)
  void vscode.window.showWarningMessage(`${t('Sluice reads files on disk.')} ${hint}`)
  return undefined
}
