import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

const MICROSOFT = { trce: 'trace', dbug: 'debug', fail: 'error' } as const

/** The message is below the head, behind what scopes say, or on its line. */
const MS_CONSOLE = '{level:[a-z]+}: {logger:word}[{event_id:int}](?\n => {scopes:[\\t -\\xff]+}?)(?\n?)(? ?){message}'

/** What the loggers of .NET write. */
export const dotnet: readonly Format[] = [
  lineFormat({
    name: 'nlog',
    title: 'NLog',
    line: '{time}|(?{event_id:int}|?){level:word}|{logger:word}|{message}',
    times: ['iso'],
  }),
  lineFormat({
    name: 'serilog-console',
    title: 'Serilog on a console',
    line: '[{time} {level:word}] {message}',
    times: ['%H:%M:%S%f', 'iso'],
  }),
  lineFormat({
    name: 'ms-console',
    title: 'Microsoft.Extensions.Logging on a console',
    line: MS_CONSOLE,
    levels: MICROSOFT,
    heads: ['trce', 'dbug', 'info', 'warn', 'fail', 'crit'].map((level) => `${level}: [A-Za-z_]`),
  }),
  lineFormat({
    name: 'ms-console-stamped',
    title: 'Microsoft.Extensions.Logging with times on a console',
    line: `(?[?){time}(?]?)(? ?)${MS_CONSOLE}`,
    times: ['iso', '%H:%M:%S%f'],
    levels: MICROSOFT,
    isWhole: true,
  }),
]
