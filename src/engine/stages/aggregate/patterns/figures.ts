/** What is known of the messages of one kind: plain data, so that it crosses threads. */
import { LEVELS } from '../../../../common/page.ts'
import { addSparks, type Spark } from './spark.ts'

/** A message, and when it was written; Infinity where it has no time. */
export interface Sample {
  /** The bytes of it, a character each. */
  readonly text: string
  readonly time: number
}

export interface Figures {
  /** Messages of each level, by its place in LEVELS. */
  readonly levels: number[]
  /** Milliseconds since 1970; Infinity and -Infinity where no message has a time. */
  first: number
  last: number
  spark: Spark | undefined
  /** The earliest different messages; of equals the least ones come first: so which they are does not depend on who saw them first. */
  samples: readonly Sample[]
}

/** Figures of the messages of one kind by the key of their group; without groups there is the one key `''`. */
export type Groups = Map<string, Figures>

export function noFigures(): Figures {
  return { levels: LEVELS.map(() => 0), first: Infinity, last: -Infinity, spark: undefined, samples: [] }
}

export function countOf({ levels }: Figures): number {
  return levels.reduce((sum, each) => sum + each, 0)
}

/** Adds `more` to `sum`, which keeps at most `samples` messages. */
export function addFigures(sum: Figures, more: Figures, samples: number): void {
  if (countOf(more) === 0) return
  more.levels.forEach((each, level) => (sum.levels[level] += each))
  sum.first = Math.min(sum.first, more.first)
  sum.last = Math.max(sum.last, more.last)
  sum.spark = addSparks(sum.spark, more.spark)
  sum.samples = joinSamples(sum.samples, more.samples, samples)
}

/** The same for each group; returns how many groups are new. */
export function addGroups(sum: Groups, more: Groups, samples: number): number {
  const before = sum.size
  for (const [key, figures] of more) {
    let known = sum.get(key)
    if (!known) sum.set(key, (known = noFigures()))
    addFigures(known, figures, samples)
  }
  return sum.size - before
}

/** All groups as one. */
export function sumOf(all: Iterable<Figures>, samples: number): Figures {
  const sum = noFigures()
  for (const each of all) addFigures(sum, each, samples)
  return sum
}

function joinSamples(a: readonly Sample[], b: readonly Sample[], most: number): readonly Sample[] {
  if (a.length === 0 && b.length <= most) return b
  // Of a text that comes again the earliest counts.
  const earliest = new Map<string, Sample>()
  for (const each of [...a, ...b].sort(inOrder)) if (!earliest.has(each.text)) earliest.set(each.text, each)
  return [...earliest.values()].slice(0, most)
}

function inOrder(a: Sample, b: Sample): number {
  // Not a.time - b.time: both may be Infinity.
  if (a.time !== b.time) return a.time < b.time ? -1 : 1
  return a.text < b.text ? -1 : Number(a.text > b.text)
}

/** The level that most of the messages have; of equals the worst. */
export function levelOf({ levels }: Figures): string | undefined {
  let most = LEVELS.length - 1
  for (let level = most; level >= 0; level--) if (levels[level] > levels[most]) most = level
  return levels[most] === 0 || LEVELS[most] === '' ? undefined : LEVELS[most]
}
