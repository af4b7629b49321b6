/** The table of patterns. */
import type { FieldValue } from '../../../records/batch.ts'
import type { TableData } from '../../../records/tableBatch.ts'
import { addFigures, countOf, levelOf, noFigures, sumOf, type Figures, type Groups } from './figures.ts'
import { SPARKLINE, type PatternsNode } from './node.ts'
import { addSparks, countsWithin, type Spark } from './spark.ts'
import { templatesOfKinds } from './templateTable.ts'

/** Rows that are shown; the messages of all others are one more row. */
export const MAX_PATTERNS = 10_000

const AFTER = ['pattern_count', 'level', 'first', 'last', SPARKLINE, 'sample_logs'] as const

export function patternColumns({ by, newField }: PatternsNode): readonly string[] {
  return [...by, newField, ...AFTER]
}

interface Row {
  readonly group: string
  readonly text: string
  readonly figures: Figures
  readonly count: number
}

/** The most frequent pattern first. */
export function patternTable(node: PatternsNode, all: ReadonlyMap<string, Groups>): TableData {
  const rows: Row[] = []
  for (const { text, kinds } of templatesOfKinds(all.keys())) {
    const sums = new Map<string, Figures>()
    for (const kind of kinds) {
      for (const [group, figures] of all.get(kind)!) {
        let sum = sums.get(group)
        if (!sum) sums.set(group, (sum = noFigures()))
        addFigures(sum, figures, node.samples)
      }
    }
    for (const [group, figures] of sums) rows.push({ group, text, figures, count: countOf(figures) })
  }
  rows.sort(compareRows)
  const rest = rows.splice(MAX_PATTERNS)
  const whole = rows.concat(rest).reduce<Spark | undefined>((sum, { figures }) => addSparks(sum, figures.spark), undefined)
  const cells = rows.map((row) => [...groupCells(node, row.group), ...figureCells(row.text, row.figures, whole, node.samples)])
  if (rest.length > 0) cells.push([...node.by.map(() => undefined), ...figureCells(restText(rest.length), sumOf(rest.map(({ figures }) => figures), node.samples), whole, node.samples)])
  return { columns: patternColumns(node), rows: cells }
}

export function compareRows(a: Pick<Row, 'count' | 'text' | 'group'>, b: Pick<Row, 'count' | 'text' | 'group'>): number {
  return b.count - a.count || order(a.text, b.text) || order(a.group, b.group)
}

export function restText(count: number): string {
  return `(${count} more patterns)`
}

export function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

export function groupCells({ by }: PatternsNode, group: string): FieldValue[] {
  return by.length === 0 ? [] : (JSON.parse(group) as (string | number | null)[]).map((value) => value ?? undefined)
}

export function figureCells(text: string, figures: Figures, whole: Spark | undefined, samples: number): FieldValue[] {
  const { first, last, spark } = figures
  const counts = whole && spark ? JSON.stringify(countsWithin(spark, whole)) : undefined
  return [text, countOf(figures), levelOf(figures), timeText(first), timeText(last), counts, samplesText(figures, samples)]
}

export function timeText(time: number): string | undefined {
  return Number.isFinite(time) ? new Date(time).toISOString() : undefined
}

/** A list, or the one example where no more are asked for. */
export function samplesText({ samples }: Figures, most: number): string | undefined {
  const texts = samples.map(({ text }) => Buffer.from(text, 'latin1').toString())
  return most <= 1 ? texts[0] : JSON.stringify(texts)
}
