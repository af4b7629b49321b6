/** Which fields the records of a log have, as far as its samples show: for completion. */
import type { FieldInfo } from '../../../common/protocol.ts'
import type { ByteSource } from '../../bytes/source.ts'
import { BlockReader } from '../../lines/block.ts'
import { plainKernels } from '../../lines/kernels.ts'
import { ALIASES, columnName } from '../fields/columns.ts'
import { LineBatch } from '../lineBatch.ts'
import { compileHead } from './heads.ts'
import type { FieldLayout, Format } from './format.ts'
import { createFormatFields } from './formatFields.ts'
import { layoutField } from './ownFields.ts'
import { PREFIXES } from './prefix.ts'
import { REQUEST_PARTS } from './requestLine.ts'
import { SAMPLE_BYTES } from './sample.ts'
import { parseTemplate, templateNames } from './template.ts'

/** Records that are looked at, of each sample. */
const RECORDS = 60
/** Of each sample the first bytes are looked at, if there are enough records in them. */
const FIRST_BYTES = 16 * 1024
const ENOUGH_RECORDS = 20
/** Names of keys that are tried. */
const MAX_NAMES = 400
const MAX_DEPTH = 5
const EXAMPLE_LENGTH = 40
/** Names of which more than one value is looked at, and records of each sample for that: a log may have a thousand fields. */
const MEASURED_NAMES = 48
const MEASURED_RECORDS = 20

/** The fields of which some record of the samples has a value, in the order of the format; those that logs give names of their own behind. */
export function sampledFields(format: Format, samples: readonly Buffer[]): readonly FieldInfo[] {
  const fields = createFormatFields(format, plainKernels)
  const found = new Map<string, FieldInfo>()
  const values = new Map<string, string[]>()
  let measured = 0
  const order = new Set<string>()
  for (const sample of samples) {
    const read = (bytes: number): LineBatch =>
      LineBatch.of(new BlockReader(inMemory(sample.subarray(0, bytes)), 0, { heads: compileHead(format), kernels: plainKernels }).read(0), fields)
    // A panel waits for this: what is behind enough records is not looked at.
    const start = read(FIRST_BYTES)
    const records = start.length < ENOUGH_RECORDS ? read(SAMPLE_BYTES) : start
    const rows = Array.from({ length: Math.min(records.length, RECORDS) }, (_, row) => row)
    const few = Math.min(rows.length, MEASURED_RECORDS)
    measured += few
    for (const name of namesOf(format, rows.map((row) => records.text(row)))) {
      order.add(name)
      if (values.has(name) || values.size < MEASURED_NAMES) {
        const more = rows.slice(0, few).flatMap((row) => records.field(name, row) ?? []).map(String)
        values.set(name, [...(values.get(name) ?? []), ...more])
      }
      if (found.has(name)) continue
      const value = rows.map((row) => records.field(name, row)).find((each) => each !== undefined)
      if (value !== undefined) found.set(name, { name, example: shortened(String(value)) })
    }
  }
  return [...order].flatMap((name) => {
    const info = found.get(name)
    const seen = values.get(name)
    return info === undefined ? [] : seen && measured > 0 ? { ...info, ...shapeOf(seen, measured) } : info
  })
}

/** Fields of several files as those of one log; how many records have one is the mean of all. */
export function joinFields(files: readonly (readonly FieldInfo[])[]): readonly FieldInfo[] {
  const known = new Map<string, FieldInfo>()
  for (const { share, ...field } of files.flat()) {
    const before = known.get(field.name)
    const sum = share === undefined ? before?.share : (before?.share ?? 0) + share / files.length
    known.set(field.name, { ...(before ?? field), ...(sum === undefined ? {} : { share: sum }) })
  }
  return [...known.values()]
}

function shapeOf(values: readonly string[], records: number): Pick<FieldInfo, 'share' | 'longest' | 'variety'> {
  const longest = values.reduce((most, { length }) => Math.max(most, length), 0)
  const variety = values.length > 1 ? (new Set(values).size - 1) / (values.length - 1) : 0
  return { share: Math.min(1, values.length / records), longest, variety }
}

function inMemory(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: (target, targetStart, length, position) => bytes.subarray(position, position + length).copy(target, targetStart),
    close: () => undefined,
  }
}

/** Names that records of the format may have; of those that the log names itself the ones in these records. */
function namesOf(format: Format, texts: readonly string[]): string[] {
  if (format.colored) return namesOf(format.colored, texts)
  if (format.wrapped) return [...PREFIXES[format.wrapped.prefix].fields, ...namesOf(format.wrapped.format, texts)]
  const inLayout = layoutNames(format.layout, texts).map((name) => layoutField(format, name))
  // What is there already, as the log has written it, comes last.
  const twice = inLayout.filter((name) => name.startsWith('raw.'))
  const others = inLayout.filter((name) => !name.startsWith('raw.'))
  return [...new Set(['time', 'level', 'message', ...(format.request === undefined ? [] : REQUEST_PARTS), ...others, ...twice])].slice(0, MAX_NAMES)
}

function layoutNames(layout: FieldLayout, texts: readonly string[]): readonly string[] {
  switch (layout.kind) {
    case 'none':
      return []
    case 'json':
      return texts.flatMap((text) => keysIn(text))
    case 'logfmt':
      return texts.flatMap(pairsIn)
    case 'columns':
      return [...layout.names.map(columnName), ...Object.keys(layout.joined ?? {}), ...Object.keys(ALIASES)]
    case 'delimited':
      return layout.parts.flatMap(({ name }) => name ?? [])
    case 'template': {
      const names = templateNames(parseTemplate(layout.line))
      return layout.pairs ? [...names, ...texts.flatMap(pairsIn)] : names
    }
    case 'expression':
      return layout.groups
  }
}

/** Keys of the object that a line has, behind whatever stands before it. */
function keysIn(text: string): readonly string[] {
  const names: string[] = []
  const collect = (value: unknown, path: string, depth: number): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > MAX_DEPTH) {
      if (path !== '') names.push(path)
      return
    }
    for (const [key, each] of Object.entries(value).slice(0, MAX_NAMES)) collect(each, path === '' ? key : `${path}.${key}`, depth + 1)
  }
  try {
    const [line] = text.split('\n', 1)
    collect(JSON.parse(line.slice(Math.max(0, line.indexOf('{')))), '', 0)
  } catch {
    // A line that was cut, or is none.
  }
  return names
}

function pairsIn(text: string): string[] {
  return [...text.matchAll(/(?:^|[\s,;([])([\p{L}_@][\p{L}\p{N}_.@-]{0,63})=/gu)].map(([, name]) => name)
}

function shortened(text: string): string {
  const line = text.split(/[\r\n]/, 1)[0]
  return line.length > EXAMPLE_LENGTH ? `${line.slice(0, EXAMPLE_LENGTH - 1)}…` : line
}
