import type { SourceInfo } from '../common/protocol.ts'
import { uniqueNames } from '../common/sourceNames.ts'
import { formatInfo, hasTimes } from './analyzedFiles.ts'
import type { Inspected } from './bytes/inspect.ts'
import { KnownTurns } from './knownTurns.ts'
import { KnownBlocks } from './knownBlocks.ts'
import { Merging } from './merge/merging.ts'
import type { FoundFormat, OwnFormats } from './ownFormats.ts'
import type { Format } from './records/formats/format.ts'
import { turningStamps, type TurningStamps } from './records/formats/turning.ts'
import { sourceFormat } from './records/formats/userFormat.ts'
import { fieldsOf, type ExportFields } from './results/export/fields.ts'
import { BlockMap } from './results/blockMap.ts'
import type { RunEnvironment } from './runEnvironment.ts'
import type { SessionOptions } from './session.ts'

type Options = Pick<RunEnvironment, 'pool' | 'sizes' | 'everyLine' | 'countLines' | 'paged'> & Pick<SessionOptions, 'store' | 'shifts' | 'zones'> & { readonly merge: boolean }

/** What the queries of an analysis of these files run over; nothing is known of their blocks. */
export function environmentOf(files: readonly Inspected[], found: readonly FoundFormat[], own: OwnFormats, options: Options): RunEnvironment {
  const { pool, sizes, everyLine, countLines, paged, store, merge } = options
  const names = files.length > 1 ? uniqueNames(files.map(({ info }) => info.path)) : files.map(({ spec }) => spec.name)
  const sources = files.map(({ spec }, i) => ({
    ...spec,
    name: names[i],
    format: found[i].format,
    declared: found[i].declared,
    shift: options.shifts?.[i],
    shownZone: options.zones?.shown,
    timeZone: options.zones?.files[i],
  }))
  const map = new BlockMap(sources.map(({ size }) => size), sizes.blockBytes)
  // Files without times stay one after the other.
  const merges = merge && sources.length > 1 && sources.some(({ format }) => hasTimes(own, format))
  const shifts = sources.map(({ shift = 0 }) => shift)
  const turns = new KnownTurns(map, sources.map((source) => turningStampsOf(sourceFormat(source))))
  const known = new KnownBlocks(map, { store, turns, everyLine, blockBytes: sizes.blockBytes, gathers: merges || paged, shifts })
  let fields: ExportFields | undefined
  return {
    pool,
    sources,
    fields: () => (fields ??= fieldsOf(sources, files.map(({ samples }) => samples))),
    map,
    sizes,
    everyLine,
    countLines,
    known,
    merging: merges ? new Merging(map, known) : undefined,
    paged,
  }
}

function turningStampsOf(format: Format | undefined): TurningStamps | undefined {
  return format && turningStamps(format)
}

/** What is known of the files of an analysis. */
export function sourceInfos(files: readonly Inspected[], found: readonly FoundFormat[], own: OwnFormats, { sources }: RunEnvironment): SourceInfo[] {
  return files.map(({ info }, i) => {
    const { name, format, shift, timeZone } = sources[i]
    return { ...info, name, format: formatInfo(own, format), problem: found[i].problem, problemSaid: found[i].problemSaid, ...(shift ? { shift } : {}), ...(timeZone === undefined || timeZone === 'UTC' ? {} : { timeZone }) }
  })
}
