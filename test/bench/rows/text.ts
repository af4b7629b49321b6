/** Searches, against ripgrep; counting lines, against wc. */
import { openSync, readSync, closeSync } from 'node:fs'
import { phrases } from '../../support/logs/events.ts'
import type { LogKind } from '../../support/makeLog.ts'
import { countOf, sameBytes, sameText } from '../answers.ts'
import { duelRow, type AnyDuel, type Duel } from '../duel.ts'
import { programSide, sluiceSide } from '../sides.ts'
import type { Row } from './row.ts'

interface CountRow {
  readonly name: string
  readonly title: string
  readonly query: string
  /** Arguments of ripgrep before the file. Words as it has them with smart case, texts as they are. */
  readonly rg: readonly string[]
  readonly kind?: LogKind
  readonly target?: number
}

const text = (...texts: readonly string[]): string[] => ['-S', '-F', ...texts.flatMap((each) => ['-e', each])]
const regex = (expression: string): string[] => ['-e', expression]

const countRows: readonly CountRow[] = [
  { name: 'rare', title: 'phrase, 4 hits', query: `"${phrases.rare}"`, rg: text(phrases.rare), target: 1.4 },
  { name: 'many', title: 'phrase, 310,000 hits, count', query: `"${phrases.many}"`, rg: text(phrases.many), target: 1.3 },
  { name: 'half', title: 'word on half the lines, count', query: 'INFO', rg: text('INFO'), target: 0.65 },
  { name: 'nocase', title: 'case-insensitive word', query: 'timeout', rg: text('timeout'), target: 1 },
  { name: 'regex', title: '`/ERROR.*timeout/`', query: '/ERROR.*timeout/', rg: regex('ERROR.*timeout'), target: 1.3 },
  {
    name: 'five',
    title: 'alternation of five words',
    query: '/deadlock|declined|refused|exhausted|deprecated/',
    rg: regex('deadlock|declined|refused|exhausted|deprecated'),
    target: 1.4,
  },
  {
    name: 'latency',
    title: '`/user=(\\w+).* latency=(\\d{4,})ms/`',
    query: '/user=(\\w+).* latency=(\\d{4,})ms/',
    rg: regex('user=(\\w+).* latency=(\\d{4,})ms'),
    target: 0.35,
  },
  { name: 'upper', title: '`/[A-Z]{5,}\\d+/` (no literal)', query: '/[A-Z]{5,}\\d+/', rg: regex('[A-Z]{5,}\\d+'), target: 0.25 },
  { name: 'status', title: '`/\\b(5\\d\\d)\\b/` in an access log', query: '/\\b(5\\d\\d)\\b/', rg: regex('\\b(5\\d\\d)\\b'), kind: 'access', target: 0.4 },
  // Not in the table of targets, shown beside it. Unicode's word borders cost rg most of its time on `status`; ours are ASCII's.
  { name: 'status-ascii', title: 'the same, rg with ASCII classes', query: '/\\b(5\\d\\d)\\b/', rg: regex('(?-u)\\b(5\\d\\d)\\b'), kind: 'access' },
  { name: 'or', title: 'two words with OR', query: 'deadlock OR declined', rg: text('deadlock', 'declined') },
  { name: 'and', title: 'two words with AND', query: 'declined grace', rg: regex('declined.*grace|grace.*declined') },
  { name: 'anchor', title: '`/took \\d{4,}ms$/`', query: '/took \\d{4,}ms$/', rg: ['--crlf', ...regex('took \\d{4,}ms$')] },
]

const rg = ['--no-config', '--color', 'never'] as const
const shown = (count: string): string => Number(count).toLocaleString('en-US')

function countDuel({ name, title, query, rg: args, kind = 'app', target }: CountRow): Duel<string> {
  return {
    name,
    title,
    kind,
    needs: ['rg'],
    ours: sluiceSide(['-c', '--lines'], query, countOf),
    peers: [programSide('rg -c', 'rg', ['-c', ...rg, ...args], countOf)],
    same: sameText,
    target,
    show: shown,
  }
}

const lines: Duel<string> = {
  name: 'lines',
  title: 'count lines',
  kind: 'app',
  needs: ['wc'],
  ours: sluiceSide(['-c', '--lines'], '', countOf),
  peers: [programSide('wc -l', 'wc', ['-l'], (output) => countOf(output).split(' ')[0])],
  same: sameText,
  target: 0.8,
  show: shown,
}

const numbered: Duel<Buffer> = {
  name: 'numbered',
  title: 'phrase, 310,000 hits, rows with line numbers to a pipe',
  kind: 'app',
  needs: ['rg'],
  ours: sluiceSide(['-n', '--lines'], `"${phrases.many}"`, (output) => output),
  peers: [programSide('rg -n', 'rg', ['-n', ...rg, ...text(phrases.many)], (output) => output)],
  same: sameBytes,
  target: 1,
  show: (rows) => `${(rows.length / 2 ** 20).toFixed(1)} MB`,
}

/** Records that have the phrase in any of their lines; a line that begins with a date begins a record. */
export function countRecords(file: string, phrase: string): string {
  const fd = openSync(file, 'r')
  const chunk = Buffer.alloc(4 << 20)
  let rest = ''
  let found = false
  let records = 0
  for (let read = 0; (read = readSync(fd, chunk)) > 0; ) {
    const lines = (rest + chunk.toString('latin1', 0, read)).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      if (/^\d{4}-\d\d-\d\dT/.test(line)) found = false
      if (found || !line.includes(phrase)) continue
      found = true
      records++
    }
  }
  closeSync(fd)
  return String(records)
}

const records: Duel<string> = {
  name: 'records',
  title: 'phrase, 310,000 hits, count of records (not lines)',
  kind: 'app',
  needs: ['rg'],
  ours: sluiceSide(['-c'], `"${phrases.many}"`, countOf),
  // Has the phrase on two lines of some records: as much work, but another count.
  peers: [programSide('rg -c', 'rg', ['-c', ...rg, ...text(phrases.many)], countOf)],
  expected: { label: 'a plain count', find: async (file) => countRecords(file, phrases.many), same: sameText },
  target: 1.3,
  show: shown,
}

const [rare, ...others] = countRows.map(countDuel)
export const textDuels: readonly AnyDuel[] = [lines, rare, numbered, ...others, records]
export const textRows: readonly Row[] = textDuels.map(duelRow)
