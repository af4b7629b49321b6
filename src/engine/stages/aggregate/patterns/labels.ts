/** Gives rows the pattern of their message, once those of all rows are known. */
import type { RecordBatch } from '../../../records/batch.ts'
import type { BlockLocalRun, StageContext } from '../../contract.ts'
import { Masker } from './mask.ts'
import { readMessages } from './messages.ts'
import { MESSAGE, type PatternsNode } from './node.ts'
import { templatesOfKinds } from './templateTable.ts'
import { ANY, wordsOf } from './wordTrie.ts'

/** What the rows have taught: plain data. */
export interface LearnedPatterns {
  readonly texts: readonly string[]
  readonly kinds: readonly string[]
  /** Of each kind the place of its pattern in `texts`. */
  readonly patterns: Uint32Array
}

export function learnPatterns(all: Iterable<string>): LearnedPatterns {
  const templates = templatesOfKinds(all)
  return {
    texts: templates.map(({ text }) => text),
    kinds: templates.flatMap(({ kinds }) => kinds),
    patterns: Uint32Array.from(templates.flatMap(({ kinds }, at) => kinds.map(() => at))),
  }
}

/** Finds the pattern of a masked message. */
export class PatternFinder {
  private readonly texts: readonly string[]
  /** Kinds that are no more than themselves. */
  private readonly exact = new Map<string, string>()
  private readonly wild = new Map<number, Branch>()

  constructor({ texts, kinds, patterns }: LearnedPatterns) {
    this.texts = texts
    kinds.forEach((kind, i) => {
      if (kind.includes(ANY)) this.addWild(wordsOf(kind), patterns[i])
      else this.exact.set(kind, texts[patterns[i]])
    })
  }

  /** Undefined for a message that is none of those that were learned. */
  find(kind: string): string | undefined {
    return this.exact.get(kind) ?? this.findWild(wordsOf(kind))
  }

  private addWild(words: readonly string[], pattern: number): void {
    let at = branchOf(this.wild, words.length)
    for (const word of words) at = branchOf(at.below, word)
    at.pattern = pattern
  }

  private findWild(words: readonly string[]): string | undefined {
    let at = this.wild.get(words.length)
    for (const word of words) at = at?.below.get(word) ?? at?.below.get(ANY)
    return at?.pattern === undefined ? undefined : this.texts[at.pattern]
  }
}

interface Branch {
  readonly below: Map<string, Branch>
  pattern: number | undefined
}

function branchOf<K>(branches: Map<K, Branch>, key: K): Branch {
  let branch = branches.get(key)
  if (!branch) branches.set(key, (branch = { below: new Map(), pattern: undefined }))
  return branch
}

export function labelRows(node: PatternsNode, context: StageContext, learned: LearnedPatterns): BlockLocalRun {
  const finder = new PatternFinder(learned)
  const names = [node.newField]
  return function* (batches) {
    for (const batch of batches) {
      // All rows of a batch at once, as they were when they were learned, and only if one of them is asked for.
      let labels: (string | undefined)[] | undefined
      yield batch.withFields(names, (_text, row) => [(labels ??= labelsOf(batch, node, finder, context))[row]])
    }
  }
}

function labelsOf(batch: RecordBatch, { field = MESSAGE, field: written }: PatternsNode, finder: PatternFinder, context: StageContext): (string | undefined)[] {
  const masker = new Masker()
  const labels = new Array<string | undefined>(batch.length).fill(undefined)
  const seen = readMessages(batch, field, written === undefined, (bytes, start, end, _time, _level, row) => {
    const length = masker.mask(bytes, start, end)
    labels[row] = finder.find(Buffer.from(masker.bytes.buffer, 0, length).toString())
  })
  if (seen > 0) context.sawField(field)
  return labels
}
