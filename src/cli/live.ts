/** Queries over rows as they come: of files that are followed, and of standard input. */
import { SluiceError } from '../common/errors.ts'
import { isTyped } from '../common/exportFormats.ts'
import { uniqueNames } from '../common/sourceNames.ts'
import { FileFollower } from '../engine/bytes/follow/fileFollower.ts'
import { diskFiles } from '../engine/bytes/follow/followFiles.ts'
import { watchFile } from '../engine/bytes/follow/watchFile.ts'
import { inspectSource, type Inspected } from '../engine/bytes/inspect.ts'
import type { SourceSpec } from '../engine/bytes/source.ts'
import { followFiles, type Bounded, type FollowedFile } from '../engine/follow/followFile.ts'
import { LivePass, stageInTheWay, type LiveOptions } from '../engine/follow/livePass.ts'
import { boundsOf } from '../engine/follow/recordBounds.ts'
import type { StreamTotals } from '../engine/rangeOutput.ts'
import { greatest, lastTime } from '../engine/records/formats/lastTime.ts'
import { plain } from '../engine/records/formats/plain.ts'
import type { OwnFormats } from '../engine/ownFormats.ts'
import { needsFields } from '../engine/results/export/encoders.ts'
import { fieldsOf, type ExportFields } from '../engine/results/export/fields.ts'
import { makePlan, runsExpressions, runsThemOnRows, type Plan } from '../engine/results/plan.ts'
import { parseOrThrow } from '../engine/stages/registry.ts'
import { TimeLimitError, withinTime } from '../process/timeLimit.ts'
import { DEFAULT_TEST_LIMIT } from '../process/workerPool.ts'
import { wantFallback } from './linearFallback.ts'
import type { Start } from './command.ts'
import { textFormat, type CliOptions } from './options.ts'
import { complain, type Output } from './output.ts'
import { memorySource, StandardInput, type TemporaryFile } from './standardInput.ts'
import { takeStopSignals, type StopSignals } from './stopSignals.ts'

/** Files are looked at this often, in milliseconds, and when something is told of them. */
const POLL_INTERVAL = 250

export interface Live {
  readonly totals: StreamTotals
  /** Number of the signal that has ended it. */
  readonly signal: number | undefined
}

/** Writes the rows of files, and those that come, until a signal or until a `head` has its rows. Throws SluiceError where the query or a file is not for that. */
export async function follow(files: readonly Inspected[], options: CliOptions, own: OwnFormats, output: Output, start: Start): Promise<Live> {
  const packed = files.find(({ packing }) => packing !== undefined)
  if (packed) throw new SluiceError('unsupported', `${packed.info.name} is compressed or an archive, which does not grow as a log does: it cannot be followed. Leave out --follow.`)
  const names = files.length > 1 ? uniqueNames(files.map(({ info }) => info.path)) : files.map(({ spec }) => spec.name)
  const specs: SourceSpec[] = files.map(({ spec, info, samples, modified }, i) => {
    const { format, declared, problem } = own.find(samples, modified, options.logFormat, options.timeZone)
    if (problem !== undefined) complain(problem)
    return { ...spec, name: names[i], format, declared, shift: options.shifts.get(info.path), timeZone: options.timeZone }
  })
  const plan = makePlan(parseOrThrow(options.query), {
    now: Date.now(),
    zone: options.timeZone,
    get end() {
      return greatest(files.map(({ samples }, i) => own.within(specs[i].format ?? plain.name, (format) => lastTime(samples, format), NaN) + (specs[i].shift ?? 0)))
    },
  })
  const stage = stageInTheWay(plan, true)
  if (stage !== undefined) {
    throw new SluiceError('unsupported', `'${stage}' needs all rows, and a log that is followed has no end. Leave out that stage, or --follow.`)
  }
  const stop = takeStopSignals()
  let changed = (): void => undefined
  const watches = specs.map(({ path }) => watchFile(path, () => changed()))
  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => changed(), POLL_INTERVAL)
      changed = () => {
        clearTimeout(timer)
        stop.signal.removeEventListener('abort', changed)
        resolve()
      }
      stop.signal.addEventListener('abort', changed)
    })
  const samples = files.map((file) => file.samples)
  const followed = files.map(
    ({ info }, i): FollowedFile => ({
      follower: new FileFollower(specs[i].path, diskFiles),
      // Of an empty file nothing is known yet.
      bounds:
        info.size > 0
          ? boundsOf(specs[i], options.lines)
          : async (first) => {
              ;({ spec: specs[i], samples: samples[i] } = await startOf(first, specs[i], options, own))
              return boundsOf(specs[i], options.lines)
            },
    }),
  )
  try {
    return await run(followed, specs, { samples, plan, options, own, output, start, stop, wait })
  } finally {
    for (const end of watches) end()
    stop.release()
  }
}

