import { dirname, join, relative, sep } from 'node:path'
import * as vscode from 'vscode'
import type { ScriptAccess } from '../common/protocol.ts'
import type { Disposable } from '../common/lifecycle.ts'
import { concernsScripts, scriptPaths } from './scripts.ts'

/** Programs write a file in several steps, and save it under another name first. In milliseconds. */
const PAUSE = 150

/** Looks whether scripts of a panel's query are changed, by whatever program: then the query is run again. */
export class ScriptWatch implements Disposable {
  private readonly onChange: () => void
  private readonly watchers = new Map<string, vscode.FileSystemWatcher>()
  private query = ''
  private access: ScriptAccess = { folders: [] }
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(onChange: () => void) {
    this.onChange = onChange
  }

  /** The query that is shown from now on. */
  watch(query: string, access: ScriptAccess): void {
    this.query = query
    this.access = access
    const wanted = new Set(access.refusal === undefined ? access.folders.flatMap((folder) => scriptPaths(query).map((path) => dirname(join(folder, path)))) : [])
    for (const [folder, watcher] of this.watchers) {
      if (wanted.has(folder)) continue
      watcher.dispose()
      this.watchers.delete(folder)
    }
    for (const folder of wanted) if (!this.watchers.has(folder)) this.watchers.set(folder, this.watcherOf(folder))
  }

  /** Somebody has saved a file in an editor, or, without one, all scripts may run now. */
  noteSaved(path?: string): void {
    if (path === undefined ? scriptPaths(this.query).length > 0 : concernsScripts(path, this.query, this.access)) this.changed()
  }

  dispose(): void {
    clearTimeout(this.timer)
    for (const watcher of this.watchers.values()) watcher.dispose()
    this.watchers.clear()
  }

  /** Not of the folders below, nor of data: builds and scripts write there. */
  private watcherOf(folder: string): vscode.FileSystemWatcher {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), '*.{mjs,cjs,js}'))
    const note = ({ fsPath }: vscode.Uri): void => {
      if (!relative(folder, fsPath).includes(sep)) this.changed()
    }
    watcher.onDidChange(note)
    watcher.onDidCreate(note)
    watcher.onDidDelete(note)
    return watcher
  }

  private changed(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(this.onChange, PAUSE)
  }
}
