import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import * as vscode from 'vscode'
import type { ScriptAccess, ScriptPlace } from '../common/protocol.ts'
import { t } from './l10n.ts'

/** Which scripts queries over these files may run: those in the folders of a workspace that is trusted, first those of the folder that the files are in. */
export function scriptAccess(paths: readonly string[]): ScriptAccess {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath)
  const own = paths.map((path) => vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path))?.uri.fsPath)
  const ordered = [...folders.filter((folder) => own.includes(folder)), ...folders.filter((folder) => !own.includes(folder))]
  if (vscode.workspace.isTrusted) return { folders: ordered }
  return { folders: ordered, refusal: t('Scripts run code of the workspace, and only where that is trusted. Use the command "Workspaces: Manage Workspace Trust".') }
}

/** The scripts that a query names, as it names them. */
export function scriptPaths(query: string): readonly string[] {
  return [...query.matchAll(/\bscript\s+"((?:[^"\\]|\\.)+)"/gi)].map(([, path]) => path)
}

/** Whether a file that was saved is a script of the query, or lies beside one, so that one may load it. */
export function concernsScripts(saved: string, query: string, { folders }: ScriptAccess): boolean {
  if (!/\.(?:[mc]?js|json)$/i.test(saved)) return false
  return scriptPaths(query).some((path) => {
    return folders.some((folder) => {
      const way = relative(dirname(join(folder, path)), saved)
      return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
    })
  })
}

/** Shows where a script has failed. */
export async function showScript({ path, line, column }: ScriptPlace): Promise<void> {
  const at = new vscode.Position(line - 1, column - 1)
  await vscode.window.showTextDocument(vscode.Uri.file(path), { selection: new vscode.Range(at, at), viewColumn: vscode.ViewColumn.Beside })
}

/** Writes a script to begin with, and the types of records, into the folder `stages` of the workspace, and shows it. */
export async function newScript(wanted?: string): Promise<vscode.Uri | undefined> {
  const folder = await askForWorkspaceFolder()
  if (!folder) return undefined
  const name = wanted ?? (await vscode.window.showInputBox({ prompt: t('Name of the script, in the folder stages'), value: 'stage', validateInput: problemOf }))
  if (name === undefined || problemOf(name) !== undefined) return undefined
  const stages = vscode.Uri.joinPath(folder.uri, 'stages')
  const script = vscode.Uri.joinPath(stages, `${name.replace(/\.mjs$/, '')}.mjs`)
  const edit = new vscode.WorkspaceEdit()
  edit.createFile(script, { ignoreIfExists: true, contents: Buffer.from(EXAMPLE) })
  edit.createFile(vscode.Uri.joinPath(stages, 'sluice.d.ts'), { overwrite: true, contents: Buffer.from(TYPES) })
  await vscode.workspace.applyEdit(edit)
  await vscode.window.showTextDocument(script)
  return script
}

function problemOf(name: string): string | undefined {
  return /^[\w.-]+$/.test(name) && !/^\.+$/.test(name) ? undefined : t('Letters, digits, dots and dashes')
}

async function askForWorkspaceFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? []
  if (folders.length > 1) return vscode.window.showWorkspaceFolderPick({ placeHolder: t('The folder for the script') })
  if (folders.length === 0) void vscode.window.showErrorMessage(t('Scripts are kept in the folders of a workspace, and there is none. Open a folder first.'))
  return folders[0]
}

const EXAMPLE = `// A stage of your own. Use it as:  | script "./stages/NAME.mjs" limit=100
// Docs: docs/scripts.md of Sluice. It is run anew whenever you save it.

// Without this line the stage sees all rows in their order, one after the other. With it, it looks at each row by itself: it runs on
// all threads, and may only leave rows out and change them.
// export const scope = "record";

/**
 * @param {Iterable<import('./sluice').LogRecord> & AsyncIterable<import('./sluice').LogRecord>} records come as you ask for them
 * @param {import('./sluice').Arguments} args what stands behind the path: key=value
 */
export default function* (records, { limit = 100 }) {
  for (const record of records) {
    // Fields of the log and of the stages before are properties.
    const took = /took (\\d+)ms/.exec(record.raw);
    // What is not yielded is left out.
    if (!took || Number(took[1]) < limit) continue;
    // A field for the stages behind:  | where ms > 500
    record.ms = Number(took[1]);
    yield record;
    // Objects of your own are rows too:  yield { user: 'ann', count: 5 };
  }
}
`

const TYPES = `/** A row of the log as a script sees it. Written by Sluice: Sluice: New Script Stage writes it anew. */
export interface LogRecord {
  /** Of the first line of the row, from 1 on. Undefined with scope "record" and for rows of a table. */
  readonly line: number | undefined;
  /** Undefined where the row has none. */
  time: Date | undefined;
  level: 'trace' | 'debug' | 'info' | 'warning' | 'error' | 'fatal' | string | undefined;
  /** Undefined where the format of the log names none. */
  message: string | undefined;
  /** The text of the row, of all its lines. */
  raw: string;
  /** Name of the file. */
  readonly source: string | undefined;
  /** The fields of the log and of the stages before. What you set are fields behind; undefined takes one away. */
  [field: string]: any;
}

/** What stands behind the path of the script. */
export type Arguments = Record<string, any>;
`
