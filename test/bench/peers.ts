// The programs that Sluice is measured against: which are there, in which version, and how to get the others.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root, temporaryFolder } from './support.ts'

export type PeerName = 'wc' | 'rg' | 'duckdb' | 'lnav'

/** The script that runs one statement in DuckDB: its arguments are the statement and the number of threads. */
export const duckdbScript = path.join(root, 'test', 'bench', 'duckdbQuery.ts')

const known: Record<PeerName, { readonly ask: readonly string[]; readonly get: string }> = {
  wc: { ask: ['wc', '--version'], get: 'Debian: apt-get install coreutils' },
  rg: { ask: ['rg', '--version'], get: 'Debian: apt-get install ripgrep' },
  duckdb: {
    ask: [process.execPath, duckdbScript, '--version'],
    get: 'npm ci, where there is a binary of it for the platform',
  },
  lnav: { ask: ['lnav', '-V'], get: 'Debian: apt-get install lnav' },
}

export class Peers {
  private readonly versions = new Map<PeerName, string | undefined>()

  /** Its version, or undefined where it is not installed. */
  version(peer: PeerName): string | undefined {
    if (!this.versions.has(peer)) this.versions.set(peer, ask(known[peer].ask))
    return this.versions.get(peer)
  }

  missing(peers: readonly PeerName[]): PeerName[] {
    return peers.filter((peer) => this.version(peer) === undefined)
  }

  /** "rg is missing (Debian: apt-get install ripgrep)" */
  hint(peer: PeerName): string {
    return `${peer} is missing (${known[peer].get})`
  }
}

function ask([program, ...args]: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' })
  return status === 0 ? stdout.split('\n', 1)[0].trim() : undefined
}

let lnav: string | undefined

/** A folder with what lnav needs to know of the JSON log; also its home, so that it leaves the user's alone. */
export function lnavFolder(): string {
  if (lnav !== undefined) return lnav
  const folder = temporaryFolder()
  const formats = path.join(folder, 'formats', 'bench')
  mkdirSync(formats, { recursive: true })
  const format = {
    title: 'JSON lines of the benchmark',
    description: 'JSON lines of the benchmark',
    json: true,
    'hide-extra': true,
    'timestamp-field': 'time',
    'level-field': 'level',
    'body-field': 'msg',
    'line-format': [{ field: 'time' }, ' ', { field: 'msg' }],
    value: { logger: { kind: 'string', identifier: true }, id: { kind: 'string', identifier: true }, took: { kind: 'float' } },
  }
  writeFileSync(path.join(formats, 'format.json'), JSON.stringify({ $schema: 'https://lnav.org/schemas/format-v1.schema.json', bench_json: format }))
  return (lnav = folder)
}
