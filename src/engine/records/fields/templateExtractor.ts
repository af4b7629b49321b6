import type { TimeLayout } from '../formats/format.ts'
import { ValueKind } from '../spans.ts'
import type { FieldExtractor } from './extractor.ts'
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
