/**
 * Fields of records whose line is a list of parts with single spaces between them, as in access logs (formats/format.ts has the shapes). A part
 * that is not of its shape is missing, and so are all behind it; what is behind a part and not a space makes those behind it missing. A part in
 * spaces is not empty; the others may be. The escapes in quotes are those that servers write: \" \\ \n \xhh …
 */
import type { Kernels } from '../../lines/kernels.ts'
import type { DelimitedPart } from '../formats/format.ts'
import { ValueKind } from '../spans.ts'
import type { LinesKernel } from './chunks.ts'
import { hasBackslash, stringEnd } from './plainJson.ts'
import type { Take, Walk, WalkKernel } from './walk.ts'

/** As src/kernels/fields.ts knows them. */
const SHAPES: readonly DelimitedPart['shape'][] = ['space', 'quotes', 'brackets', 'rest']

const SPACE = 0x20
const QUOTE = 0x22
const MINUS = 0x2d
const OPEN = 0x5b
const CLOSE = 0x5d

export function delimitedWalk(parts: readonly DelimitedPart[], names: readonly string[], { wasm }: Kernels): Walk {
  // Of parts with the same name the first counts.
  const fields = parts.map(({ name }, i) => (name === undefined || parts.findIndex((part) => part.name === name) < i ? -1 : names.indexOf(name)))
  const last = fields.findLastIndex((field) => field >= 0)
  const steps = parts.slice(0, last + 1).map(({ shape }, i) => ({ shape, field: fields[i] }))
  const words = Uint32Array.of(steps.length, ...steps.flatMap(({ shape, field }) => [SHAPES.indexOf(shape), field]))
  const tables = wasm?.scratch.place(words.byteLength, () => Buffer.from(words.buffer))
  const exports = wasm?.exports as { walkParts: WalkKernel; walkPartsLines: LinesKernel }
  return {
    fields: names.length,
    escapes: 'c',
    fast: tables && { kernel: exports.walkParts, lines: exports.walkPartsLines, tables },
    plain: (bytes, start, end, take) => {
      walkPlain(bytes, start, end, steps, take)
    },
  }
}

interface Step {
  readonly shape: DelimitedPart['shape']
  readonly field: number
}

function walkPlain(bytes: Buffer, start: number, end: number, steps: readonly Step[], take: Take): void {
  let at = start
  for (const [i, { shape, field }] of steps.entries()) {
    if (i > 0 && (at >= end || bytes[at++] !== SPACE)) return
    const inner = shape === 'quotes' || shape === 'brackets' ? 1 : 0
    const to = partEnd(bytes, at, end, shape)
    if (to < 0) return
    const from = at + inner
    at = to + inner
    if (field < 0) continue
    const alone = to - from === 1 && bytes[from] === MINUS
    const escaped = shape === 'quotes' && hasBackslash(bytes, from, to)
    take(field, alone ? ValueKind.Missing : escaped ? ValueKind.Escaped : ValueKind.Text, from, to)
  }
}

/** End of the value of a part that starts at `at`; -1 where there is none of its shape. */
function partEnd(bytes: Buffer, at: number, end: number, shape: DelimitedPart['shape']): number {
  switch (shape) {
    case 'space': {
      const stop = indexOf(bytes, SPACE, at, end)
      return stop === at || at >= end ? -1 : stop < 0 ? end : stop
    }
    case 'quotes':
      return at < end && bytes[at] === QUOTE ? stringEnd(bytes, at + 1, end) : -1
    case 'brackets':
      return at < end && bytes[at] === OPEN ? indexOf(bytes, CLOSE, at + 1, end) : -1
    case 'rest':
      return end
  }
}

function indexOf(bytes: Buffer, byte: number, from: number, end: number): number {
  for (let at = from; at < end; at++) if (bytes[at] === byte) return at
  return -1
}
