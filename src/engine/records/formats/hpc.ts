import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

const SECONDS = ['%s']
/** What the collectors of supercomputers' logs put before each line: whether it is an alert, when it came, and from where. */
const COLLECTED = '{alert:word} {time} {date:[\\d.]+} {host:word}'

/** Logs of supercomputers, with times in seconds since 1970. */
export const hpc: readonly Format[] = [
  lineFormat({
    name: 'bluegene',
    title: 'Blue Gene (RAS events)',
    line: `${COLLECTED} {stamp:[\\d.-]+} {location:word} {type:word} {logger:word} {level:word} {message}`,
    times: SECONDS,
    levels: { failure: 'error' },
  }),
  lineFormat({
    name: 'hpc-syslog',
    title: 'Syslog of a cluster (Thunderbird, Spirit, Liberty)',
    line: `${COLLECTED} {:[A-Za-z]+} {:int} {:[\\d:]+} {location:word} (?{app:word}(?[{pid:int}]?): ?){message}`,
    times: SECONDS,
  }),
  lineFormat({
    name: 'hpc-events',
    title: 'Events of a cluster',
    line: '{id:int} {host:word} {app:word} {state:word} {time} {flag:int} {message}',
    times: SECONDS,
    isWhole: true,
    // What stands before the time may be long.
    heads: [2, 3, 4, 5, 6, 7, 8].map((digits) => `${'\\d'.repeat(digits)} [A-Za-z]`),
  }),
]
