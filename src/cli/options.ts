import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ENCODINGS, encodingNamed } from '../common/encodings.ts'
import { formatOfExtension, isTyped } from '../common/exportFormats.ts'
import type { ExportFormat, TextFormat } from '../common/protocol.ts'
import { timeZoneNamed } from '../common/timeZones.ts'
import { parseShift } from '../common/timeShift.ts'

export const HELP = `Usage: sluice [options] QUERY [FILE...]
       sluice [options] -e QUERY [--] [FILE...]
       sluice [options] -p PIPELINE [--] [FILE...]

Searches, transforms and counts the rows of log files of any size, or of standard
input where there is no FILE, or it is -. An empty QUERY gives every row. Stages
are separated by |:

  sluice 'error OR timeout' app.log
  sluice '"connection reset" NOT retry | tail 20' app.log
  sluice '* | parse "user=* took *ms" as user, ms | stats count() by user' app.log
  sluice -f 'level>=warn' app.log
  sluice -p errors.sluice app.log
  kubectl logs -f pod/web | sluice 'error'

The rows of several files come in the order of their times, where they have some,
and the field source says which file a row is of.

Compressed files (.gz, .zst, .bz2, .xz) are read as what they hold, and a file in
a .zip or .tar archive as archive.zip:logs/app.log.

Options:
  -e QUERY         the query, where it begins with a dash or FILE comes first
  -p, --pipeline FILE  the query is what stands in this file: stages may have lines
                   of their own, and // begins a comment
  -c, --count      print only the number of rows
  -f, --follow     go on with what is written to the files, also when they are
                   rotated, until Ctrl+C or until 'head' has its rows
      --format F   text (default: the raw rows, in UTF-8), jsonl, csv, tsv, markdown,
                   parquet or sqlite
  -o, --output FILE  write to a file, which appears when it is whole; its extension
                   says the format (.jsonl, .csv, .tsv, .parquet, .sqlite)
      --encoding E of the files (default: auto), as utf-16le or windows-1252
      --log-format F  how the files' records are read, as json or syslog (default:
                   auto: by what they look like; ? names them all)
      --formats FILE  formats of your own, as the setting sluice.formats has them
      --time-zone Z  of stamps that do not say theirs, and of times in the query
                   (default: UTC), as Europe/Berlin, +02:00 or local
  -n, --line-number  the number of its line before each row of text
  -H, --with-source  the name of its file before each row of text
      --no-merge   several files one after the other, as they are named, instead of
                   by time
      --shift FILE=S  move the times of a file, as --shift b.log=+2h or =-350ms
      --no-cache   neither use nor keep what is known of a file's blocks, nor
                   compiled code
      --lines      each line is a row of its own
      --allow-scripts  the stage 'script' may run modules in the current folder, or
                   those that it names by absolute paths
      --stats      one JSON line of figures on standard error
      --explain    print how the query is run, and do not run it
      --threads N  scan workers (default: cores less one, 2 to 8)
      --help       print this
      --version    print the version

Exit status: 0 if there are rows, 1 if there are none, 2 on an error, 130 after
Ctrl+C.
`

/** The name of standard input. */
export const STANDARD_INPUT = '-'

/** What is wrong with the command line; for standard error. */
export class UsageError extends Error {}

export interface CliOptions {
  readonly query: string
  /** The file that the query stands in; undefined where it is an argument. */
  readonly pipeline: string | undefined
  /** STANDARD_INPUT alone, or paths. */
  readonly files: readonly string[]
  readonly count: boolean
  /** Goes on with what comes later. */
  readonly follow: boolean
  readonly format: ExportFormat
  /** A file to write to instead of standard output. */
  readonly output: string | undefined
  /** Name of the encoding of all files; undefined: it is detected. */
  readonly encoding: string | undefined
  /** Name of the format of all files; undefined: it is detected. */
  readonly logFormat: string | undefined
  /** Name of the zone of stamps that do not say one; undefined: UTC. */
  readonly timeZone: string | undefined
  /** A file that declares formats. */
  readonly formats: string | undefined
  /** Text with line numbers. */
  readonly lineNumber: boolean
  /** Text with the names of files. */
  readonly withSource: boolean
  /** Several files are merged by time. */
  readonly merge: boolean
  /** Milliseconds by which the times of files are moved, by their paths. */
  readonly shifts: ReadonlyMap<string, number>
  /** Every line is a row. */
  readonly lines: boolean
  /** What is found out about the files may be kept for the next time. */
  readonly cache: boolean
  /** Stages may run scripts. */
  readonly allowScripts: boolean
  readonly stats: boolean
  readonly explain: boolean
  /** 0: as many as suit the machine. */
  readonly threads: number
}

