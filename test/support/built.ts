/** What is built: the bundles in dist/, made anew where the sources are newer. */
import { execFileSync, spawn } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

let built = false

/** Path of a bundle in dist/. The first call may build, which takes some seconds. */
export function bundle(name: 'cli.js' | 'engine.js' | 'worker.js'): string {
  if (!built && isStale()) execFileSync(process.execPath, [join(root, 'esbuild.mjs')], { cwd: root, stdio: 'pipe' })
  built = true
  return join(root, 'dist', name)
}

function isStale(): boolean {
  try {
    const oldest = Math.min(...['cli.js', 'engine.js', 'worker.js'].map((name) => statSync(join(root, 'dist', name)).mtimeMs))
    const sources = globSync('src/{cli,common,engine,process}/**/*.ts', { cwd: root })
    return sources.some((file) => statSync(join(root, file)).mtimeMs > oldest)
  } catch {
    return true
  }
}

export interface CliResult {
  readonly status: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs the command line with these arguments. */
export function sluice(...args: string[]): Promise<CliResult> {
  return program(process.execPath, [bundle('cli.js'), ...args])
}

/** The same in a folder. */
export function sluiceIn(cwd: string, ...args: string[]): Promise<CliResult> {
  return program(process.execPath, [bundle('cli.js'), ...args], { cwd })
}

/** Runs a shell command in which `$SLUICE` runs the command line. */
export function shell(command: string, cwd?: string): Promise<CliResult> {
  const env = { ...process.env, SLUICE: `${process.execPath} ${bundle('cli.js')}` }
  return program('bash', ['-c', command], { env, cwd })
}

function program(command: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv; cwd?: string } = {}): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (data: Buffer) => out.push(data))
    child.stderr.on('data', (data: Buffer) => err.push(data))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() }))
  })
}
