/** The files of an analysis before anything is read of them for a query: what they are, and how their records are read. */
import type { FormatInfo, TimeZones } from '../common/protocol.ts'
import { identify, type FileIdentity } from './bytes/identity.ts'
import { inspectFile, type Inspected } from './bytes/inspect.ts'
import { inspectPacked } from './bytes/packed/inspectPacked.ts'
import { firstTime, greatest, lastTime } from './records/formats/lastTime.ts'
import { plain } from './records/formats/plain.ts'
import type { TimeOrigin } from './records/time/timeText.ts'
import { noFormats, type FoundFormat, type OwnFormats } from './ownFormats.ts'
import type { RunEnvironment } from './runEnvironment.ts'
import type { TimeFrame } from './timeline/timeline.ts'
import type { SessionOptions } from './session.ts'

/** Files that have been looked at, and what they are; without identities nobody is going to ask whether they are still the same. */
export interface Looked {
  readonly files: readonly Inspected[]
  readonly identities: readonly FileIdentity[]
  readonly found: readonly FoundFormat[]
}

type LookOptions = Pick<SessionOptions, 'listener' | 'store' | 'files' | 'spools' | 'encodings' | 'format' | 'formats' | 'own' | 'zones'>

/** Looks at the files of an analysis; packed ones are unpacked. Throws SluiceError for the first that cannot be opened. */
export async function look(paths: readonly string[], options: LookOptions): Promise<Looked> {
  const files = await unpacked(options.files ?? (await Promise.all(paths.map((path, i) => inspectFile(path, options.encodings?.[i])))), options)
  try {
    const { own = noFormats, format, formats, zones } = options
    const found = files.map(({ samples, modified }, i) => own.find(samples, modified, format ?? formats?.[i], zones?.files[i]))
    // Nobody is going to ask whether they are still the same.
    if (!options.listener && !options.store) return { files, identities: [], found }
    const identities = await Promise.all(files.map(({ spec }, i) => identify(spec.path, spec.members ? undefined : files[i].info.size)))
    return { files, identities, found }
  } catch (error) {
    await release(files)
    throw error
  }
}

/** With the content of files that are packed in their place. */
async function unpacked(files: readonly Inspected[], { spools, listener, encodings }: Pick<SessionOptions, 'listener' | 'spools' | 'encodings'>): Promise<Inspected[]> {
  if (!spools) return [...files]
  // Somebody who looks at it is shown its start; who waits for the end of a query needs all.
  const wanted = listener ? 'start' : 'whole'
  const found = await Promise.allSettled(files.map((file, i) => (file.packing ? inspectPacked(file, { spools, wanted, encoding: encodings?.[i] }) : file)))
  const failed = found.find((result) => result.status === 'rejected')
  const values = found.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  if (!failed) return values
  await release(values)
  throw failed.reason
}

/** Lets go of what was unpacked. */
export async function release(files: readonly Inspected[]): Promise<void> {
  await Promise.all(files.map(({ held }) => held?.release()))
}

/** Records of such a format can have times. */
export function hasTimes(own: OwnFormats, name: string): boolean {
  const format = own.named(name)
  return format !== undefined && (format.time !== undefined || format.wrapped !== undefined)
}

/** A format as people know it; undefined for plain text. */
export function formatInfo(own: OwnFormats, name: string = plain.name): FormatInfo | undefined {
  const format = own.named(name)
  return format && format.name !== plain.name ? { name: format.name.split(' ', 1)[0], title: format.title } : undefined
}

/** What the samples of the files tell of their times. */
export function timeFrame({ sources }: RunEnvironment, files: readonly Inspected[], own: OwnFormats, zones?: TimeZones): TimeFrame {
  const ends = sources.map(({ format = plain.name, shift = 0 }, i) =>
    own.within(format, (known) => [firstTime(files[i].samples, known) + shift, lastTime(files[i].samples, known) + shift] as const, [NaN, NaN] as const),
  )
  return {
    canHaveTimes: sources.some(({ format = plain.name }) => hasTimes(own, format)),
    least: -greatest(ends.map(([first]) => -first)),
    greatest: greatest(ends.map(([, last]) => last)),
    zone: zones?.shown ?? zones?.files[0],
  }
}

/** What the relative times of a query are counted from, now. */
export function timeOrigin({ known, sources }: RunEnvironment, files: readonly Inspected[], own: OwnFormats, zones?: TimeZones): TimeOrigin {
  return {
    now: Date.now(),
    zone: zones?.shown ?? zones?.files[0],
    // The greatest time that is known of: that of the files' ends, where logs are in order. Looked for only when somebody counts back from it.
    get end() {
      const ends = sources.map(({ format = plain.name, shift = 0 }, i) => own.within(format, (known) => lastTime(files[i].samples, known), NaN) + shift)
      return greatest([greatest(known.statistics?.maxTime ?? []), ...ends])
    },
  }
}
