/** What the lines of a template begin with, and the test of lines that do not show it in so few bytes. */
import type { HeadTest } from '../../lines/block.ts'
import { TemplateReader } from '../fields/template.ts'
import { charHead, layoutHeads } from '../time/layout.ts'
import type { FieldLayout, TimeLayout } from './format.ts'
import { MAX_HEAD } from './format.ts'
import { parseTemplate, templateLines, type TemplatePart } from './template.ts'

type Template = Extract<FieldLayout, { kind: 'template' }>

const TEMPLATE_BYTES = 64
/** Of so many positions a head is one by them alone. */
const ENOUGH = 8
const POSITION = /\\x[\da-fA-F]{2}|\\.|\[(?:\\.|[^\]\\])+\]|[^\\[\]]/g

/** One way in which lines begin. `open`: what follows is known too, and wanted. */
interface Way {
  readonly head: string
  readonly open: boolean
}

/** In the notation of Format.heads. */
export function templateHeads({ line, stamps }: Template): readonly string[] {
  const ways = follow([{ head: '', open: true }], parseTemplate(line), stamps, (head) => ({ head, open: true }))
  return [...new Set(ways.map(({ head }) => (head.match(POSITION) ?? []).slice(0, MAX_HEAD).join('')))]
}

/** What heads of a template begin with, as the first positions of what `templateHeads` gives, but found in a fraction of the time; an empty one where it is not known. */
export function templateStarts({ line, stamps }: Template): readonly string[] {
  // Whatever stands behind the first position.
  return follow([{ head: '', open: true }], parseTemplate(line), stamps, (head) => ({ head, open: head === '' })).map(({ head }) => head)
}

/** Whether so many positions tell a head. */
export function areEnough(heads: readonly string[]): boolean {
  return heads.every((head) => (head.match(POSITION) ?? []).length >= ENOUGH)
}

/** A line is a head if the template's parts as far as its time are in its first TEMPLATE_BYTES. `firsts`: 1 for each byte that it may begin with. */
export function templateHeadTest({ line, stamps }: Template, firsts: Uint8Array): HeadTest {
  // Most logs have no line that looks like it.
  let reader: TemplateReader | undefined
  let parts: ReturnType<TemplateReader['partsFor']>
  return {
    lines: templateLines(line),
    test(bytes, start, end) {
      if (start < end && firsts[bytes[start]] === 0) return false
      if (!reader) {
        reader = new TemplateReader(line, stamps)
        parts = reader.names.includes('time') ? reader.partsFor(['time']) : reader.partsBeforeRest
      }
      let stop = start
      const limit = Math.min(end, start + TEMPLATE_BYTES)
      while (stop < limit && bytes[stop] !== 10) stop++
      // Who asks may know the line's end, or not: its CR then belongs to it or not.
      while (stop > start && bytes[stop - 1] === 13) stop--
      return reader.read(bytes, start, stop, parts)
    },
  }
}

/** `begun`: a way that goes on behind a part. */
function follow(ways: readonly Way[], parts: readonly TemplatePart[], stamps: readonly TimeLayout[], begun: (head: string) => Way): readonly Way[] {
  for (const part of parts) {
    if (!ways.some(({ open }) => open)) break
    if (part.kind === 'optional') ways = [...follow(ways, part.parts, stamps, begun), ...ways]
    else ways = ways.flatMap((way) => (way.open ? next(part, stamps).map(({ head, open }) => (open ? begun(way.head + head) : { head: way.head + head, open })) : [way]))
  }
  return ways
}

function next(part: Exclude<TemplatePart, { kind: 'optional' }>, stamps: readonly TimeLayout[]): readonly Way[] {
  if (part.kind === 'text') {
    const blank = part.text.indexOf(' ')
    const head = [...Buffer.from(blank < 0 ? part.text : part.text.slice(0, blank))].map(byteHead).join('')
    // Behind one blank there may be more.
    return [blank < 0 ? { head, open: true } : { head: `${head}[ \\t]`, open: false }]
  }
  switch (part.shape) {
    case 'time':
      return stamps.flatMap(stampHeads).map((head) => ({ head, open: false }))
    case 'int':
      return [{ head: '\\d', open: false }]
    case 'one':
      return [{ head: part.class ?? '', open: true }]
    case 'many':
      return [{ head: part.class ?? '', open: false }]
    case 'literal':
      return [{ head: [...Buffer.from(part.text ?? '')].map(byteHead).join(''), open: true }]
    case 'quoted':
      return [{ head: '"', open: false }]
    default:
      return [{ head: '', open: false }]
  }
}

function stampHeads(layout: TimeLayout): readonly string[] {
  switch (layout.kind) {
    case 'iso':
      return ['[12]\\d\\d\\d[-/][01]\\d[-/][0-3]\\d[T ][0-2]\\d:[0-5]\\d']
    case 'common':
      return layoutHeads('%d/%b/%Y:%H:%M')
    case 'epoch':
      return layoutHeads('%s')
    case 'text':
      return layoutHeads(layout.text)
  }
}

function byteHead(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? charHead(String.fromCharCode(byte)) : `\\x${byte.toString(16).padStart(2, '0')}`
}
