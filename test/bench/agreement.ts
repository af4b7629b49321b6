// Counts of `sluice -c --lines` against those of ripgrep on a generated log: node test/bench/agreement.ts [--size 1G] [--seed 1]
// Ends with status 1 if any differs.
import { parseArgs } from 'node:util'
import { countOf } from './answers.ts'
import { Peers } from './peers.ts'
import { run } from './processes.ts'
import { cli, logOf, parseSize } from './support.ts'

interface Case {
  readonly name: string
  readonly query: string
  /** Arguments of ripgrep before the file; counts of several patterns. */
  readonly rg: readonly string[]
}

const cases: readonly Case[] = [
  { name: 'a word', query: 'timeout', rg: ['-S', '-F', '-e', 'timeout'] },
  { name: 'a word with k and s (folds to K and ſ)', query: 'socket', rg: ['-S', '-F', '-e', 'socket'] },
  { name: 'a phrase with capitals', query: '"Read timed out"', rg: ['-S', '-F', '-e', 'Read timed out'] },
  { name: 'OR', query: 'deadlock OR declined', rg: ['-S', '-F', '-e', 'deadlock', '-e', 'declined'] },
  { name: 'NOT', query: 'NOT "user="', rg: ['-v', '-S', '-F', '-e', 'user='] },
  { name: 'NOT a word', query: 'NOT request', rg: ['-v', '-S', '-F', '-e', 'request'] },
  { name: 'AND', query: 'ERROR timeout', rg: ['-e', 'ERROR.*(?i:timeout)|(?i:timeout).*ERROR'] },
  { name: 'a regex', query: '/ERROR.*timeout/', rg: ['-e', 'ERROR.*timeout'] },
  { name: 'a regex without a literal', query: '/[A-Z]{5,}\\d+/', rg: ['-e', '[A-Z]{5,}[0-9]+'] },
  { name: 'a regex that ignores case', query: '/error .*DB/i', rg: ['-i', '-e', 'error .*DB'] },
  { name: 'a regex with an anchor', query: '/took \\d{4,}ms$/', rg: ['--crlf', '-e', 'took [0-9]{4,}ms$'] },
  { name: 'a non-ASCII phrase', query: '"größe überschritten"', rg: ['-S', '-F', '-e', 'größe überschritten'] },
  { name: 'a non-ASCII word, capitals in the query', query: 'GRÖSSE OR Größe', rg: ['-F', '-e', 'GRÖSSE', '-e', 'Größe'] },
  { name: 'a phrase in Japanese', query: '接続が', rg: ['-S', '-F', '-e', '接続が'] },
]

const { values } = parseArgs({ options: { size: { type: 'string', default: '1G' }, seed: { type: 'string', default: '1' } } })
const peers = new Peers()
const peer = peers.version('rg')
if (!peer) {
  console.error(peers.hint('rg'))
  process.exit(2)
}
const file = logOf(parseSize(values.size), 'app', Number(values.seed))
console.log(`${file}\nagainst ${peer}\n`)
let wrong = 0
for (const { name, query, rg } of cases) {
  const ours = await run(process.execPath, [cli, '-c', '--lines', '-e', query, '--', file])
  const theirs = await run('rg', ['-c', '--no-config', ...rg, file])
  const [a, b] = [countOf(ours.output), countOf(theirs.output)]
  const same = a === b && ours.errors === ''
  if (!same) wrong++
  console.log(`${same ? 'same  ' : 'DIFFER'}  ${name.padEnd(44)} ${query.padEnd(28)} sluice ${a.padStart(10)}  rg ${b.padStart(10)} ${ours.errors}`)
}
console.log(`\n${cases.length - wrong} of ${cases.length} the same`)
process.exit(wrong === 0 ? 0 : 1)
