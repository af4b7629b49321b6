/** Searches in compressed logs: against ripgrep, which has gzip unpack them, and how much memory they take. */
import { phrases } from '../../support/logs/events.ts'
import { countOf, sameText } from '../answers.ts'
import { gzippedLog, repeatedLog } from '../bigLog.ts'
import { BenchEngine } from '../engine.ts'
import { fight, type Duel } from '../duel.ts'
import { programSide, sluiceSide } from '../sides.ts'
import { temporaryFolder } from '../support.ts'
import type { Bench, Outcome, Row } from './row.ts'

/** Of the plain log. */
const LOG_BYTES = 500 * 1024 * 1024

const gzip: Duel<string> = {
  name: 'gzip',
  title: '500 MB gzipped: count a phrase',
  kind: 'app',
  needs: ['rg'],
  prepare: gzippedLog,
  ours: sluiceSide(['-c', '--lines'], `"${phrases.many}"`, countOf),
  peers: [programSide('rg -zc', 'rg', ['-zc', '--no-config', '-S', '-F', '-e', phrases.many], countOf)],
  same: sameText,
  target: 0.4,
  show: (count) => Number(count).toLocaleString('en-US'),
}

const MB = 1024 * 1024
/** What a packed log may take more than the same log as it is. */
const OVER_PLAIN = 20
/** A larger one takes long to make, and no more memory. */
const LARGEST = 2 * 1024 * MB
const QUERY = `"${phrases.many}"`

/** As the panel has it: each time that there is much more of the log, it is looked at again. */
async function inEngine(file: string, spools: string): Promise<{ peak: number; rows: number }> {
  const engine = new BenchEngine({ spools })
  try {
    let more = engine.unpacked()
    const opened = await engine.api.open({ paths: [file] })
    const { analysis } = opened
    for (let { sources } = opened; ; ) {
      const { run } = await engine.api.run({ analysis, query: QUERY })
      if (sources.every(({ unpacking }) => !unpacking)) {
        const { rowsMatched, state, message } = await engine.ended(run)
        if (state !== 'done') throw new Error(`the pass ended as ${state}: ${message}`)
        return { peak: await engine.peakBytes(), rows: rowsMatched }
      }
      await more
      more = engine.unpacked()
      ;({ sources } = await engine.api.reload({ analysis }))
    }
  } finally {
    engine.close()
  }
}

async function inShell(file: string): Promise<{ peak: number; rows: number }> {
  const { output, peakRssBytes = 0 } = await sluiceSide(['-c'], QUERY, countOf).run(file)
  return { peak: peakRssBytes, rows: Number(countOf(output)) }
}

async function memory(bench: Bench): Promise<readonly Outcome[]> {
  const size = Math.min(bench.scan, LARGEST)
  const plain = repeatedLog(size)
  const packed = await gzippedLog(plain)
  const spools = temporaryFolder()
  const outcomes: Outcome[] = []
  for (const [where, measure] of [['panel', (file: string) => inEngine(file, spools)], ['shell', inShell]] as const) {
    const [before, after] = [await measure(plain), await measure(packed)]
    if (before.rows !== after.rows) throw new Error(`${after.rows} rows of the packed log, ${before.rows} of the plain one`)
    outcomes.push({
      name: `gzip-memory-${where}`,
      title: `peak memory, .gz over the plain log, ${where}`,
      judged: { value: (after.peak - before.peak) / MB, unit: 'MB', target: OVER_PLAIN },
      peers: [],
      peakRssBytes: after.peak,
      answer: `${(size / 1024 / MB).toFixed(1)} GB, ${before.rows.toLocaleString('en-US')} rows, plain ${(before.peak / MB).toFixed(0)} MB`,
    })
  }
  return outcomes
}

export const packedRows: readonly Row[] = [
  // Where only the answers count, a log of the common size will do.
  { name: gzip.name, title: gzip.title, needs: gzip.needs, run: async (bench) => [await fight({ ...gzip, size: bench.rounds > 0 ? LOG_BYTES : undefined }, bench)] },
  { name: 'gzip-memory', title: 'peak memory of a gzipped log, over the plain one', needs: [], run: memory },
]
