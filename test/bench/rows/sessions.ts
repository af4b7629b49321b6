/** What the panel does, without its window: a session over scan workers, and an engine process. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { Session } from '../../../src/engine/session.ts'
import { WorkerPool } from '../../../src/process/workerPool.ts'
import { phrases } from '../../support/logs/events.ts'
import { countOf } from '../answers.ts'
import { sparseLog } from '../bigLog.ts'
import { measured } from '../duel.ts'
import { BenchEngine } from '../engine.ts'
import { programSide } from '../sides.ts'
import { median, root, warm } from '../support.ts'
import type { Bench, Outcome, Row } from './row.ts'

const MB = 1024 * 1024

/** A stage added to a search that kept few rows: only the blocks that have some are read again. */
async function refinement({ rounds, log }: Bench): Promise<readonly Outcome[]> {
  const file = log('app')
  const rg = programSide('rg -c', 'rg', ['-c', '--no-config', '-S', '-e', `${phrases.few}.*signal`], countOf)
  const pool = new WorkerPool({ script: pathToFileURL(path.join(root, 'dist', 'worker.js')), threads: 0, testLimit: 60_000, readLimit: 60_000 })
  const ours: { seconds: number; whole: number }[] = []
  const theirs: { seconds: number; whole: number }[] = []
  let rows = ''
  try {
    const session = await Session.open([file], { id: 1, pool })
    const search = async (query: string): Promise<{ seconds: number; count: string }> => {
      const started = performance.now()
      const run = session.prepare(query)
      await run.execute()
      if (run.error) throw run.error
      return { seconds: (performance.now() - started) / 1000, count: String(run.counts?.total) }
    }
    for (let round = -1; round < rounds; round++) {
      warm(file)
      const wide = `"${phrases.few}"`
      await search(wide)
      const { seconds, count } = await search(`${wide} | search signal`)
      const peer = await rg.run(file)
      rows = rg.answer(peer.output)
      if (count !== rows) throw new Error(`ours is ${count}, rg's ${rows}`)
      if (round < 0) continue
      ours.push({ seconds, whole: seconds })
      theirs.push(peer)
    }
    session.close()
  } finally {
    await pool.dispose()
  }
  const [us, them] = [measured('session', ours), measured(rg.label, theirs)]
  const judged = { value: us.seconds / them.seconds, unit: '×', target: 0.1 } as const
  return [{ name: 'refine', title: 'a stage added to a search that kept few rows', judged, ours: us, peers: [them], answer: `${rows} rows` }]
}

async function firstPageSeconds(engine: BenchEngine, file: string): Promise<number> {
  const started = performance.now()
  const { analysis } = await engine.api.open({ paths: [file] })
  const { run: id } = await engine.api.run({ analysis, query: '' })
  const page = await engine.api.fetch({ analysis, run: id, from: { at: 'start' }, skip: 0, count: 100 })
  const seconds = (performance.now() - started) / 1000
  if (page.page.byteLength < 1000) throw new Error('the first page is empty')
  await engine.api.close({ analysis })
  return seconds
}

async function firstPage({ log }: Bench): Promise<readonly Outcome[]> {
  const files = [log('app', 10 * MB), sparseLog(10 * 1024 * MB)]
  const times: [number[], number[]] = [[], []]
  const engine = new BenchEngine()
  try {
    for (let round = -2; round < 15; round++) {
      const taken = [await firstPageSeconds(engine, files[0]), await firstPageSeconds(engine, files[1])]
      if (round >= 0) taken.forEach((value, i) => times[i].push(value))
    }
  } finally {
    engine.close()
  }
  const [small, large] = times.map(median)
  return [{
    name: 'first-page',
    title: 'first page in the engine: 10 GB against 10 MB',
    judged: { value: large / small, unit: '×', target: 1.2 },
    peers: [],
    answer: `${(small * 1000).toFixed(1)} and ${(large * 1000).toFixed(1)} ms`,
  }]
}

export const sessionRows: readonly Row[] = [
  { name: 'refine', title: 'a stage added to a search that kept few rows', needs: ['rg'], run: refinement },
  { name: 'first-page', title: 'first page', needs: [], run: firstPage },
]
