/** The most memory that an engine process has resident over a scan, less that of an idle one. */
import { repeatedLog, LAST_LINE, sparseLog } from '../bigLog.ts'
import { BenchEngine } from '../engine.ts'
import type { Bench, Outcome, Row } from './row.ts'

const MB = 1024 * 1024
const OVER_IDLE = 160
const OVER_SMALL = 20

const queries: readonly (readonly [name: string, what: string, query: string])[] = [
  ['all', 'all rows', ''],
  ['word', 'a word', 'timeout'],
  ['regex', 'a regex', '/user=(\\w+).* latency=(\\d{4,})ms/'],
  ['table', 'a percentile by a field', '* | parse "user=* " as user | parse "took *ms" as ms | stats count(), p99(ms) by user'],
]

interface Scan {
  readonly peak: number
  readonly rows: number
  readonly seconds: number
}

/** In an engine of its own: the peak of a process never falls. */
async function scan(file: string, query: string): Promise<Scan> {
  const engine = new BenchEngine()
  try {
    const { analysis } = await engine.api.open({ paths: [file] })
    const { run: id } = await engine.api.run({ analysis, query })
    const { rowsMatched, seconds, state, message } = await engine.ended(id)
    if (state !== 'done') throw new Error(`the pass ended as ${state}: ${message}`)
    return { peak: await engine.peakBytes(), rows: rowsMatched, seconds }
  } finally {
    engine.close()
  }
}

async function idlePeak(): Promise<number> {
  const engine = new BenchEngine()
  try {
    await engine.api.about({})
    return await engine.peakBytes()
  } finally {
    engine.close()
  }
}

async function scans(name: string, title: string, query: string, bench: Bench): Promise<readonly Outcome[]> {
  const [idle, small, large] = [await idlePeak(), await scan(repeatedLog(Math.floor(bench.scan / 10)), query), await scan(repeatedLog(bench.scan), query)]
  const answer = `${(bench.scan / 1024 / MB).toFixed(1)} GB, ${large.rows.toLocaleString('en-US')} rows in ${large.seconds.toFixed(1)} s, idle ${(idle / MB).toFixed(0)} MB`
  const over = (base: number): number => (large.peak - base) / MB
  return [
    { name, title: `${title}, over idle`, judged: { value: over(idle), unit: 'MB', target: OVER_IDLE }, peers: [], peakRssBytes: large.peak, answer },
    { name, title: `${title}, over a tenth of it`, judged: { value: over(small.peak), unit: 'MB', target: OVER_SMALL }, peers: [] },
  ]
}

/** Opens a file that is nearly all hole, goes to its end, searches all of it. */
async function sparse(bench: Bench): Promise<readonly Outcome[]> {
  const file = sparseLog(bench.sparse)
  const idle = await idlePeak()
  const engine = new BenchEngine()
  try {
    const { analysis } = await engine.api.open({ paths: [file] })
    const all = await engine.api.run({ analysis, query: '' })
    const started = performance.now()
    const { page, atEnd } = await engine.api.fetch({ analysis, run: all.run, from: { at: 'end' }, skip: -1, count: 1 })
    const seconds = (performance.now() - started) / 1000
    if (!atEnd || !Buffer.from(page).includes(LAST_LINE)) throw new Error('its end is not shown')
    const search = await engine.api.run({ analysis, query: `"${LAST_LINE}"` })
    const ended = await engine.ended(search.run)
    if (ended.state !== 'done' || ended.rowsMatched !== 1) throw new Error(`the search ended as ${ended.state} with ${ended.rowsMatched} rows`)
    const peak = await engine.peakBytes()
    const title = `peak memory, sparse file of ${(bench.sparse / 1024 / MB).toFixed(0)} GB, over idle`
    const answer = `its end after ${(seconds * 1000).toFixed(0)} ms, searched in ${ended.seconds.toFixed(0)} s`
    return [{ name: 'sparse', title, judged: { value: (peak - idle) / MB, unit: 'MB', target: OVER_IDLE }, peers: [], peakRssBytes: peak, answer }]
  } finally {
    engine.close()
  }
}

export const memoryRows: readonly Row[] = [
  ...queries.map(([short, what, query]): Row => {
    const name = `memory-${short}`
    const title = `peak memory, ${what}`
    return { name, title, needs: [], run: (bench) => scans(name, title, query, bench) }
  }),
  { name: 'sparse', title: 'memory over a sparse file', needs: [], run: sparse },
]
