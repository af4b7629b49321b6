// What the bench scripts share: generated logs, the machine and its figures.
import { createHash } from 'node:crypto'
import {
  closeSync, existsSync, fsyncSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, renameSync, rmSync, statSync, writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeLog, type LogKind } from '../support/makeLog.ts'

export { parseSize } from '../support/makeLog.ts'

/** Those of the generator, and one with many different keys. */
export type BenchLogKind = LogKind | 'keys'

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
  // On the disk now, not while something is measured.
  const fd = openSync(`${file}.part`, 'r+')
  fsyncSync(fd)
  closeSync(fd)
  renameSync(`${file}.part`, file)
  writeFileSync(recipe, generator())
  return file
}

/** What tells one version of the generator from another. */
function generator(): string {
  const folder = path.join(root, 'test', 'support')
  const sources = ['makeLog.ts', ...readdirSync(path.join(folder, 'logs')).sort().map((name) => path.join('logs', name))]
  return fingerprint(sources.map((source) => path.join(folder, source)))
}

/** Of what is in files. */
export function fingerprint(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('hex')
}

/** An empty folder that goes with the process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
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

/** How many programs wanted to run in the last minute: if others do, figures say little. */
export function load(): string {
  return `load ${os.loadavg()[0].toFixed(1)}`
}

export function machine(): string {
  const cpus = os.cpus()
  return `${cpus.length} × ${cpus[0]?.model ?? 'unknown processor'}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
}
