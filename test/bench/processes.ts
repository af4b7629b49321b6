// Programs that are measured, one at a time, with their output into a pipe, or a file.
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

export interface Finished {
  readonly output: Buffer
  readonly errors: string
  /** From before the start of the process to after its end and the end of its output. */
  readonly seconds: number
  /** undefined if a signal ended it. */
  readonly status: number | undefined
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  /** What it prints goes to this file, and is not kept. */
  readonly into?: string
}

export function run(program: string, args: readonly string[], { env, into }: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const file = into === undefined ? undefined : openSync(into, 'w')
    const started = performance.now()
    const child = spawn(program, args, { stdio: ['ignore', file ?? 'pipe', 'pipe'], env })
    if (file !== undefined) closeSync(file)
    const output: Buffer[] = []
    const errors: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr!.on('data', (chunk: Buffer) => errors.push(chunk))
    child.on('error', reject)
    child.on('close', (status) => {
      const seconds = (performance.now() - started) / 1000
      resolve({ output: Buffer.concat(output), errors: Buffer.concat(errors).toString('utf8'), seconds, status: status ?? undefined })
    })
  })
}
