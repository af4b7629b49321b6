/** Folders for temporary files of rows: removed when they are not needed any more, at the latest with the process. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'sluice-rows-'

const folders = new Set<string>()
let isPrepared = false

/** A folder for the files of one run, made when it is first asked for. */
export class TemporaryRows {
  private folder: string | undefined
  private files = 0

  /** A path in it where no file is. */
  path(): string {
    if (this.folder === undefined) {
      prepare()
      this.folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
      folders.add(this.folder)
    }
    return join(this.folder, `${++this.files}.rows`)
  }

  dispose(): void {
    if (this.folder === undefined) return
    remove(this.folder)
    folders.delete(this.folder)
    this.folder = undefined
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // Somebody still has a file open, where that keeps it; it goes with the leftovers of a later process.
  }
}

/** Once a process: sees to what this one may leave behind, and to what others have, who did not come to it. */
function prepare(): void {
  if (isPrepared) return
  isPrepared = true
  process.on('exit', () => folders.forEach(remove))
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]
    if (owner !== undefined && !isRunning(Number(owner))) remove(join(tmpdir(), name))
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
