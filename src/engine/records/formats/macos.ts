import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

/** What stands before a message of the unified log: the library, and the subsystem with the category. */
const SENDER = '(?({library}) ?)(?[{logger}] ?){message}'
const LEVELS = { default: 'info', fault: 'fatal', df: 'info', db: 'debug', activity: 'info', a: 'info' } as const

/** `log show`; the system log is in systemLog. */
export const unifiedLog: readonly Format[] = [
  lineFormat({
    name: 'macos-unified',
    title: 'macOS unified log',
    line: `{time} {thread:[\\da-fx]+} {level:[A-Za-z]+} {activity:[\\da-fx]+} {pid:int} (?{:int} ?){app}: ${SENDER}`,
    times: ['iso'],
    levels: LEVELS,
  }),
  lineFormat({
    name: 'macos-compact',
    title: 'macOS unified log, compact',
    line: `{time} {level:[A-Za-z]+} {app}[{pid:int}:{thread:[\\da-f]+}] ${SENDER}`,
    times: ['iso'],
    levels: LEVELS,
  }),
]

const LEVEL = '(? <{level:word}>?)(?:?) '

/** Like syslog, with levels and names of its own; listed behind it, as it says no more of most lines. */
export const systemLog = lineFormat({
  name: 'macos-system',
  title: 'macOS system log',
  line: `{time} {host:[\\w.-]+} {app}[{pid:int}](? ({subsystem})?)(?:?)${LEVEL}{message}`,
  times: ['%b %e %H:%M:%S%f'],
})

/** `log show --style syslog`; other logs look like that too. */
export const unifiedSyslog = lineFormat({
  name: 'macos-syslog',
  title: 'macOS unified log as syslog',
  line: `{time} {host:[\\w.-]+} {app:[\\w.() -]+}[{pid:int}]${LEVEL}${SENDER}`,
  times: ['iso'],
  levels: LEVELS,
  isWhole: true,
})
