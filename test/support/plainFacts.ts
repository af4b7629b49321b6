/** Time and level of records, found by expressions, JSON.parse and sorting: the slow twin of records/facts and records/gather. */
import { LEVELS } from '../../src/common/page.ts'
import { accessWithHost } from '../../src/engine/records/formats/access.ts'
import type { FieldChoice, Format, NamedLayout } from '../../src/engine/records/formats/format.ts'
import { plainLevelInWords, plainLevelOfStatus, plainLevelOfValue } from './plainLevels.ts'
import { plainUtc } from './plainZone.ts'
import { plainCommon, plainEpoch, plainIso, type PlainStamp } from './plainTime.ts'

export interface PlainFacts {
  readonly time: number
  readonly level: number
}

const READERS: Record<NamedLayout, (text: string) => PlainStamp> = { iso: plainIso, common: plainCommon, epoch: plainEpoch }
const ACCESS = /^(?:\S+ ){2}\S+ \[([^\]]*)\] "(?:[^"\\]|\\.)*" (\S+)/

/** `line`: the first line of a record, as Latin-1. */
export function plainFacts(format: Format, line: string): PlainFacts {
  const { time, level } = format
  const stamp = (text: string): PlainStamp => {
    const stamps = (time?.layouts ?? []).map(({ kind }) => READERS[kind as NamedLayout](text))
    const found = stamps.find((each) => !Number.isNaN(each.time)) ?? { time: NaN, end: 0, isLocal: true }
    return format.zone !== undefined && found.isLocal && !Number.isNaN(found.time) ? { ...found, time: plainUtc(format.zone, found.time) } : found
  }
  if (format.layout.kind === 'none') {
    const before = time ? (/^(?:\u001b(?:\[[\d;]{0,20}m)?)?\[?/.exec(line)?.[0].length ?? 0) : 0
    const found = time ? stamp(line.slice(before)) : { time: NaN, end: 0, isLocal: true }
    const timed = !Number.isNaN(found.time)
    const end = timed ? before + found.end : 0
    return { time: found.time, level: plainLevelInWords(line.slice(end), 256 - end, timed) }
  }
  const value = format.layout.kind === 'json' ? jsonValues(line) : accessValues(format === accessWithHost ? line.slice(line.indexOf(' ') + 1) : line)
  let foundTime = NaN
  if (time && typeof time.from === 'object') {
    foundTime = time.from.fields.map((name) => stamp(value(name) ?? '').time).find((each) => !Number.isNaN(each)) ?? NaN
  }
  let foundLevel = 0
  if (level && typeof level.from === 'object') {
    foundLevel =
      'status' in level.from
        ? plainLevelOfStatus(value(level.from.status) ?? '')
        : ((level.from as FieldChoice).fields.map((name) => plainLevelOfValue(value(name) ?? '')).find((each) => each > 0) ?? 0)
  }
  return { time: foundTime, level: foundLevel }
}

/**
 * Of a line that is all of an object. Numbers are as they are written, so they must not be written in a way that JSON.stringify would
 * not.
 */
function jsonValues(line: string): (name: string) => string | undefined {
  const object = JSON.parse(Buffer.from(line, 'latin1').toString()) as Record<string, unknown>
  return (name) => {
    const nested = name.split('.').reduce<any>((inside, key) => (Object(inside) === inside ? inside[key] : undefined), object)
    const value = object[name] ?? nested
    return typeof value === 'string' ? Buffer.from(value).toString('latin1') : typeof value === 'number' ? String(value) : undefined
  }
}

function accessValues(line: string): (name: string) => string | undefined {
  const found = ACCESS.exec(line)
  return (name) => {
    const value = name === 'time' ? found?.[1] : name === 'status' ? found?.[2] : undefined
    return value === '-' ? undefined : value
  }
}

export interface PlainStatistics {
  readonly minTime: number
  readonly maxTime: number
  readonly untimed: number
  readonly levels: readonly number[]
}

export function plainStatistics(facts: readonly PlainFacts[]): PlainStatistics {
  const times = facts.map(({ time }) => time).filter((time) => !Number.isNaN(time)).sort((a, b) => a - b)
  return {
    minTime: times[0] ?? NaN,
    maxTime: times[times.length - 1] ?? NaN,
    untimed: facts.length - times.length,
    levels: LEVELS.map((_, level) => facts.filter((each) => each.level === level).length),
  }
}
