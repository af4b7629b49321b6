/** Time and level of the records of a block: one rule for fields, filters, colour and statistics. */
import { LEVELS } from '../../common/page.ts'
import type { Kernels } from '../lines/kernels.ts'
import { levelColumn, lineStartFacts, stampColumn, type RecordFacts } from './columnFacts.ts'
import { createExtractor } from './fields/createExtractor.ts'
import type { FieldExtractor, LineSpans } from './fields/extractor.ts'
import { uncoloredFacts } from './formats/colored.ts'
import { firstOf, type Wanted } from './formats/firstOf.ts'
import { levelNamed, levelOfPriority, levelOfText, levelOfValue } from './levels.ts'
import { templateFacts } from './templateFacts.ts'
import type { Format } from './formats/format.ts'
import { wrappedFacts } from './formats/wrapped.ts'
import { compileHead } from './formats/heads.ts'

/** Of one format over the kernels of one worker. `lines`: the first lines of records. The arrays are not used again. */
export type FactReader = (bytes: Buffer, lines: LineSpans) => RecordFacts

/** `extractor`: that of the format's layout, if the caller has one. */
export function createFactReader(format: Format, kernels: Kernels, extractor?: FieldExtractor): FactReader {
  if (format.colored) return uncoloredFacts(createFactReader(format.colored, kernels))
  if (format.wrapped) return wrappedFacts(format.wrapped.prefix, createFactReader(format.wrapped.format, kernels), format.wrapped.format)
  if (format.layout.kind === 'template') return templateFacts(format, format.layout, kernels)
  const time = wantedTime(format, kernels)
  const level = wantedLevel(format, kernels)
  if (!time && !level) return lineStartFacts(format, kernels)
  const fields = extractor ?? createExtractor(format.layout, kernels)
  const wanted = [time, level].filter((each) => each !== undefined)
  return (bytes, lines) => {
    const { chosen } = firstOf(format.layout, fields, bytes, lines, wanted, [])
    return {
      times: time ? (chosen[0].read as Float64Array) : new Float64Array(lines.count).fill(NaN),
      levels: level ? (chosen[wanted.length - 1].read as Uint8Array) : new Uint8Array(lines.count),
    }
  }
}

/** How the record's time is looked for in fields. */
export function wantedTime({ time, until, zone }: Format, kernels: Kernels): Wanted | undefined {
  if (!time || time.from === 'start') return undefined
  return { names: time.from.fields, read: stampColumn(time.layouts, kernels, until, zone) }
}

/** How the record's level is looked for in fields. */
export function wantedLevel(format: Format, kernels: Kernels): Wanted | undefined {
  const { level } = format
  if (!level || level.from === 'words') return undefined
  if ('status' in level.from) return { names: [level.from.status], read: levelColumn('status', kernels) }
  if ('priority' in level.from) return { names: [level.from.priority], read: levelColumn(levelOfPriority, kernels) }
  if ('wordsOf' in level.from) return { names: [level.from.wordsOf], read: levelColumn(levelOfText, kernels) }
  const read = levelColumn(level.names ? levelNamed(level.names, levelOfValue) : 'value', kernels)
  const missing = level.missing === undefined ? undefined : { as: LEVELS.indexOf(level.missing), head: compileHead(format) }
  return { names: level.from.fields, read, missing }
}
