/** A query over files as a command of a shell. */
import { shiftText } from '../../common/timeShift.ts'
import type { FileReading } from '../analysis.ts'
import { quoteSh } from '../shim.ts'

export type Shell = 'sh' | 'powershell' | 'cmd'

/**
 * An argument for the command prompt of Windows, where `sluice` is a batch file: after the escaping of Rust's standard library for these. All stands in
 * double quotes, one inside is doubled: then neither the prompt nor the batch file ever sees the end of the quotes, and the program's runtime takes two
 * for one. A percent sign is followed by a variable that is always empty, since nothing else takes away its meaning.
 */
export function quoteCmd(text: string): string {
  const inner = text.replace(/(\\*)(["%]|$)/g, (_, slashes: string, mark: string) => {
    if (mark === '%') return `${slashes}%%cd:~,%`
    return slashes + slashes + (mark === '"' ? '""' : '')
  })
  return `"${inner}"`
}

/** An argument for PowerShell. On Windows it hands a text that is in double quotes on to a batch file as it is, so that is quoted for the latter first. */
export function quotePowerShell(text: string, isWindows: boolean): string {
  return `'${(isWindows ? quoteCmd(text) : text).replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`
}

/** Characters that mean nothing to any of the shells. */
const PLAIN = /^[\w./:=+-]+$/

function quoterOf(shell: Shell, isWindows: boolean): (text: string) => string {
  if (shell === 'sh') return quoteSh
  return shell === 'cmd' ? quoteCmd : (text) => quotePowerShell(text, isWindows)
}

/** `query`: on one line; `reading`: what was chosen for the files, as far as options say it: that which they all have alike. */
export function shellCommand(shell: Shell, query: string, paths: readonly string[], reading: FileReading, isWindows = process.platform === 'win32'): string {
  const quote = quoterOf(shell, isWindows)
  const shifts = (reading.shifts ?? []).flatMap((shift, i) => (shift ? ['--shift', `${paths[i]}=${shiftText(shift)}`] : []))
  const options = [
    ...option('--encoding', alike(reading.encodings)),
    ...option('--log-format', alike(reading.formats)),
    ...option('--time-zone', alike(reading.zones?.files.map((zone) => (zone === 'UTC' ? undefined : zone)))),
    ...shifts,
  ]
  const words = [...options, ...(query.startsWith('-') ? ['-e'] : []), query, ...(paths.some((path) => path.startsWith('-')) ? ['--'] : []), ...paths]
  return ['sluice', ...words.map((word) => (word !== query && PLAIN.test(word) ? word : quote(word)))].join(' ')
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value]
}

function alike(values: readonly (string | undefined)[] | undefined): string | undefined {
  return values?.every((value) => value === values[0]) ? values[0] : undefined
}
