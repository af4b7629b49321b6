// Programs as sides of a duel: how each is called, what of its time counts, and what it answers.
import { globSync, rmSync } from 'node:fs'
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
      const stats = statsOf(finished)
      return { output: finished.output, seconds: stats.seconds, whole: finished.seconds, peakRssBytes: stats.peakRssBytes }
    },
  }
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
    async run(file) {
      const { output, errors, seconds, status } = await run(process.execPath, [duckdbScript, statement(file), '2'])
      if (status !== 0) throw new Error(`${label} ended with ${status}: ${errors.trim()}`)
      return { output, seconds: (JSON.parse(output.toString('utf8')) as { seconds: number }).seconds, whole: seconds }
    },
  }
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
