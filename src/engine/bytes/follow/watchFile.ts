import { watch, type FSWatcher } from 'node:fs'
import { basename, dirname } from 'node:path'

/**
 * Calls `changed` when something may have happened to the file at `path`. Not everywhere and not always: whoever wants to know looks from time to time as well. Answers
 * what ends it.
 */
export function watchFile(path: string, changed: () => void): () => void {
  const name = basename(path)
  let watcher: FSWatcher | undefined
  const end = (): void => {
    watcher?.close()
    watcher = undefined
  }
  try {
    // The folder, since the name is given to other files.
    watcher = watch(dirname(path), { persistent: false }, (_event, other) => {
      if (other === null || other === name) changed()
    })
    watcher.on('error', end)
  } catch {
    // Some file systems tell nothing.
  }
  return end
}
