/** Time and level of records whose first lines are of a template, read in one go with it. */
import type { Kernels } from '../lines/kernels.ts'
import { wordLevels } from './columnFacts.ts'
import type { FactReader } from './facts.ts'
import { TemplateReader } from './fields/template.ts'
import type { FieldLayout, Format } from './formats/format.ts'
import { levelNamed, levelOfPriority, levelOfStatus, levelOfText, levelOfValue, type LevelOf } from './levels.ts'
import { ValueKind } from './spans.ts'
import { TemplateKernel } from './templateKernel.ts'
import { zoneOf } from './time/zones.ts'

/** `reader`: one of the format, if the caller has it. */
export function templateFacts(
  format: Format,
  layout: Extract<FieldLayout, { kind: 'template' }>,
  kernels: Kernels,
  reader = new TemplateReader(layout.line, layout.stamps, format.until, format.zone),
): FactReader {
  const { names, starts, ends, kinds } = reader
  const level = levelOf(format)
  const field = level ? names.indexOf(level.field) : -1
  const words = format.level?.from === 'words'
  const parts = words ? reader.partsBeforeRest : reader.partsFor(level ? ['time', level.field] : ['time'])
  const levelsOfTexts = wordLevels(kernels)
  // The kernels know no zones.
  const wasm = zoneOf(format.zone) ? undefined : kernels.wasm
  let fast: TemplateKernel | undefined
  return (bytes, lines) => {
    if (bytes === wasm?.buffer && (fast ??= TemplateKernel.of(format, wasm, reader))) return fast.read(lines)
    const times = new Float64Array(lines.count)
    const levels = new Uint8Array(words ? 0 : lines.count)
    const texts = new Uint32Array(words ? lines.count : 0)
    for (let row = 0; row < lines.count; row++) {
      const start = lines.starts[row]
      const end = lines.ends[row]
      reader.read(bytes, start, end, parts)
      times[row] = reader.time
      if (words) texts[row] = reader.at
      else if (field >= 0 && kinds[field] !== ValueKind.Missing) levels[row] = level?.read(bytes, starts[field], ends[field]) ?? 0
    }
    return { times, levels: words ? levelsOfTexts(bytes, { starts: texts, ends: lines.ends, count: lines.count }) : levels }
  }
}

function levelOf({ level }: Format): { readonly field: string; readonly read: LevelOf } | undefined {
  if (!level || level.from === 'words') return undefined
  const { from, names } = level
  if ('status' in from) return { field: from.status, read: levelOfStatus }
  if ('priority' in from) return { field: from.priority, read: levelOfPriority }
  if ('wordsOf' in from) return { field: from.wordsOf, read: levelOfText }
  return { field: from.fields[0], read: names ? levelNamed(names, levelOfValue) : levelOfValue }
}
