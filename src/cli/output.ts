import { writeSync } from 'node:fs'

const STDOUT = 1
const STDERR = 2

/**
 * Standard output that waits for its reader, and ends the process quietly when the reader goes away (`| head`). Written to directly: Node's streams
 * take some milliseconds to load, and would only copy.
 */
export class Output {
  /** Whoever started this process has made the output one that does not wait: then Node knows how to. */
  private streamed = false

  /** Resolves when the data has been taken. */
  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    let done = 0
    try {
      while (!this.streamed && done < bytes.length) done += writeSync(STDOUT, bytes, done)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') cannotWrite(error as NodeJS.ErrnoException)
      this.streamed = true
      process.stdout.on('error', cannotWrite)
    }
    if (done === bytes.length) return
    await new Promise<void>((resolve) => process.stdout.write(bytes.subarray(done), () => resolve()))
  }
}

function cannotWrite(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(0)
  complain(`cannot write: ${error.message}`)
  process.exit(2)
}

/** Says something on standard error. */
export function tell(text: string): void {
  try {
    writeSync(STDERR, text)
  } catch {
    // Nobody is there to be told, or cannot take it now: then Node knows how to wait.
    process.stderr.write(text)
  }
}

/** Says what is wrong. */
export function complain(message: string): void {
  tell(`sluice: ${message}\n`)
}
