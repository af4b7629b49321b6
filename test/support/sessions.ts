/** Sessions over temporary files, for tests. */
import type { EncodingNames, ScriptAccess, TimeShifts, TimeZones } from '../../src/common/protocol.ts'
import type { SpoolStore } from '../../src/engine/bytes/packed/spoolStore.ts'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import type { KeptIndexStore } from '../../src/engine/results/keptIndex/store.ts'
import type { ScannerPool } from '../../src/engine/results/pool.ts'
import type { BlockSizes } from '../../src/engine/results/scannerApi.ts'
import { Session, type SessionListener } from '../../src/engine/session.ts'
import type { Run } from '../../src/engine/run.ts'
import type { RenderOptions } from '../../src/engine/render.ts'
import { markOf } from './pipelineArbitrary.ts'
import type { ReferenceFile } from './reference.ts'
import type { TemporaryFolder } from './temporary.ts'

let number = 0

/** Writes files that get names of their own, in order. */
export function writeFiles(folder: TemporaryFolder, files: readonly Buffer[]): { paths: string[]; reference: ReferenceFile[] } {
  const names = files.map(() => `${number++}.log`)
  return {
    paths: files.map((bytes, i) => folder.file(names[i], bytes)),
    reference: files.map((bytes, i) => ({ name: names[i], bytes, skip: markOf(bytes) })),
  }
}

/** Of one format and, since bytes at random look like anything, of one encoding. Its pages are whole, however busy the machine is. */
export function openSession(
  paths: readonly string[],
  options: {
    sizes?: BlockSizes
    pool?: ScannerPool
    listener?: SessionListener
    format?: string
    encodings?: EncodingNames
    spools?: SpoolStore
    store?: KeptIndexStore
    shifts?: TimeShifts
    zones?: TimeZones
    merge?: boolean
    everyLine?: boolean
  } = {},
): Promise<Session> {
  return Session.open(paths, { id: 1, format: 'plain', encodings: paths.map(() => 'UTF-8'), ...defined(options), sizes: { pageMilliseconds: Infinity, ...options.sizes }, pool: options.pool ?? inlinePool() })
}

function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>
}

/** Runs a query to its end; throws what it failed with. */
export async function runToEnd(session: Session, query: string, count = true, scripts?: ScriptAccess): Promise<Run> {
  const run = session.prepare(query, scripts)
  await run.execute(count)
  if (run.error) throw run.error
  return run
}

/** All of the output of a run. */
export async function rendered(session: Session, run: Run, options: RenderOptions): Promise<{ bytes: Buffer; rows: number }> {
  const parts: Uint8Array[] = []
  let rows = 0
  for await (const piece of session.render(run.id, options)) {
    parts.push(piece.bytes)
    rows += piece.rows
  }
  return { bytes: Buffer.concat(parts), rows }
}
