/** Folders for temporary files of rows: removed when they are not needed any more, at the latest with the process. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unforeseen } from '../unforeseen.ts'

const PREFIX = 'sluice-rows-'

const folders = new Set<string>()
let isPrepared = false
let removesAtExit = false

/** A folder for the files of one run, made when it is first asked for. */
export class TemporaryRows {
  private folder: string | undefined
  private isMade = false
  private files = 0

  /** A path in it where no file is. */
  path(): string {
    const path = this.pathIfNeeded()
    if (!this.isMade) {
      prepare()
      mkdirSync(this.folder!, { recursive: true, mode: 0o700 })
      this.isMade = true
    }
    return path
  }

  /** The same for who may not need it, and makes the folder then. */
  pathIfNeeded(): string {
    if (this.folder === undefined) {
      removeAtExit()
      // A name that nobody else can know before it is there.
      this.folder = join(tmpdir(), `${PREFIX}${process.pid}-${unforeseen(9).toString('hex')}`)
      folders.add(this.folder)
    }
    return join(this.folder, `${++this.files}.rows`)
  }

  dispose(): void {
    if (this.folder === undefined) return
    remove(this.folder)
    folders.delete(this.folder)
    this.folder = undefined
    this.isMade = false
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
  removeAtExit()
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]
    if (owner !== undefined && !isRunning(Number(owner))) remove(join(tmpdir(), name))
  }
}

function removeAtExit(): void {
  if (removesAtExit) return
  removesAtExit = true
  process.on('exit', () => folders.forEach(remove))
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
