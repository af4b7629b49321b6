import { randomBytes } from 'node:crypto'
import { open, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { SluiceError, toErrorData } from '../../../common/errors.ts'

/**
 * Writes pieces to a file that appears under its name only when it is whole: they go to a temporary name beside it. Throws `output`
 * if the target cannot be written, and whatever the pieces throw; the temporary file is gone then. `mode`: who may do what with the file.
 */
export async function writeWhole(path: string, pieces: AsyncIterable<Uint8Array>, mode = 0o666): Promise<number> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`)
  let bytes = 0
  try {
    const file = await attempt(path, () => open(temporary, 'wx', mode))
    try {
      for await (const piece of pieces) {
        await attempt(path, () => file.writeFile(piece))
        bytes += piece.length
      }
    } finally {
      await file.close()
    }
    await attempt(path, () => retried(() => rename(temporary, path)))
    return bytes
  } catch (error) {
    await retried(() => unlink(temporary)).catch(() => undefined)
    throw error
  }
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new SluiceError('output', `${basename(path)} could not be written: ${toErrorData(error).message}`)
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
