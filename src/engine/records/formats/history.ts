import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

const DIGITS = '\\d'.repeat(9)

/** What shells remember, if they note the time: the command is below it, or behind it. */
export const history: readonly Format[] = [
  lineFormat({
    name: 'shell-history',
    title: 'History of a shell (bash, tcsh)',
    line: '#(?+?){time}',
    times: ['%s'],
    level: 'none',
    heads: [`#\\+${DIGITS}`, `#${DIGITS}`],
    isWhole: true,
  }),
  lineFormat({
    name: 'zsh-history',
    title: 'History of zsh',
    line: ': {time}:{duration:int};{message}',
    times: ['%s'],
    level: 'none',
  }),
]
