import { watch, type FSWatcher } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ScriptAccess } from '../common/protocol.ts'
import type { Disposable } from '../common/lifecycle.ts'
import { concernsScripts, scriptPaths } from './scripts.ts'

/** Programs write a file in several steps, and save it under another name first. In milliseconds. */
const PAUSE = 150

/** Looks whether scripts of a panel's query are changed, by whatever program: then the query is run again. */
export class ScriptWatch implements Disposable {
  private readonly onChange: () => void
  private readonly watchers = new Map<string, FSWatcher>()
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
    if (path === undefined ? scriptPaths(this.query).length > 0 : concernsScripts(path, this.query, this.access)) this.changed()
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
