import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

/** What programs in Go write. Lines of its `log` that have no place in them are those of `timestamped`. */
export const go: readonly Format[] = [
  lineFormat({
    name: 'gin',
    title: 'Gin (Go)',
    line: '[GIN] {time} | {status:int} | {duration} | {ip:word} | {method:word} {path:quoted}(? ?){message}',
    times: ['%Y/%m/%d - %H:%M:%S%f'],
    level: { status: 'status' },
  }),
  lineFormat({
    name: 'go-log',
    title: 'Log of Go with places',
    line: '{time} {file:word}:{lineno:int}: {message}',
    times: ['%Y/%m/%d %H:%M:%S%f'],
  }),
]
