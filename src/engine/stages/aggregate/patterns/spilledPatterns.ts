/** Patterns of groups that are too many for the memory: which patterns there are follows from all kinds of messages, and is chosen before the groups' rows are made, part by part. */
import type { FieldValue } from '../../../records/batch.ts'
import type { AggregateRun, Choice, Chooser } from '../../contract.ts'
import { addFigures, addGroups, countOf, noFigures, sumOf, type Figures, type Groups } from './figures.ts'
import type { Kinds} from './kinds.ts';
import { type SavedKinds } from './kinds.ts'
import type { PatternsNode } from './node.ts'
import { compareRows, figureCells, groupCells, MAX_PATTERNS, restText } from './patternTable.ts'
import { addSparks, type Spark } from './spark.ts'
import { templatesOfKinds } from './templateTable.ts'
import { TRIE_SAMPLES, WordTrie } from './wordTrie.ts'

/** What all groups together have told, as plain data. */
export interface ChosenPatterns {
  readonly tier: number | undefined
  /** Each kind with the pattern that it is of. */
  readonly patterns: readonly (readonly [kind: string, text: string])[]
  readonly whole: Spark | undefined
}

/** Columns of rows on their way to the table. */
export const SPILLED_COLUMNS = ['count', 'text', 'group', 'figures']

type Row = readonly [count: number, text: string, group: string, figures: string]

/** Shares out groups; `partOf` gives the part of a group's key. Undefined for a part without any. */
export function cutKinds({ kinds, groups, tier }: SavedKinds, parts: number, partOf: (group: string) => number): (SavedKinds | undefined)[] {
  const cut = new Map<number, { kinds: string[]; groups: Groups[]; tier: number | undefined }>()
  groups.forEach((ofKind, i) => {
    for (const [group, figures] of ofKind) {
      const at = partOf(group)
      let part = cut.get(at)
      if (!part) cut.set(at, (part = { kinds: [], groups: [], tier }))
      if (part.kinds.at(-1) !== kinds[i]) {
        part.kinds.push(kinds[i])
        part.groups.push(new Map())
      }
      part.groups.at(-1)!.set(group, figures)
    }
  })
  return Array.from({ length: parts }, (_, part) => cut.get(part))
}

/** Looks at all kinds, whatever their groups are. */
export class PatternChooser implements Chooser {
  readonly ranking: AggregateRun
  private readonly kinds: Kinds
  private readonly saved: (state: AggregateRun) => SavedKinds

  /** `ranking`: a state over nothing; `saved`: what a state has. */
  constructor(ranking: AggregateRun, kinds: Kinds, saved: (state: AggregateRun) => SavedKinds) {
    this.ranking = ranking
    this.kinds = kinds
    this.saved = saved
  }

  see(state: AggregateRun): void {
    const { kinds, groups, tier } = this.saved(state)
    this.kinds.merge({ kinds, tier, groups: groups.map((ofKind) => new Map([['', sumOf(ofKind.values(), 0)]])) })
  }

  choose(): Choice {
    const { kinds, groups, tier } = this.kinds.save()
    const patterns = templatesOfKinds(kinds).flatMap(({ text, kinds: own }) => own.map((kind) => [kind, text] as const))
    const whole = groups.flatMap((ofKind) => [...ofKind.values()]).reduce<Spark | undefined>((sum, { spark }) => addSparks(sum, spark), undefined)
    return { choice: { tier, patterns, whole } satisfies ChosenPatterns, regroups: false }
  }
}

/** The rows of some groups, all of them, in order. */
export function spilledRows(node: PatternsNode, all: ReadonlyMap<string, Groups>, { tier, patterns }: ChosenPatterns): Row[] {
  const textOf = new Map(patterns)
  const sums = new Map<string, Groups>()
  for (const [kind, groups] of tier === undefined ? all : inTree(all, textOf.keys())) {
    const text = textOf.get(kind)!
    const known = sums.get(text)
    if (known) addGroups(known, groups, node.samples)
    else addGroups(setIn(sums, text), groups, node.samples)
  }
  const rows: Row[] = []
  for (const [text, groups] of sums) for (const [group, figures] of groups) rows.push([countOf(figures), text, group, JSON.stringify(figures)])
  return rows.sort(compareSpilled)
}

/** Kinds of some groups as the tree of all kinds has them. */
function inTree(all: ReadonlyMap<string, Groups>, kinds: Iterable<string>): Map<string, Groups> {
  const tree = new WordTrie()
  for (const kind of kinds) tree.add(kind, new Map(), false)
  const found = new Map<string, Groups>()
  for (const [kind, groups] of all) {
    const place = tree.placeOf(kind)
    addGroups(found.get(place) ?? setIn(found, place), groups, TRIE_SAMPLES)
  }
  return found
}

function setIn(map: Map<string, Groups>, key: string): Groups {
  const groups: Groups = new Map()
  map.set(key, groups)
  return groups
}

export function compareSpilled(a: readonly FieldValue[], b: readonly FieldValue[]): number {
  const [x, y] = [a, b].map(([count, text, group]) => ({ count: count as number, text: text as string, group: group as string }))
  return compareRows(x, y)
}

/** The table's rows, of all such rows in order. */
export function* finishSpilled(node: PatternsNode, rows: Iterable<readonly FieldValue[]>, { whole }: ChosenPatterns): Generator<readonly FieldValue[]> {
  let shown = 0
  let more = 0
  const rest = noFigures()
  for (const [, text, group, figures] of rows as Iterable<Row>) {
    if (shown < MAX_PATTERNS) {
      shown++
      yield [...groupCells(node, group), ...figureCells(text, figuresOf(figures), whole, node.samples)]
    } else {
      more++
      addFigures(rest, figuresOf(figures), node.samples)
    }
  }
  if (more > 0) yield [...node.by.map(() => undefined), ...figureCells(restText(more), rest, whole, node.samples)]
}

/** JSON has no infinite times. */
function figuresOf(text: string): Figures {
  const figures = JSON.parse(text) as Figures & { first: number | null; last: number | null }
  const samples = figures.samples.map(({ text: sample, time }) => ({ text: sample, time: (time as number | null) ?? Infinity }))
  return { ...figures, first: figures.first ?? Infinity, last: figures.last ?? -Infinity, samples }
}
