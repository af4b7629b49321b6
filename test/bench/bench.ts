// Speed and memory, in one run: node test/bench/bench.ts [--size 1G] [--rounds 5] [--scan 4G] [--json FILE]
//   counts       sluice -c against rg -c and grep -c, in turn, each into a pipe
//   first page   of a 10 GB sparse file against that of a 10 MB file, in an engine process
//   memory       peak of an engine process over a scan, less that of an idle one
import { closeSync, copyFileSync, existsSync, ftruncateSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { BenchEngine } from './engine.ts'
import { cacheFolder, logOf, machine, median, parseSize, run, sluice, versionOf, warm } from './support.ts'

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1G' },
    scan: { type: 'string', default: '4G' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
})
const rounds = Number(values.rounds)
const MB = 1024 * 1024

interface CountRow {
  readonly name: string
  readonly query: string
  readonly rg: readonly string[]
  readonly grep: readonly string[]
}

const countRows: readonly CountRow[] = [
  { name: 'phrase, rare', query: '"deadlock detected"', rg: ['-F', '-S', 'deadlock detected'], grep: ['-i', '-F', 'deadlock detected'] },
  { name: 'phrase with capitals', query: '"Read timed out"', rg: ['-F', 'Read timed out'], grep: ['-F', 'Read timed out'] },
  { name: 'word on most lines', query: 'INFO', rg: ['-F', 'INFO'], grep: ['-F', 'INFO'] },
  { name: 'word, ignoring case', query: 'timeout', rg: ['-F', '-S', 'timeout'], grep: ['-i', '-F', 'timeout'] },
  { name: 'OR', query: 'deadlock OR declined', rg: ['-S', '-F', '-e', 'deadlock', '-e', 'declined'], grep: ['-i', '-F', '-e', 'deadlock', '-e', 'declined'] },
  { name: 'regex', query: '/ERROR.*timeout/', rg: ['ERROR.*timeout'], grep: ['-E', 'ERROR.*timeout'] },
]

async function counts(file: string): Promise<object[]> {
  const peers = ['rg', 'grep'].filter((peer) => {
    const version = versionOf(peer)
    console.log(version ?? `${peer} is missing; its column is left out (Debian: apt-get install ${peer === 'rg' ? 'ripgrep' : peer})`)
    return version !== undefined
  })
  console.log(`\n${'count'.padEnd(24)} ${'sluice'.padStart(8)} ${peers.map((p) => `${p.padStart(8)} ${'ratio'.padStart(6)}`).join(' ')}   rows`)
  const results: object[] = []
  for (const { name, query, rg, grep } of countRows) {
    const times: Record<string, number[]> = { sluice: [], rg: [], grep: [] }
    let rows = ''
    for (let round = -1; round < rounds; round++) {
      warm(file)
      const ours = await sluice(['-c', '--lines', '--stats', '-e', query, '--', file])
      rows = ours.output.trim()
      const taken = { sluice: ours.seconds, rg: 0, grep: 0 }
      if (peers.includes('rg')) {
        const peer = await run('rg', ['-c', '--no-config', ...rg, file])
        taken.rg = peer.seconds
        if ((peer.output.trim() || '0') !== rows) throw new Error(`${name}: ${rows} rows, ripgrep has ${peer.output.trim()}`)
      }
      if (peers.includes('grep')) taken.grep = (await run('grep', ['-c', '-a', ...grep, file])).seconds
      // The first round is not counted.
      if (round >= 0) for (const [program, seconds] of Object.entries(taken)) times[program].push(seconds)
    }
    const ours = median(times.sluice)
    const cells = peers.map((peer) => `${median(times[peer]).toFixed(2).padStart(7)}s ${(ours / median(times[peer])).toFixed(2).padStart(6)}`)
    console.log(`${name.padEnd(24)} ${ours.toFixed(2).padStart(7)}s ${cells.join(' ')}   ${rows}`)
    results.push({ name, query, rows: Number(rows), seconds: Object.fromEntries(Object.entries(times).map(([p, t]) => [p, median(t)])) })
  }
  return results
}

/** The 10 MB log, followed by a hole up to 10 GB, and last lines. */
function sparseLog(from: string, size: number): string {
  const file = path.join(cacheFolder, `sparse-${size}.log`)
  if (existsSync(file) && statSync(file).size > size) return file
  copyFileSync(from, file)
  const fd = openSync(file, 'r+')
  ftruncateSync(fd, size)
  writeSync(fd, '\nthe last line\n', size)
  closeSync(fd)
  return file
}

async function firstPage(engine: BenchEngine, file: string): Promise<number> {
  const started = performance.now()
  const { analysis } = await engine.api.open({ paths: [file] })
  const { run: id } = await engine.api.run({ analysis, query: '' })
  const page = await engine.api.fetch({ analysis, run: id, from: { at: 'start' }, skip: 0, count: 100 })
  const taken = performance.now() - started
  if (page.page.byteLength < 1000) throw new Error('the first page is empty')
  await engine.api.close({ analysis })
  return taken
}

async function pages(): Promise<object> {
  const small = logOf(10 * MB)
  const large = sparseLog(small, 10 * 1024 * MB)
  const times: [number[], number[]] = [[], []]
  const engine = new BenchEngine()
  try {
    for (let round = -2; round < 15; round++) {
      const taken = [await firstPage(engine, small), await firstPage(engine, large)]
      if (round >= 0) taken.forEach((value, i) => times[i].push(value))
    }
  } finally {
    engine.close()
  }
  const [a, b] = times.map(median)
  console.log(`\nfirst page: 10 MB ${a.toFixed(1)} ms, 10 GB sparse ${b.toFixed(1)} ms, ratio ${(b / a).toFixed(2)} (aim: 1.2)`)
  return { smallMilliseconds: a, largeMilliseconds: b }
}

async function memory(): Promise<object> {
  const file = logOf(parseSize(values.scan))
  const idle = new BenchEngine()
  const engine = new BenchEngine()
  try {
    await idle.api.about({})
    const before = await idle.peakBytes()
    const { analysis } = await engine.api.open({ paths: [file] })
    const results: Record<string, number> = {}
    for (const query of ['', 'timeout', '/user=(\\w+).* took (\\d{4,})ms/', '* | parse "user=* " as user | stats count() by user']) {
      const { run: id } = await engine.api.run({ analysis, query })
      const ended = await engine.ended(id)
      const over = (await engine.peakBytes()) - before
      results[query] = over
      console.log(`memory: ${(over / MB).toFixed(0)} MB over an idle engine (${(before / MB).toFixed(0)} MB) after "${query}" over ${values.scan}: ${ended.rowsMatched} rows, ${ended.seconds.toFixed(1)} s (aim: 200 MB)`)
    }
    return { idleBytes: before, overIdleBytes: results }
  } finally {
    idle.close()
    engine.close()
  }
}

console.log(machine())
const report = { machine: machine(), counts: await counts(logOf(parseSize(values.size))), firstPage: await pages(), memory: await memory() }
if (values.json) writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`)
