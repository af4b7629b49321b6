// Speed and memory against the programs that people use instead, in one run: node test/bench/bench.ts
//   --size 1G      bytes of the logs        --rounds 7       of which the median counts
//   --only NAMES   rows, with commas        --json FILE      figures of every round
//   --list         only name the rows       --markdown FILE  the table; into the marked place, if the file has one
//   --scan 4G      for the memory rows      --sparse 100G    for the file with a hole
// Installs nothing, and says what is missing. Ends with status 1 if an answer is not the peer's; a missed target does not change it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { keysLog } from './keysLog.ts'
import { Peers } from './peers.ts'
import { betweenMarks, markdown, textHead, textLine } from './report.ts'
import { isReached, type Bench, type Outcome, type Row } from './rows/row.ts'
import { chooseRows, runRow } from './rows/rows.ts'
import { load, logOf, machine, parseSize } from './support.ts'

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1G' },
    scan: { type: 'string', default: '4G' },
    sparse: { type: 'string', default: '100G' },
    rounds: { type: 'string', default: '7' },
    only: { type: 'string' },
    list: { type: 'boolean' },
    json: { type: 'string' },
    markdown: { type: 'string' },
  },
})

async function runAll(rows: readonly Row[], bench: Bench): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const row of rows) {
    for (const outcome of await runRow(row, bench)) {
      outcomes.push(outcome)
      console.log(textLine(outcome))
    }
  }
  return outcomes
}

async function main(): Promise<void> {
  const rows = chooseRows(values.only)
  if (values.list) return rows.forEach(({ name, title }) => console.log(`${name.padEnd(16)} ${title}`))
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds: expected a whole number, not '${values.rounds}'`)
  const peers = new Peers()
  const size = parseSize(values.size)
  const bench: Bench = {
    rounds,
    scan: parseSize(values.scan),
    sparse: parseSize(values.sparse),
    peers,
    log: (kind, bytes = size) => (kind === 'keys' ? keysLog(bytes) : logOf(bytes, kind)),
  }
  const needed = [...new Set(rows.flatMap(({ needs }) => needs))]
  const missing = peers.missing(needed)
  const versions = needed.filter((peer) => !missing.includes(peer)).map((peer) => peers.version(peer)!)
  // Before anything of this run adds to it.
  const on = `${machine()}, ${load()}`
  console.log([on, ...versions, ...missing.map((peer) => peers.hint(peer))].join('\n'))
  console.log(`\nlogs of ${values.size}, median of ${rounds} rounds\n\n${textHead()}`)
  const outcomes = await runAll(rows, bench)
  const failed = outcomes.filter(({ failure }) => failure !== undefined).length
  const judged = outcomes.map(isReached).filter((reached) => reached !== undefined)
  console.log(`\n${judged.filter(Boolean).length} of ${judged.length} targets reached, ${failed} rows failed`)
  const report = { machine: on, versions, missing, size, rounds, outcomes: outcomes.map((each) => ({ ...each, reached: isReached(each) })) }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`)
  if (values.markdown) {
    const table = markdown(outcomes, on, versions, rounds)
    writeFileSync(values.markdown, existsSync(values.markdown) ? betweenMarks(readFileSync(values.markdown, 'utf8'), table) : table)
  }
  process.exitCode = failed > 0 ? 1 : 0
}

await main()