/** Reads the arguments behind the script's name. Throws UsageError. */
export function parseOptions(args: readonly string[]): CliOptions | 'help' | 'version' {
  const { values, positionals } = readArguments(args)
  if (values.help) return 'help'
  if (values.version) return 'version'
  if (values.e !== undefined && values.pipeline !== undefined) throw new UsageError('-e and --pipeline: there is one query')
  const given = values.pipeline === undefined ? values.e : readPipeline(values.pipeline)
  const [query, ...files] = given === undefined ? positionals : [given, ...positionals]
  if (query === undefined) throw new UsageError('no query given')
  if (files.length > 1 && files.includes(STANDARD_INPUT)) throw new UsageError('standard input (-) cannot be read together with files')
  const follow = values.follow ?? false
  const output = values.output === STANDARD_INPUT ? undefined : values.output
  const format = formatOf(values.format ?? (output === undefined ? undefined : formatOfExtension(output)) ?? 'text')
  if (follow && (output !== undefined || isTyped(format))) throw new UsageError('--output, parquet and sqlite are not for --follow: a log that is followed has no end')
  if (values.count && isTyped(format)) throw new UsageError(`--count gives a number, and no rows for ${format}`)
  if (follow && (values['with-source'] || values.shift)) throw new UsageError('--with-source and --shift are not for --follow: rows come as they are written')
  if (follow && values.count) throw new UsageError('--count with --follow: a log that is followed has no end')
  return {
    query,
    pipeline: values.pipeline,
    files: files.length === 0 && !values.explain ? [STANDARD_INPUT] : files,
    count: values.count ?? false,
    follow,
    format,
    output,
    encoding: encodingOf(values.encoding),
    logFormat: values['log-format'] === 'auto' ? undefined : values['log-format'],
    timeZone: timeZoneOf(values['time-zone']),
    formats: values.formats,
    lineNumber: values['line-number'] ?? false,
    withSource: values['with-source'] ?? false,
    merge: !(values['no-merge'] ?? false),
    shifts: shiftsOf(values.shift ?? [], files),
    lines: values.lines ?? false,
    cache: !(values['no-cache'] ?? false),
    allowScripts: values['allow-scripts'] ?? false,
    stats: values.stats ?? false,
    explain: values.explain ?? false,
    threads: threadsOf(values.threads),
  }
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: withValuesOfE(args),
      allowPositionals: true,
      options: {
        e: { type: 'string', short: 'e' },
        pipeline: { type: 'string', short: 'p' },
        count: { type: 'boolean', short: 'c' },
        follow: { type: 'boolean', short: 'f' },
        'line-number': { type: 'boolean', short: 'n' },
        'with-source': { type: 'boolean', short: 'H' },
        'no-merge': { type: 'boolean' },
        shift: { type: 'string', multiple: true },
        format: { type: 'string' },
        output: { type: 'string', short: 'o' },
        encoding: { type: 'string' },
        'log-format': { type: 'string' },
        'time-zone': { type: 'string' },
        formats: { type: 'string' },
        lines: { type: 'boolean' },
        'no-cache': { type: 'boolean' },
        'allow-scripts': { type: 'boolean' },
        stats: { type: 'boolean' },
        explain: { type: 'boolean' },
        threads: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Node takes no separate value that begins with a dash, and such queries are what -e is for: `-e -debug` becomes `--e=-debug`. */
function withValuesOfE(args: readonly string[]): string[] {
  const result: string[] = []
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--') return [...result, ...args.slice(i)]
    const others = /^-([cfnH]*)e$/.exec(args[i])?.[1]
    if (others === undefined || i + 1 === args.length) result.push(args[i])
    else result.push(...[...others].map((letter) => `-${letter}`), `--e=${args[++i]}`)
  }
  return result
}

/** The text of a pipeline that stands in a file. */
function readPipeline(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '')
  } catch (error) {
    throw new UsageError(`--pipeline: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const FORMATS: readonly ExportFormat[] = ['text', 'jsonl', 'csv', 'tsv', 'markdown', 'parquet', 'sqlite']

function formatOf(text: string): ExportFormat {
  const found = FORMATS.find((format) => format === text)
  if (found) return found
  throw new UsageError(`--format: expected ${FORMATS.slice(0, -1).join(', ')} or ${FORMATS[FORMATS.length - 1]}, not '${text}'`)
}

/** The format of rows that are written as they come; undefined where rows are counted, or go into another file. */
export function textFormat({ count, format }: CliOptions): TextFormat | undefined {
  return count || isTyped(format) ? undefined : format
}

function encodingOf(text: string | undefined): string | undefined {
  if (text === undefined || text === 'auto') return undefined
  const encoding = encodingNamed(text)
  if (!encoding) throw new UsageError(`--encoding: expected auto or one of ${ENCODINGS.map(({ name }) => name).join(', ')}, not '${text}'`)
  return encoding.name
}

function timeZoneOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const zone = timeZoneNamed(text)
  if (zone === undefined) throw new UsageError(`--time-zone: expected the name of a zone, as Europe/Berlin, +02:00, UTC or local, not '${text}'`)
  return zone === 'UTC' ? undefined : zone
}

function shiftsOf(texts: readonly string[], files: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    texts.map((text) => {
      const at = text.lastIndexOf('=')
      const [file, shift] = [text.slice(0, at), parseShift(text.slice(at + 1))]
      if (at < 0 || shift === undefined) throw new UsageError(`--shift: expected a file and how far its times are moved, as a.log=+2h or a.log=-350ms, not '${text}'`)
      if (!files.includes(file)) throw new UsageError(`--shift: '${file}' is none of the files`)
      return [file, shift]
    }),
  )
}

function threadsOf(text: string | undefined): number {
  if (text === undefined) return 0
  const threads = Number(text)
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new UsageError(`--threads: expected a number from 1 to 64, not '${text}'`)
  }
  return threads
}
