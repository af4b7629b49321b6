// Programs as sides of a duel: how each is called, what of its time counts, and what it answers.
import { createHash } from 'node:crypto'
import { closeSync, globSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import path from 'node:path'
import { duckdbScript, lnavFolder } from './peers.ts'
import { run, type Finished } from './processes.ts'
import { cli, temporaryFolder } from './support.ts'

export interface Taken {
  readonly output: Buffer
  readonly seconds: number
  readonly whole: number
  readonly peakRssBytes?: number
}

/** One program at one task; throws where it fails. */
export interface Side<A> {
  readonly label: string
  run(file: string): Promise<Taken>
  answer(output: Buffer): A
}

/** The last line that `sluice --stats` prints on standard error. */
interface Stats {
  readonly seconds: number
  readonly peakRssBytes: number
}

let caches: string | undefined

/** Nothing is known of any log yet: an index that an earlier round kept would spare ours the work that the peer has to do. */
function withoutIndex(): NodeJS.ProcessEnv {
  caches ??= temporaryFolder()
  for (const index of globSync('**/*.index', { cwd: caches })) rmSync(path.join(caches, index))
  return { ...process.env, HOME: caches, XDG_CACHE_HOME: caches, LOCALAPPDATA: caches }
}

/** Sluice; its seconds are those of --stats. */
export function sluiceSide<A>(args: readonly string[], query: string, answer: (output: Buffer) => A): Side<A> {
  return {
    label: 'sluice',
    answer,
    async run(file) {
      const finished = await run(process.execPath, [cli, ...args, '--stats', '-e', query, '--', file], { env: withoutIndex() })
      return { ...figuresOf(finished), output: finished.output }
    },
  }
}

/** The same for large outputs: into a file, whose digest is the answer. */
export function sluiceFileSide(args: readonly string[], query: string): Side<string> {
  return {
    label: 'sluice',
    answer: String,
    async run(file) {
      const into = path.join(outputs(), 'sluice')
      const finished = await run(process.execPath, [cli, ...args, '--stats', '-e', query, '--', file], { env: withoutIndex(), into })
      return { ...figuresOf(finished), output: taken(into, digestOf) }
    },
  }
}

function figuresOf(finished: Finished): Pick<Taken, 'seconds' | 'whole' | 'peakRssBytes'> {
  const { seconds, peakRssBytes } = statsOf(finished)
  return { seconds, whole: finished.seconds, peakRssBytes }
}

let outputFolder: string | undefined

/** For what sides write to files. */
function outputs(): string {
  return (outputFolder ??= temporaryFolder())
}

/** What is in a file, which is not needed any more. */
function taken(file: string, read: (file: string) => Buffer): Buffer {
  const bytes = read(file)
  rmSync(file)
  return bytes
}

/** As text in hexadecimal digits. */
export function digestOf(file: string): Buffer {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(4 << 20)
  const fd = openSync(file, 'r')
  for (let read = 0; (read = readSync(fd, buffer)) > 0; ) hash.update(buffer.subarray(0, read))
  closeSync(fd)
  return Buffer.from(hash.digest('hex'))
}

function statsOf(finished: Finished): Stats {
  const { errors, status } = finished
  const lines = errors.trimEnd().split('\n')
  if ((status !== 0 && status !== 1) || lines.length !== 1 || !lines[0].startsWith('{')) throw new Error(`sluice ended with ${status}: ${errors.trim()}`)
  return JSON.parse(lines[0]) as Stats
}

/** A program whose whole time counts; status 1 means that it found nothing. */
export function programSide<A>(label: string, program: string, args: readonly string[], answer: (output: Buffer) => A, env?: NodeJS.ProcessEnv): Side<A> {
  return {
    label,
    answer,
    async run(file) {
      const { output, errors, seconds, status } = await run(program, [...args, file], { env })
      if ((status !== 0 && status !== 1) || errors !== '') throw new Error(`${label} ended with ${status}: ${errors.trim()}`)
      return { output, seconds, whole: seconds }
    },
  }
}

/** DuckDB; its seconds are those of the statement, with opening and connecting, without the start of the process. */
export function duckdbSide<A>(label: string, statement: (file: string) => string, answer: (rows: unknown[][]) => A): Side<A> {
  return {
    label,
    answer: (output) => answer((JSON.parse(output.toString('utf8')) as { rows: unknown[][] }).rows),
    run: (file) => runDuckDB(label, [statement(file), '2']),
  }
}

export interface DuckDBFile<A> {
  readonly label: string
  /** Gives the rows, which are written as JSON Lines. */
  select(file: string): string
  /** `1GB`; undefined: as much as there is. */
  readonly memory?: string
  /** The answer is the digest of what is written. */
  readonly digest?: boolean
  answer(output: Buffer): A
}

/** The same for large results: DuckDB writes them to a file itself, as getting them row by row would be what takes its time. */
export function duckdbFileSide<A>({ label, select, memory, digest, answer }: DuckDBFile<A>): Side<A> {
  return {
    label,
    answer,
    async run(file) {
      const into = path.join(outputs(), 'duckdb')
      const statement = `COPY (${select(file)}) TO '${into.replaceAll("'", "''")}' (FORMAT json)`
      const figures = await runDuckDB(label, [statement, '2', ...(memory ? [memory, path.join(outputs(), 'aside')] : [])])
      return { ...figures, output: taken(into, digest ? digestOf : readFileSync) }
    },
  }
}

async function runDuckDB(label: string, args: readonly string[]): Promise<Taken> {
  const { output, errors, seconds, status } = await run(process.execPath, [duckdbScript, ...args])
  if (status !== 0) throw new Error(`${label} ended with ${status}: ${errors.trim()}`)
  return { output, seconds: (JSON.parse(output.toString('utf8')) as { seconds: number }).seconds, whole: seconds }
}

/** lnav without its screen, from a home of its own. */
export function lnavSide<A>(statement: string, answer: (output: Buffer) => A): Side<A> {
  return {
    label: 'lnav',
    answer,
    run(file) {
      const folder = lnavFolder()
      const args = ['-I', folder, '-n', '-c', `;${statement}`, '-c', ':write-csv-to -']
      const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: path.join(folder, 'config') }
      return programSide('lnav', 'lnav', args, answer, env).run(file)
    },
  }
}
