/** The patterns of one part of the messages against those of another. */
import type { FieldValue } from '../../../records/batch.ts'
import type { TableData } from '../../../records/tableBatch.ts'
import { addGroups, countOf, levelOf, noFigures, sumOf, type Figures, type Groups } from './figures.ts'
import type { PatternsNode } from './node.ts'
import { MAX_PATTERNS, order, restText, samplesText, timeText } from './patternTable.ts'
import { BASELINE, OTHER } from './rowGroups.ts'
import { templatesOfKinds } from './templateTable.ts'

const AFTER = ['change', 'baseline_count', 'pattern_count', 'baseline_rate', 'rate', 'ratio', 'level', 'first', 'last', 'sample_logs'] as const

/** 99.9 % of what chance alone makes of two equal shares is below (chi-squared, one degree of freedom). */
const SIGNIFICANT = 10.83
/** Less than this is no change, however sure it is. */
const LEAST_RATIO = 1.25

export function compareColumns({ newField }: PatternsNode): readonly string[] {
  return [newField, ...AFTER]
}

interface Side {
  readonly count: number
  /** From the first message to the last, in seconds. */
  readonly seconds: number
}

interface Row {
  readonly text: string
  readonly before: Figures
  readonly now: Figures
  readonly change: 'new' | 'gone' | 'changed' | 'same'
  readonly score: number
}

/** What changed most first: by how unlikely the two counts are if both parts had the same share of the pattern; what did not change comes last. */
export function compareTable(node: PatternsNode, all: ReadonlyMap<string, Groups>): TableData {
  const found = templatesOfKinds(all.keys()).map(({ text, kinds }) => {
    const sums: Groups = new Map()
    for (const kind of kinds) addGroups(sums, all.get(kind)!, node.samples)
    return { text, before: sums.get(BASELINE) ?? noFigures(), now: sums.get(OTHER) ?? noFigures() }
  })
  const [a, b] = [sideOf(found.map(({ before }) => before)), sideOf(found.map(({ now }) => now))]
  const rows = found.map((each) => judged(each, a, b))
  rows.sort((x, y) => Number(x.change === 'same') - Number(y.change === 'same') || y.score - x.score || order(x.text, y.text))
  const rest = rows.splice(MAX_PATTERNS)
  if (rest.length > 0) rows.push(judged({ text: restText(rest.length), before: sumOf(rest.map(({ before }) => before), node.samples), now: sumOf(rest.map(({ now }) => now), node.samples) }, a, b))
  return { columns: compareColumns(node), rows: rows.map((row) => cells(row, a, b, node.samples)) }
}

function sideOf(all: readonly Figures[]): Side {
  const { first, last } = sumOf(all, 0)
  return { count: all.reduce((sum, each) => sum + countOf(each), 0), seconds: last > first ? (last - first) / 1000 : NaN }
}

function judged({ text, before, now }: Pick<Row, 'text' | 'before' | 'now'>, a: Side, b: Side): Row {
  const [was, is] = [countOf(before), countOf(now)]
  const score = likelihoodRatio(was, a.count, is, b.count)
  const ratio = ratioOf(was, a, is, b)
  const differs = score >= SIGNIFICANT && (ratio >= LEAST_RATIO || ratio <= 1 / LEAST_RATIO)
  return { text, before, now, score, change: was === 0 ? 'new' : is === 0 ? 'gone' : differs ? 'changed' : 'same' }
}

function ratioOf(was: number, a: Side, is: number, b: Side): number {
  return (is * a.count) / (was * b.count)
}

/** G² of the two-by-two table: T. Dunning, Accurate Methods for the Statistics of Surprise and Coincidence, Computational Linguistics 19 (1993). */
function likelihoodRatio(a: number, ofA: number, b: number, ofB: number): number {
  const all = ofA + ofB
  const term = (seen: number, row: number, column: number): number => (seen === 0 ? 0 : seen * Math.log((seen * all) / (row * column)))
  const [has, hasNot] = [a + b, all - a - b]
  return Math.max(0, 2 * (term(a, has, ofA) + term(b, has, ofB) + term(ofA - a, hasNot, ofA) + term(ofB - b, hasNot, ofB)))
}

function cells({ text, before, now, change }: Row, a: Side, b: Side, samples: number): FieldValue[] {
  const [was, is] = [countOf(before), countOf(now)]
  const both = sumOf([before, now], samples)
  const shown = countOf(now) > 0 ? now : before
  const ratio = was === 0 || is === 0 ? undefined : rounded(ratioOf(was, a, is, b))
  return [text, change, was, is, rounded(was / a.seconds), rounded(is / b.seconds), ratio, levelOf(both), timeText(both.first), timeText(both.last), samplesText(shown, samples)]
}

function rounded(number: number): number | undefined {
  return Number.isFinite(number) ? Number(number.toPrecision(4)) : undefined
}