/** Writes the rows of standard input as they come; where that is not possible, gives it as a file. */
export async function ofStandardInput(options: CliOptions, own: OwnFormats, output: Output, start: Start): Promise<Live | TemporaryFile> {
  const stop = takeStopSignals()
  const input = new StandardInput()
  try {
    const plan = planWithoutEnd(options)
    const first = await input.first(stop.signal)
    const spec: SourceSpec = { path: 'standard input', name: 'standard input', size: 0, skip: 0 }
    const found = await inspectSource(memorySource(first), spec, Date.now(), options.encoding)
    if (!plan || found.packing || isTyped(options.format)) return await input.save(stop.signal)
    const specs = [(await startOf(first, spec, options, own)).spec]
    const wait = (): Promise<void> => input.arrived(POLL_INTERVAL, stop.signal)
    return await run([{ follower: input, bounds: boundsOf(specs[0], options.lines) }], specs, { samples: [found.samples], plan, options, own, output, start, stop, wait })
  } finally {
    input.close()
    stop.release()
  }
}

/** The plan of a query over rows whose end is not known; undefined where it has to be. */
function planWithoutEnd({ query, timeZone: zone }: CliOptions): Plan | undefined {
  let fromEnd = false
  const plan = makePlan(parseOrThrow(query), {
    now: Date.now(),
    zone,
    get end() {
      fromEnd = true
      return 0
    },
  })
  return fromEnd || stageInTheWay(plan, false) !== undefined ? undefined : plan
}

/** What a source is by its first bytes, and these as samples. */
async function startOf(first: Buffer, { path, name, shift }: SourceSpec, options: CliOptions, own: OwnFormats): Promise<{ spec: SourceSpec; samples: readonly Buffer[] }> {
  const { spec, samples } = await inspectSource(memorySource(first), { path, name }, Date.now(), options.encoding)
  const { format, declared, problem } = own.find(samples, Date.now(), options.logFormat, options.timeZone)
  if (problem !== undefined) complain(problem)
  return { spec: { ...spec, format, declared, shift, timeZone: options.timeZone }, samples }
}

interface Running {
  /** Of the starts of the sources. */
  readonly samples: readonly (readonly Buffer[])[]
  readonly plan: Plan
  readonly options: CliOptions
  readonly own: OwnFormats
  readonly output: Output
  readonly start: Start
  readonly stop: StopSignals
  wait(): Promise<void>
}

async function run(files: readonly FollowedFile[], specs: readonly SourceSpec[], { samples, plan, options, own, output, start, stop, wait }: Running): Promise<Live> {
  if (runsExpressions(plan)) wantFallback(start.fallback, 0)
  const format = textFormat(options)
  const limited = <T>(work: () => T): T => withinLimit('A regular expression', work)
  // Expressions of formats too.
  const watched = runsThemOnRows(plan) || own.declared.length > 0
  const fields = (): ExportFields | undefined => (format && needsFields(format, plan.columns) ? fieldsOf(specs, samples) : undefined)
  let passOptions: LiveOptions = {
    plan,
    everyLine: options.lines,
    format,
    fields: fields(),
    numbered: options.lineNumber,
    named: options.withSource,
    countLines: options.stats,
    ...(watched ? { run: limited } : { guard: limited }),
    write: (bytes: Uint8Array) => output.write(bytes),
    warn: complain,
  }
  // To limit the time takes time.
  const bounded: Bounded = (source, work) => {
    const { declared } = specs[source]
    return declared ? withinLimit(`The expression of the format '${declared.name}'`, work) : work()
  }
  let current = [...specs]
  let pass = new LivePass(current, passOptions)
  // The first line names the fields of the files, of which nothing is known as long as all are empty.
  let hasBegun = passOptions.fields === undefined || samples.some((each) => each.some(({ length }) => length > 0))
  try {
    if (hasBegun) await pass.begin()
    const growths = pass.isFull ? [] : followFiles(files, { wait, signal: stop.signal, bounded })
    for await (const { source, stream, extents, begins } of growths) {
      if (begins) {
        complain(`${specs[source].name} was ${begins === 'rotated' ? 'rotated' : 'cut short'}: going on with what is written to it now`)
        pass.restart(source)
      }
      // What it is has been found out by now.
      if (specs[source] !== current[source]) {
        const before = pass
        current = [...specs]
        if (!hasBegun) passOptions = { ...passOptions, fields: fields() }
        pass = new LivePass(current, passOptions, before)
        await before.dispose()
      }
      if (!hasBegun) await pass.begin()
      hasBegun = true
      await pass.take(source, stream, extents)
      if (pass.isFull) break
    }
    if (!hasBegun) await pass.begin()
    return { totals: await pass.end(), signal: stop.received }
  } finally {
    await pass.dispose()
  }
}

/** `what`: to begin a sentence with. */
function withinLimit<T>(what: string, work: () => T): T {
  try {
    return withinTime(DEFAULT_TEST_LIMIT, work)
  } catch (error) {
    if (!(error instanceof TimeLimitError)) throw error
    throw new SluiceError('stageTimeout', `${what} took more than ${DEFAULT_TEST_LIMIT / 1000} s for the rows that came. Make it simpler.`)
  }
}
