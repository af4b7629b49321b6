/** From a row of a table of patterns to the rows that have the pattern. */
import type { CompareOp, SearchExpr } from '../../../query/ast.ts'
import { printExpr } from '../../../query/printer.ts'
import type { TableRow } from '../../contract.ts'
import { rowsWith } from '../drillDown.ts'
import { DEFAULT_SAMPLES, type Comparison, type PatternsNode, type Side } from './node.ts'
import { printPatterns } from './parsePatterns.ts'

const span = { start: 0, end: 0 }

/** Stages in place of the one that made the table; undefined for a row that is of no pattern, or lacks a key. */
export function rowsOfPattern(node: PatternsNode, row: TableRow): readonly string[] | undefined {
  const { by, compare, newField } = node
  const pattern = row.value(newField)
  // A number would be a variable: no message is of a pattern that reads like this.
  if (pattern === undefined || /^\(\d+ more patterns\)$/.test(pattern) || !by.every((field) => row.has(field))) return undefined
  // Patterns are those of the rows that were counted.
  const counted = compare ? [`search ${printExpr(sidesOf(compare))}`] : []
  const labels = printPatterns({ ...node, by: [], compare: undefined, labels: true, samples: DEFAULT_SAMPLES })
  return [...counted, labels, ...rowsWith([{ field: newField, is: pattern }, ...by.map((field) => ({ field, is: row.value(field) }))])]
}

function sidesOf({ field, baseline, other }: Comparison): SearchExpr {
  if (!other) return { type: 'compare', field, op: ':', value: { type: 'any' }, span }
  return { type: 'or', items: [sideOf(field, baseline), sideOf(field, other)], span }
}

function sideOf(field: string, { text, to }: Side): SearchExpr {
  if (to === undefined) return compared(field, '=', text)
  return { type: 'and', items: [compared(field, '>=', text), compared(field, '<', to)], span }
}

function compared(field: string, op: CompareOp, text: string): SearchExpr {
  return { type: 'compare', field, op, value: { type: 'text', text, quoted: true }, span }
}
