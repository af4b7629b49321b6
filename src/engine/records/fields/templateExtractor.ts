import type { TimeLayout } from '../formats/format.ts'
import { ValueKind, type SpanColumn } from '../spans.ts'
import type { FieldExtractor, LineSpans } from './extractor.ts'
import { ByteColumn } from './spanColumn.ts'
import { TemplateReader } from './template.ts'

/** Extracts the fields of a template's lines. */
export function templateExtractor(line: string, stamps: readonly TimeLayout[]): FieldExtractor {
  const reader = new TemplateReader(line, stamps)
  return {
    has: (name) => reader.names.includes(name),
    extract: (bytes, lines, names) => {
      const parts = reader.partsFor(names)
      const columns = names.map(() => new ByteColumn(bytes, lines.count, 'c'))
      const wanted = columns.map((column, i) => ({ field: reader.names.indexOf(names[i]), column })).filter(({ field }) => field >= 0)
      if (wanted.length === 0) return columns
      for (let row = 0; row < lines.count; row++) {
        reader.read(bytes, lines.starts[row], lines.ends[row], parts)
        for (const { field, column } of wanted) {
          if (reader.kinds[field] === ValueKind.Missing) continue
          column.starts[row] = reader.starts[field]
          column.ends[row] = reader.ends[field]
          column.kinds[row] = reader.kinds[field]
        }
      }
      return columns
    },
  }
}

/** The same, and what it has not as the pairs in its messages. */
export function pairsIn(template: FieldExtractor, pairs: FieldExtractor): FieldExtractor {
  return {
    has: () => true,
    extract: (bytes, lines, names) => {
      const own = names.filter((name) => template.has(name))
      const others = names.filter((name) => !template.has(name))
      const found = new Map<string, SpanColumn>()
      const [message, ...columns] = template.extract(bytes, lines, ['message', ...own])
      own.forEach((name, i) => found.set(name, columns[i]))
      if (others.length > 0) {
        const texts: LineSpans = { starts: message.starts, ends: message.ends, count: lines.count }
        pairs.extract(bytes, texts, others).forEach((column, i) => found.set(others[i], column))
      }
      return names.map((name) => found.get(name) ?? message)
    },
  }
}
