import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

const MICROSOFT = { trce: 'trace', dbug: 'debug', fail: 'error' } as const

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
    line: '{level:[a-z]+}: {logger:word}[{event_id:int}](? ?){message}',
    levels: MICROSOFT,
    heads: ['trce', 'dbug', 'info', 'warn', 'fail', 'crit'].map((level) => `${level}: [A-Za-z_]`),
  }),
]
