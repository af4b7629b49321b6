import type { Kernels } from '../../lines/kernels.ts'
import type { FieldLayout } from '../formats/format.ts'
import type { SpanColumn } from '../spans.ts'
import { eachJsonField, eachPair } from './eachField.ts'
import type { FieldExtractor, LineSpans } from './extractor.ts'
import type { LineWalk } from './chunks.ts'
import { columnName, columnsWalk, hasColumn } from './columns.ts'
import { expressionExtractor } from './expression.ts'
import { delimitedWalk } from './delimited.ts'
import { jsonWalk } from './json.ts'
import { logfmtWalk } from './logfmt.ts'
import { ByteColumn } from './spanColumn.ts'
import { TemplateReader } from './template.ts'
import { pairsIn, templateWalk } from './templateExtractor.ts'
import { MAX_FIELDS, runWalk, type Walk } from './walk.ts'

/** Lists of names whose walks are kept: a query asks for the same few again and again. */
const KEPT_WALKS = 16

/** An extractor over the kernels of one worker. */
export function createExtractor(layout: FieldLayout, kernels: Kernels): FieldExtractor {
  switch (layout.kind) {
    case 'none':
      return new WalkingExtractor(kernels, [], () => false, () => undefined)
    case 'json':
      return new WalkingExtractor(kernels, [], () => true, (names) => jsonWalk(names, kernels), eachJsonField)
    case 'logfmt':
      return new WalkingExtractor(kernels, [], () => true, (names) => logfmtWalk(names, kernels), eachPair)
    case 'columns':
      return new WalkingExtractor(kernels, unique(layout.names.map(columnName)), (name) => hasColumn(layout, name), (names) => columnsWalk(layout, names))
    case 'delimited': {
      const { parts } = layout
      const has = (name: string): boolean => parts.some((part) => part.name === name)
      return new WalkingExtractor(kernels, unique(parts.flatMap(({ name }) => name ?? [])), has, (names) => delimitedWalk(parts, names, kernels))
    }
    case 'expression':
      return expressionExtractor(layout, kernels.watch)
    case 'template': {
      const reader = new TemplateReader(layout.line, layout.stamps)
      const template = new WalkingExtractor(kernels, reader.names, (name) => reader.names.includes(name), (names) => templateWalk(reader, names, kernels))
      return layout.pairs ? pairsIn(template, createExtractor({ kind: 'logfmt' }, kernels)) : template
    }
  }
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => name !== '')
}

class WalkingExtractor implements FieldExtractor {
  readonly names: readonly string[]
  readonly has: (name: string) => boolean
  readonly others: FieldExtractor['others']
  private readonly kernels: Kernels
  private readonly walkFor: (names: readonly string[]) => Walk | undefined
  private readonly walks = new Map<string, Walk | undefined>()

  constructor(
    kernels: Kernels,
    names: readonly string[],
    has: (name: string) => boolean,
    walkFor: (names: readonly string[]) => Walk | undefined,
    others?: FieldExtractor['others'],
  ) {
    this.kernels = kernels
    this.names = names
    this.has = has
    this.others = others
    this.walkFor = walkFor
  }

  extract(bytes: Buffer, lines: LineSpans, names: readonly string[]): readonly SpanColumn[] {
    const columns = new Map<string, SpanColumn>()
    const known = [...new Set(names)].filter((name) => this.has(name))
    for (let first = 0; first < known.length; first += MAX_FIELDS) {
      const some = known.slice(first, first + MAX_FIELDS)
      const walk = this.walk(some)
      if (walk) runWalk(walk, bytes, lines, this.kernels.wasm).forEach((column, i) => columns.set(some[i], column))
    }
    return names.map((name) => columns.get(name) ?? new ByteColumn(bytes, lines.count, 'json'))
  }

  lineWalk(names: readonly string[]): LineWalk | undefined {
    const { wasm } = this.kernels
    if (!wasm || names.length > MAX_FIELDS || !names.every((name) => this.has(name))) return undefined
    const walk = this.walk(names)
    const kernel = walk?.fast?.lines
    return kernel && { kernel, rowsKernel: walk.fast.kernel, tables: walk.fast.tables, fields: walk.fields, escapes: walk.escapes, wasm, markStrange: walk.fast.markStrange }
  }

  private walk(names: readonly string[]): Walk | undefined {
    const key = JSON.stringify(names)
    if (!this.walks.has(key)) {
      if (this.walks.size >= KEPT_WALKS) this.walks.clear()
      this.walks.set(key, this.walkFor(names))
    }
    return this.walks.get(key)
  }
}
