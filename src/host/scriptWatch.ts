import { readFileSync, statSync, watch, type FSWatcher } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import type { ScriptAccess } from '../common/protocol.ts'
import type { Disposable } from '../common/lifecycle.ts'
import { relativeImports } from '../common/relativeImports.ts'
import { concernsScripts, scriptPaths } from './scripts.ts'

/** Programs write a file in several steps, and save it under another name first. In milliseconds. */
const PAUSE = 150

/** As the engine reads them. */
const MAX_BYTES = 4 * 1024 * 1024

/** Looks whether scripts of a panel's query, or modules of the workspace that they import by relative paths, are changed, by whatever program: then the query is run again. */
export class ScriptWatch implements Disposable {
  private readonly onChange: () => void
  private readonly watchers = new Map<string, FSWatcher>()
  private query = ''
  private access: ScriptAccess = { folders: [] }
  private imported: ReadonlySet<string> = new Set()
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(onChange: () => void) {
    this.onChange = onChange
  }

  /** The query that is shown from now on. */
  watch(query: string, access: ScriptAccess): void {
    this.query = query
    this.access = access
    const scripts = access.refusal === undefined ? access.folders.flatMap((folder) => scriptPaths(query).map((path) => join(folder, path))) : []
    this.imported = importedBy(scripts, access.folders)
    const wanted = new Set([...scripts, ...this.imported].map((path) => dirname(path)))
    for (const [folder, watcher] of this.watchers) {
      if (wanted.has(folder)) continue
      watcher.close()
      this.watchers.delete(folder)
    }
    for (const folder of wanted) {
      const watcher = this.watchers.get(folder) ?? this.watcherOf(folder)
      if (watcher) this.watchers.set(folder, watcher)
    }
  }

  /** Somebody has saved a file in an editor, or, without one, all scripts may run now. */
  noteSaved(path?: string): void {
    if (path === undefined ? scriptPaths(this.query).length > 0 : this.imported.has(path) || concernsScripts(path, this.query, this.access)) this.changed()
  }

  dispose(): void {
    clearTimeout(this.timer)
    for (const watcher of this.watchers.values()) watcher.close()
    this.watchers.clear()
  }

  /** Not of the folders below, nor of data: builds and scripts write there. VS Code's own watcher leaves out what settings exclude. */
  private watcherOf(folder: string): FSWatcher | undefined {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name === null || /\.[mc]?js$/i.test(name)) this.changed()
      })
      return watcher.on('error', () => watcher.close())
    } catch {
      // There is no such folder, or no more can be watched: what is saved in an editor is known all the same.
      return undefined
    }
  }

  private changed(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(this.onChange, PAUSE)
  }
}

/** The files that scripts import, and those that these import, in these folders; also such as there are not yet. */
function importedBy(scripts: readonly string[], folders: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>()
  const read = (path: string): { readonly path: string; readonly text: string } | undefined => {
    if (!folders.some((folder) => path.startsWith(`${folder}${sep}`))) return undefined
    all.add(path)
    try {
      return statSync(path).size <= MAX_BYTES ? { path, text: readFileSync(path, 'utf8') } : undefined
    } catch {
      return undefined
    }
  }
  for (const script of scripts) {
    const file = read(script)
    if (file) relativeImports(file.path, file.text, (from, way) => read(resolve(dirname(from), way)))
  }
  return all
}
