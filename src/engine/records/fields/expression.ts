import type { FieldLayout } from '../formats/format.ts'
import { ValueKind } from '../spans.ts'
import type { FieldExtractor } from './extractor.ts'
import { LineExpression } from './lineExpression.ts'
import { ByteColumn } from './spanColumn.ts'

type Expression = Extract<FieldLayout, { kind: 'expression' }>

/** The least that can be a number, as JSON writes it. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Extracts the groups of an expression; a line that does not match has none of them. `watch`: see Kernels. */
export function expressionExtractor({ source, groups, numbers }: Expression, watch?: () => void): FieldExtractor {
  const readers = new Map<string, LineExpression>()
  const readerOf = (names: readonly string[]): LineExpression => {
    const key = names.join(' ')
    const reader = readers.get(key) ?? new LineExpression(source, names, watch)
    readers.set(key, reader)
    return reader
  }
  return {
    names: groups,
    has: (name) => groups.includes(name),
    extract: (bytes, lines, names) => {
      const columns = names.map(() => new ByteColumn(bytes, lines.count, 'c'))
      const known = [...new Set(names)].filter((name) => groups.includes(name))
      if (known.length === 0) return columns
      const reader = readerOf(known)
      const wanted = columns.flatMap((column, i) => {
        const group = known.indexOf(names[i])
        return group < 0 ? [] : [{ column, group, isNumber: numbers.includes(names[i]) }]
      })
      for (let row = 0; row < lines.count; row++) {
        if (!reader.read(bytes, lines.starts[row], lines.ends[row])) continue
        for (const { column, group, isNumber } of wanted) {
          if (reader.present[group] === 0) continue
          const start = (column.starts[row] = reader.starts[group])
          const end = (column.ends[row] = reader.ends[group])
          column.kinds[row] = isNumber && NUMBER.test(bytes.toString('latin1', start, end)) ? ValueKind.Number : ValueKind.Text
        }
      }
      return columns
    },
  }
}
