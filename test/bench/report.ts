// The table of a run: for the terminal, and as Markdown for the README.
import { isReached, type Judged, type Outcome, type Unit } from './rows/row.ts'

const MB = 1024 * 1024

const heads = ['', 'ours', 'peer', 'ratio', 'whole', 'target', '', 'peak', 'answer'] as const
const units: Record<Unit, (value: number) => string> = {
  '×': (value) => value.toFixed(2),
  s: (value) => `${value.toFixed(3)} s`,
  ms: (value) => `${value.toFixed(1)} ms`,
  MB: (value) => `${value.toFixed(0)} MB`,
  'M/s': (value) => `${value.toFixed(1)} M/s`,
  'times as fast': (value) => `${value.toFixed(2)} ×`,
}

/** The cells of an outcome, in the order of the heads. */
function cells(outcome: Outcome): string[] {
  const { title, judged, ours, peers, wholeRatio, peakRssBytes, answer } = outcome
  if (!judged) return [title, '', '', '', '', '', outcome.failure === undefined ? 'left out' : 'FAILED', '', whyNot(outcome)]
  return [
    title,
    ours ? seconds(ours.seconds) : '',
    peers.length > 0 ? `${peers[0].label} ${seconds(peers[0].seconds)}` : '',
    units[judged.unit](judged.value),
    wholeRatio === undefined ? '' : wholeRatio.toFixed(2),
    targetOf(judged),
    verdict(outcome),
    peakRssBytes === undefined ? '' : `${(peakRssBytes / MB).toFixed(0)} MB`,
    answer ?? '',
  ]
}

/** On one line. */
function whyNot({ failure, leftOut }: Outcome): string {
  return failure === undefined ? (leftOut ?? '') : `failed: ${failure.replaceAll(/\s+/g, ' ').slice(0, 300)}`
}

function seconds(value: number): string {
  return `${value.toFixed(value < 0.1 ? 3 : 2)} s`
}

function targetOf({ target, atLeast, unit }: Judged): string {
  return target === undefined ? '' : `${atLeast ? '≥' : '≤'} ${unit === '×' ? target : units[unit](target).replace('.000', '')}`
}

function verdict(outcome: Outcome): string {
  const reached = isReached(outcome)
  return reached === undefined ? '' : reached ? 'reached' : 'MISSED'
}

/** One line for the terminal, printed when the row is done. */
export function textLine(outcome: Outcome): string {
  return aligned(cells(outcome))
}

export function textHead(): string {
  return aligned([...heads])
}

const widths = [58, 8, 28, 8, 6, 8, 8, 7] as const

function aligned(row: readonly string[]): string {
  return row.map((cell, i) => (i === 0 ? cell.padEnd(widths[0]) : i < widths.length ? cell.padStart(widths[i]) : `  ${cell}`)).join(' ')
}

export function markdown(outcomes: readonly Outcome[], machine: string, versions: readonly string[], rounds: number): string {
  const bar = (row: readonly string[]): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const notJudged = outcomes.filter(({ judged }) => !judged)
  return [
    `${machine}; ${versions.join(', ')}. Medians of ${rounds} rounds.`,
    '',
    bar(['', 'ours', 'peer', 'ratio', 'whole process', 'target', '', 'peak memory']),
    '|---|---|---|---|---|---|---|---|',
    ...outcomes.filter(({ judged }) => judged).map((outcome) => bar(cells(outcome).slice(0, -1))),
    ...(notJudged.length > 0 ? ['', ...notJudged.map((outcome) => `- ${cells(outcome)[0]}: ${whyNot(outcome)}`)] : []),
    '',
  ].join('\n')
}

const BEGIN = '<!-- bench -->\n'
const END = '<!-- /bench -->'

/** The text with the table in its marked place, or the table alone where there is none. */
export function betweenMarks(text: string, table: string): string {
  const begin = text.indexOf(BEGIN)
  const end = text.indexOf(END, begin)
  return begin < 0 || end < 0 ? table : text.slice(0, begin + BEGIN.length) + table + text.slice(end)
}
