import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

/** What Windows writes when it is installed, serviced and updated. */
export const windows: readonly Format[] = [
  lineFormat({
    name: 'windows-servicing',
    title: 'Windows servicing and setup (CBS, DISM, Panther)',
    line: '{time}, {level:word} (?[{code}] ?)(?{app:[A-Z\\d_]+} ?){message}',
    times: ['iso'],
    levels: { perf: 'debug' },
  }),
  lineFormat({
    name: 'windows-update',
    title: 'Windows Update',
    line: '{time} {pid:int} {thread:[\\da-f]+} {app:word} {message}',
    times: ['%Y-%m-%d\t%H:%M:%S%f', '%Y/%m/%d %H:%M:%S%f'],
  }),
]
