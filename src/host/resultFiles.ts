import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Results that were opened in an editor: files in folders of their own, so that they can have good names. */
export class ResultFiles {
  private readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** A path for a new file of that name. */
  async reserve(name: string): Promise<string> {
    await mkdir(this.folder, { recursive: true })
    return join(await mkdtemp(join(this.folder, 'r-')), name)
  }

  /** Takes back what `reserve` gave, with what is in it. */
  async release(path: string): Promise<void> {
    await rm(join(path, '..'), { recursive: true, force: true, maxRetries: 2 })
  }

  /** Removes files older than `age` milliseconds, except those that are still open. */
  async sweep(age: number, isOpen: (path: string) => boolean): Promise<void> {
    const entries = await readdir(this.folder).catch(() => [])
    for (const entry of entries) {
      const folder = join(this.folder, entry)
      try {
        const { mtimeMs } = await stat(folder)
        if (Date.now() - mtimeMs < age) continue
        const files = await readdir(folder)
        if (!files.some((file) => isOpen(join(folder, file)))) await rm(folder, { recursive: true, force: true })
      } catch {
        // Another window sweeps too, or holds the file: there is a next time.
      }
    }
  }
}
