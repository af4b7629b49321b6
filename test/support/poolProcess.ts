/** Runs a search on threads, disposes of them, and has to end by itself: `node poolProcess.ts FILE`. */
import { openSession, runToEnd } from './sessions.ts'
import { workerPool } from './workers.ts'

const pool = workerPool(2)
const session = await openSession([process.argv[2]], { pool, sizes: { blockBytes: 512, maxLineBytes: 1024 } })
const run = await runToEnd(session, 'u1')
console.log(run.counts?.total)
session.close()
await pool.dispose()
console.log(`${run.counts?.total} after dispose`)
