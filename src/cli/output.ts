import { writeSync } from 'node:fs'

export const STDOUT = 1
const STDERR = 2

/** Nothing more can be written: the command is to end at once, and quietly, as what there is to say has been said. */
export class OutputEnded extends Error {
  /** The exit status. */
  readonly status: number

  constructor(status: number) {
    super('the output has ended')
    this.status = status
  }
}

/**
 * Standard output that waits for its reader, or a file. Written to directly: Node's streams take some milliseconds to load, and would only copy.
 */
export class Output {
  private readonly ending = new AbortController()
  private readonly descriptor: number
  /** Whoever started this process has made the output one that does not wait: then Node knows how to. */
  private streamed = false

  constructor(descriptor = STDOUT) {
    this.descriptor = descriptor
  }

  /** Aborted when nothing more can be written. */
  get ended(): AbortSignal {
    return this.ending.signal
  }

  /** Resolves when the data has been taken. Throws OutputEnded when the reader has gone away (`| head`), or it cannot be written. */
  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    try {
      const done = this.streamed ? 0 : this.writeNow(bytes)
      if (done < bytes.length) await stream(bytes.subarray(done))
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code !== 'EPIPE') complain(`cannot write: ${message}`)
      this.ending.abort()
      throw new OutputEnded(code === 'EPIPE' ? 0 : 2)
    }
  }

  /** Writes what is taken at once; answers how much of it. */
  private writeNow(bytes: Uint8Array): number {
    let done = 0
    try {
      while (done < bytes.length) done += writeSync(this.descriptor, bytes, done)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      this.streamed = true
      // What goes wrong is told to whoever writes; without a listener it would end the process.
      process.stdout.on('error', () => undefined)
    }
    return done
  }
}

function stream(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => process.stdout.write(bytes, (error) => (error ? reject(error) : resolve())))
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
