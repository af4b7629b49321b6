import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

const TIMES = ['%b %e %H:%M:%S%f', '%b %e %Y %H:%M:%S%f', 'iso']
const PROGRAM = '(?{app:word}(?[{pid:int}]?): ?){message}'

/** What daemons write to /var/log, and send to each other: RFC 3164 with and without priority, and RFC 5424. */
export const syslog: readonly Format[] = [
  lineFormat({
    name: 'syslog-5424',
    title: 'Syslog (RFC 5424)',
    line: '<{pri:int}>1 {time} {host:word} {app:word} {procid:word} {msgid:word} (?- ?)(?[{data}] ?){message}',
    times: ['iso'],
    level: { priority: 'pri' },
    heads: ['<\\d>1 [12]\\d\\d\\d-', '<\\d\\d>1 [12]\\d\\d\\d-', '<\\d\\d\\d>1 [12]\\d\\d\\d-'],
  }),
  lineFormat({
    name: 'syslog-pri',
    title: 'Syslog with priorities (RFC 3164)',
    line: `<{pri:int}>{time} {host:word} ${PROGRAM}`,
    times: TIMES,
    level: { priority: 'pri' },
    heads: ['<\\d>[JFMASOND12]', '<\\d\\d>[JFMASOND12]', '<\\d\\d\\d>[JFMASOND12]'],
  }),
  // Without a program a line is none as a whole, so that formats of which it is one are better.
  lineFormat({
    name: 'syslog',
    title: 'Syslog',
    line: '{time} {host:word} {app:word}(?[{pid:int}]?): {message}',
    times: TIMES.slice(0, 2),
  }),
]

/** With times as rsyslog writes them now. Other logs look like that too, but for the level in capitals that is then the host. */
export const syslogIso = lineFormat({
  name: 'syslog-iso',
  title: 'Syslog with ISO times',
  line: '{time} {host:[a-z\\d._-]+} {app:word}(?[{pid:int}]?): {message}',
  times: ['iso'],
  heads: ['[12]\\d\\d\\d-[01]\\d-[0-3]\\dT[0-2]\\d:'],
})
