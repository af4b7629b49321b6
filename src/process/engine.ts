/**
 * Entry of the engine process, forked by the extension host: holds the analyses and the scan workers. Whatever happens here, the
 * extension host goes on.
 */
import { parseArgs } from 'node:util'
import { toDisposable } from '../common/lifecycle.ts'
import type { EngineApi, EngineEvents } from '../common/protocol.ts'
import { RpcEndpoint, type Channel, type Proxy } from '../common/rpc.ts'
import { SpoolStore } from '../engine/bytes/packed/spoolStore.ts'
import { KeptIndexStore } from '../engine/results/keptIndex/store.ts'
import type { Session } from '../engine/session.ts'
import { createEngineService } from './engineService.ts'
import { DEFAULT_READ_LIMIT, DEFAULT_TEST_LIMIT, WorkerPool } from './workerPool.ts'

/** The engine looks this often whether its parent is still there. */
const PARENT_INTERVAL = 5000

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '0' },
    'regex-timeout': { type: 'string', default: String(DEFAULT_TEST_LIMIT) },
    // Where what is known of logs is kept; nothing is without it.
    'index-folder': { type: 'string' },
    // Where packed logs are unpacked to, and how many bytes that may take; they are not unpacked without it.
    'spool-folder': { type: 'string' },
    'spool-limit': { type: 'string' },
  },
  strict: false,
})

const channel: Channel = {
  send(message) {
    // Gone with its parent: there is nobody to tell.
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
  },
  onMessage(listener) {
    process.on('message', listener)
    return toDisposable(() => process.off('message', listener))
  },
  onClose(listener) {
    const ended = (): void => listener('the extension host has gone')
    process.once('disconnect', ended)
    return toDisposable(() => process.off('disconnect', ended))
  },
}

/**
 * Ends the process whatever it is doing; nobody is there who would look at its status. process.exit() waits for V8's threads, one of which may wait for
 * a garbage collection in this one, for ever (nodejs/node#54918).
 */
function end(): void {
  process.kill(process.pid, 'SIGKILL')
}

const parent = process.ppid
process.once('disconnect', end)
setInterval(() => {
  // A parent that was killed leaves its children to another.
  if (process.ppid !== parent) end()
}, PARENT_INTERVAL).unref()

const sessions = new Map<number, Session>()
const pool = new WorkerPool({
  script: new URL('./worker.js', import.meta.url),
  threads: Number(values.threads) || 0,
  testLimit: Number(values['regex-timeout']) || DEFAULT_TEST_LIMIT,
  readLimit: DEFAULT_READ_LIMIT,
  onStalledRead() {
    for (const session of sessions.values()) session.noteStall()
  },
})
// The engine is started when the first file is to be opened.
pool.prepare()
const indexFolder = values['index-folder']
const spoolFolder = values['spool-folder']
const events: Proxy<EngineEvents> = new RpcEndpoint<EngineApi, EngineEvents>(
  channel,
  createEngineService(pool, sessions, () => events, {
    store: typeof indexFolder === 'string' ? new KeptIndexStore(indexFolder) : undefined,
    spools: typeof spoolFolder === 'string' ? new SpoolStore(spoolFolder, Number(values['spool-limit']) || undefined) : undefined,
  }),
).remote
