/**
 * The fields of records of a format: those of its layout, and what every format with them has alike.
 *
 * - `level`: a name of LEVELS, however the log writes it, so that level=error finds ERROR, err and pino's 50.
 * - `time`: as it stands in the log.
 * - `message`: of formats that have one.
 * - `method`, `path`, `query` and `protocol` of an HTTP request line.
 *
 * A field of the layout that has the same name is then reached as `raw.level`, `raw.time` and so on.
 */
import { LEVELS } from '../../../common/page.ts'
import type { Kernels } from '../../lines/kernels.ts'
import { createFactReader, wantedLevel, wantedTime, type FactReader } from '../facts.ts'
import type { LineWalk } from '../fields/chunks.ts'
import { createExtractor } from '../fields/createExtractor.ts'
import type { FieldExtractor, LineSpans, TakeField } from '../fields/extractor.ts'
import { ByteColumn } from '../fields/spanColumn.ts'
import { ValueKind, type SpanColumn } from '../spans.ts'
import { UncoloredFields } from './colored.ts'
import { firstOf, type Wanted } from './firstOf.ts'
import type { Format } from './format.ts'
import { LineStart } from './lineStart.ts'
import { WrappedFields } from './wrapped.ts'
import { isOwnField, layoutName } from './ownFields.ts'
import { REQUEST_PARTS, requestPart } from './requestLine.ts'

const BACKSLASH = 0x5c
const LETTER_N = 0x6e
const LETTER_R = 0x72

/** Names of the levels, one behind the other, for columns to point into. */
const levelNames = Buffer.from(LEVELS.join(''))
const levelEnds = LEVELS.map((_, level) => LEVELS.slice(0, level + 1).join('').length)

const OWN_FIELDS = ['time', 'level', 'message', ...REQUEST_PARTS]

export function createFormatFields(format: Format, kernels: Kernels): FieldExtractor {
  const { wrapped, colored } = format
  if (colored) return new UncoloredFields(createFormatFields(colored, kernels))
  if (!wrapped) return new FormatFields(format, kernels)
  return new WrappedFields(wrapped.prefix, createFormatFields(wrapped.format, kernels), createFactReader(format, kernels), wrapped.format)
}

class FormatFields implements FieldExtractor {
  readonly names: readonly string[]
  readonly others: FieldExtractor['others']
  private readonly format: Format
  private readonly layout: FieldExtractor
  private readonly facts: FactReader
  private readonly wanted: ReadonlyMap<string, Wanted>
  private readonly line: LineStart

  constructor(format: Format, kernels: Kernels) {
    this.format = format
    this.layout = createExtractor(format.layout, kernels)
    const { layout } = this
    this.names = [...new Set([...OWN_FIELDS.filter((name) => this.isOwn(name)), ...layout.names])]
    this.others = layout.others && ((bytes: Buffer, start: number, end: number, take: TakeField) => layout.others!(bytes, start, end, (name, value) => this.isOwn(name) || take(name, value)))
    this.facts = createFactReader(format, kernels, this.layout)
    this.line = new LineStart(format)
    const wanted = new Map<string, Wanted>()
    const time = wantedTime(format, kernels)
    const level = wantedLevel(format, kernels)
    if (time) wanted.set('time', time)
    if (level) wanted.set('level', level)
    if (typeof format.message?.from === 'object') wanted.set('message', { names: format.message.from.fields })
    this.wanted = wanted
  }

  has(name: string): boolean {
    return this.isOwn(name) || this.layout.has(this.layoutName(name))
  }

  extract(bytes: Buffer, lines: LineSpans, names: readonly string[]): readonly SpanColumn[] {
    const own = new Set(names.filter((name) => this.isOwn(name)))
    const wantedNames = [...own].filter((name) => this.wanted.has(name))
    const rest = [...new Set(names.filter((name) => !own.has(name)))]
    const also = rest.map((name) => this.layoutName(name))
    const { request } = this.format
    if (request !== undefined && REQUEST_PARTS.some((part) => own.has(part))) also.push(request)
    const wanted = wantedNames.map((name) => this.wanted.get(name)).filter((each) => each !== undefined)
    const found = firstOf(this.format.layout, this.layout, bytes, lines, wanted, also)
    const columns = new Map<string, SpanColumn>()
    rest.forEach((name, i) => columns.set(name, found.also[i]))
    wantedNames.forEach((name, i) => {
      const { column, read } = found.chosen[i]
      const isLine = name === 'message' && this.format.message?.isLine
      columns.set(name, name === 'level' ? namedLevels(read) : isLine ? withoutLineEnd(column) : column)
    })
    for (const name of own) {
      if (columns.has(name)) continue
      const part = REQUEST_PARTS.find((each) => each === name)
      columns.set(name, part ? requestPart(found.also[found.also.length - 1], lines.count, part) : this.ofLineStart(bytes, lines, name))
    }
    return names.map((name) => columns.get(name) ?? new ByteColumn(bytes, lines.count, 'json'))
  }

  times(bytes: Buffer, lines: LineSpans): Float64Array {
    return this.facts(bytes, lines).times
  }

  /** Only where all of the fields lie in the layout as they are. */
  lineWalk(names: readonly string[]): LineWalk | undefined {
    if (names.some((name) => this.isOwn(name))) return undefined
    return this.layout.lineWalk?.(names.map((name) => this.layoutName(name)))
  }

  private isOwn(name: string): boolean {
    return isOwnField(this.format, name)
  }

  private layoutName(name: string): string {
    return layoutName(this.format, name)
  }

  /** Time, level or message of lines whose fields are not in a layout. */
  private ofLineStart(bytes: Buffer, lines: LineSpans, name: string): SpanColumn {
    if (name === 'level') return namedLevels(this.facts(bytes, lines).levels)
    const { line } = this
    const column = new ByteColumn(bytes, lines.count, 'json')
    for (let row = 0; row < lines.count; row++) {
      const start = lines.starts[row]
      const end = lines.ends[row]
      line.readTime(bytes, start, end)
      if (name === 'time') {
        if (!Number.isNaN(line.time)) setText(column, row, line.timeStart, line.timeEnd)
        continue
      }
      line.readLevel(bytes, start, end)
      setText(column, row, line.messageStart(bytes, end), end)
    }
    return column
  }
}

function setText(column: ByteColumn, row: number, start: number, end: number): void {
  column.starts[row] = start
  column.ends[row] = end
  column.kinds[row] = ValueKind.Text
}

/** The same values without a newline at their ends, which is an escape sequence of two bytes. */
function withoutLineEnd({ bytes, starts, ends, kinds }: SpanColumn): SpanColumn {
  const column = new ByteColumn(bytes, kinds.length, 'json')
  column.starts.set(starts)
  column.ends.set(ends)
  column.kinds.set(kinds)
  for (let row = 0; row < kinds.length; row++) {
    if (kinds[row] !== ValueKind.Escaped) continue
    for (const letter of [LETTER_N, LETTER_R]) {
      const end = column.ends[row]
      let backslashes = 0
      while (end - 2 - backslashes >= starts[row] && bytes[end - 2 - backslashes] === BACKSLASH) backslashes++
      // Of two the second one is text.
      if (bytes[end - 1] === letter && backslashes % 2 === 1) column.ends[row] = end - 2
    }
  }
  return column
}

function namedLevels(levels: ArrayLike<number>): SpanColumn {
  const column = new ByteColumn(levelNames, levels.length, 'json')
  for (let row = 0; row < levels.length; row++) {
    const level = levels[row]
    if (level > 0) setText(column, row, levelEnds[level - 1], levelEnds[level])
  }
  return column
}
