import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

/** What the loggers of Erlang and Elixir write. */
export const beam: readonly Format[] = [
  lineFormat({
    name: 'erlang-report',
    title: 'Erlang reports',
    line: '={level:word} REPORT==== {time} ===(? ?){message}',
    times: ['%-d-%b-%Y::%H:%M:%S%f'],
    levels: { progress: 'info', crash: 'error', supervisor: 'error' },
  }),
  lineFormat({ name: 'elixir', title: 'Elixir', line: '{time} {metadata}[{level:word}] {message}', times: ['%H:%M:%S%f'] }),
]
