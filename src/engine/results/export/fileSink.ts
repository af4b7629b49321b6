import { randomBytes } from 'node:crypto'
import { unlinkSync } from 'node:fs'
import { open, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { toErrorData } from '../../../common/errors.ts'
import { errorOf } from '../../../common/errorTexts.ts'

/** Temporary names of files that are being written. */
const unfinished = new Set<string>()

/** Takes away what has been written of files that are not whole, for a process that is about to end. */
export function removeUnfinished(): void {
  for (const path of unfinished) {
    try {
      unlinkSync(path)
    } catch {
      // It is in use, or there is none.
    }
  }
}

/**
 * Writes pieces to a file that appears under its name only when it is whole: they go to a temporary name beside it. Throws `output`
 * if the target cannot be written, and whatever the pieces throw; the temporary file is gone then. `mode`: who may do what with the file.
 */
export async function writeWhole(path: string, pieces: AsyncIterable<Uint8Array>, mode = 0o666): Promise<number> {
  let bytes = 0
  await madeWhole(
    path,
    async (temporary) => {
      const file = await attempt(path, () => open(temporary, 'r+'))
      try {
        for await (const piece of pieces) {
          await attempt(path, () => file.writeFile(piece))
          bytes += piece.length
        }
      } finally {
        await file.close()
      }
    },
    mode,
  )
  return bytes
}

/** Has a file made under a temporary name, where an empty one is, and gives it its own name when it is whole. Throws `output`, and what `make` throws; nothing is left then. */
export async function madeWhole(path: string, make: (temporary: string) => Promise<void>, mode = 0o666): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`)
  unfinished.add(temporary)
  try {
    await attempt(path, async () => (await open(temporary, 'wx', mode)).close())
    await make(temporary)
    await attempt(path, () => retried(() => rename(temporary, path)))
  } catch (error) {
    await retried(() => unlink(temporary)).catch(() => undefined)
    throw error
  } finally {
    unfinished.delete(temporary)
  }
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw errorOf('output', 'notWritten', { name: basename(path), why: toErrorData(error).message })
  }
}

/** Windows: another program (a virus scanner) may hold the file for a moment. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (tries === 5 || (code !== 'EPERM' && code !== 'EBUSY')) throw error
      await new Promise((resolve) => setTimeout(resolve, 50 * tries))
    }
  }
}
