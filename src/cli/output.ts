/** Standard output that waits for its reader, and ends the process quietly when the reader goes away (`| head`). */
export class Output {
  constructor() {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      process.stderr.write(`sluice: cannot write: ${error.message}\n`)
      process.exit(2)
    })
  }

  /** Resolves when the data has been taken. */
  write(data: string | Uint8Array): Promise<void> {
    if (data.length === 0) return Promise.resolve()
    return new Promise((resolve) => process.stdout.write(data, () => resolve()))
  }
}
