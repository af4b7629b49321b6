/** The table of docs/usability.md. */
import type { Counted } from './counted.ts'
import type { PeerWalk } from './lnav.ts'
import { personSeconds, type Action } from './person.ts'

export interface Row {
  readonly question: string
  readonly answer: string
  readonly actions: readonly Action[]
  readonly waited: number
  readonly took: number
  readonly lnav?: PeerWalk
  readonly klogg: Counted
  readonly code: Counted
}

const typed = (actions: readonly Action[]): number => actions.reduce((sum, each) => sum + each.typed, 0)
const seconds = (value: number): string => (value < 9.95 ? value.toFixed(1) : value.toFixed(0))
const bar = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
const step = ({ what, typed: characters }: Action): string => (characters > 0 ? `type \`${what}\`` : what)

export function report(rows: readonly Row[], machine: string): string {
  const counted = ({ actions }: Counted): string => (actions === undefined ? '–' : String(actions))
  const table = rows.map(({ question, actions, waited, took, lnav, klogg, code }) => [
    question,
    String(actions.length),
    String(typed(actions)),
    seconds(personSeconds(actions, 'mouse')),
    `${seconds(waited)} / ${seconds(took)}`,
    ...(lnav ? [String(lnav.actions.length), String(typed(lnav.actions)), seconds(personSeconds(lnav.actions, 'keys')), `${seconds(lnav.waited ?? NaN)} / ${seconds(lnav.took ?? NaN)}`] : ['–', '', '', '']),
    counted(klogg),
    counted(code),
  ])
  return [
    machine,
    '',
    bar(['', 'actions', 'characters', 'person, s', 'Sluice, s', 'lnav: actions', 'characters', 'person, s', 'lnav, s', 'klogg', 'VS Code']),
    `|---${'|--:'.repeat(10)}|`,
    ...table.map(bar),
    '',
    ...rows.flatMap(({ question, answer, actions, lnav, klogg, code }) => [
      `**${question}** ${answer}.`,
      '',
      `- Sluice: ${actions.map(step).join('; ')}.`,
      `- lnav: ${lnav ? `${lnav.actions.map(step).join('; ')}${lnav.remark ? ` (${lnav.remark})` : ''}` : 'no way'}.`,
      `- klogg: ${klogg.remark}. VS Code: ${code.remark}.`,
      '',
    ]),
  ].join('\n')
}

const BEGIN = '<!-- usability -->\n'
const END = '<!-- /usability -->'

/** The text with the table in its marked place. */
export function betweenMarks(whole: string, table: string): string {
  const begin = whole.indexOf(BEGIN)
  const end = whole.indexOf(END, begin)
  if (begin < 0 || end < 0) throw new Error('there is no marked place for the table')
  return whole.slice(0, begin + BEGIN.length) + table + whole.slice(end)
}
