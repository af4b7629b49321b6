// What the bench scripts share: generated logs, peers, child processes and their figures.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, renameSync, statSync, writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeLog, type LogKind } from '../support/makeLog.ts'

export { parseSize } from '../support/makeLog.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const cli = path.join(root, 'dist', 'cli.js')

/** Where generated logs are kept between runs. */
export const cacheFolder = process.env.SLUICE_BENCH_DIR ?? path.join(os.tmpdir(), 'sluice-bench')

/** A generated log of that size; made once, and again when the generator has changed. */
export function logOf(size: number, kind: LogKind = 'app', seed = 1): string {
  mkdirSync(cacheFolder, { recursive: true })
  const file = path.join(cacheFolder, `${kind}-${size}-${seed}.log`)
  const recipe = `${file}.recipe`
  if (existsSync(file) && statSync(file).size >= size && existsSync(recipe) && readFileSync(recipe, 'utf8') === generator()) return file
  // Under another name first: what reads the old one goes on reading it.
  makeLog(`${file}.part`, { size, kind, seed })
  renameSync(`${file}.part`, file)
  writeFileSync(recipe, generator())
  return file
}

/** What tells one version of the generator from another. */
function generator(): string {
  const folder = path.join(root, 'test', 'support')
  const sources = ['makeLog.ts', ...readdirSync(path.join(folder, 'logs')).sort().map((name) => path.join('logs', name))]
  const hash = createHash('sha256')
  for (const source of sources) hash.update(readFileSync(path.join(folder, source)))
  return hash.digest('hex')
}

/** The program's version line, or undefined where it is not installed. */
export function versionOf(program: string): string | undefined {
  const result = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return result.status === 0 ? result.stdout.split('\n', 1)[0] : undefined
}

export interface Finished {
  readonly output: string
  readonly errors: string
  readonly seconds: number
  readonly status: number | null
}

/** Runs a program with its output into a pipe. */
export function run(program: string, args: readonly string[]): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const output: Buffer[] = []
    const errors: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
    child.on('error', reject)
    child.on('close', (status) =>
      resolve({
        output: Buffer.concat(output).toString('utf8'),
        errors: Buffer.concat(errors).toString('utf8'),
        seconds: (performance.now() - started) / 1000,
        status,
      }),
    )
  })
}

export function sluice(args: readonly string[]): Promise<Finished> {
  return run(process.execPath, [cli, ...args])
}

/** Reads the file once, so that every measurement finds it in the page cache. */
export function warm(file: string): void {
  const buffer = Buffer.alloc(1 << 20)
  const fd = openSync(file, 'r')
  while (readSync(fd, buffer) > 0);
  closeSync(fd)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export function machine(): string {
  const cpus = os.cpus()
  return `${cpus.length} × ${cpus[0]?.model ?? 'unknown processor'}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
}
