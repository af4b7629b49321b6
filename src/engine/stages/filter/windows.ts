/**
 * Finds runs of byte sets that every match of a regular expression contains, such as four digits followed by `ms`. All sets here may have more
 * bytes than can match; where something is not understood there is no run.
 *
 * A decoded character below U+0080 is that very byte, all others come from bytes of 0x80 and more (also U+FFFD, for bytes that are
 * not UTF-8). So a class that has such characters ends a run, with a last position (their first byte) of all bytes above.
 */
import { RegExpParser, type AST } from '@eslint-community/regexpp'
import { matchingFlags } from '../../query/regex.ts'
import { byteSet, frequency, type ByteSet } from '../../lines/byteSet.ts'
import { MAX_WINDOW } from '../../lines/kernels.ts'
import { afterLine, beforeLine, characterSets, classSet, isWordOnly, notWord } from './byteClasses.ts'

/** A run of byte sets. */
export interface ByteWindow {
  readonly sets: readonly ByteSet[]
  /** The first (last) set is that of the byte before (behind) the match, which may be a line end, and is missing at the file's ends. */
  readonly before: boolean
  readonly after: boolean
}

/** Of every match one of the windows is a part. */
export type WindowChoice = readonly ByteWindow[]

/** What is known of all matches of a part of an expression. */
interface Known {
  /** A match is this run and nothing else. */
  readonly exact?: readonly ByteSet[]
  /** A match begins (ends) with this run. */
  readonly prefix?: readonly ByteSet[]
  readonly suffix?: readonly ByteSet[]
  readonly inner: readonly WindowChoice[]
}

const NOTHING: Known = { inner: [] }
const EMPTY: Known = { exact: [], inner: [] }
/** A run that is on so large a part of all places says nothing. */
const MAX_LIKELIHOOD = 0.2
const MAX_CHOICES = 4
const MAX_WINDOWS = 4
const MAX_RUN = 64

/** Windows that a search for the expression can look for, the rarest by a rough guess first. */
export function requiredWindows(source: string, flags: string): readonly WindowChoice[] {
  const parser = new RegExpParser({ ecmaVersion: 2025 })
  const mode = { unicode: flags.includes('u'), unicodeSets: flags.includes('v') }
  try {
    const pattern = parser.parsePattern(source, 0, source.length, mode)
    return best(new Walk(matchingFlags(flags)).alternatives(pattern.alternatives).inner)
  } catch {
    // Not understood, or nested too deeply. (V8 lets `i` of a group act on classes behind it, with the flag v.)
    return []
  }
}

/** On how large a part of all places one of the windows may be expected, very roughly. */
export function windowLikelihood(windows: WindowChoice): number {
  return windows.reduce((sum, { sets }) => sum + product(sets), 0)
}

class Walk {
  private readonly flags: string

  constructor(flags: string) {
    this.flags = flags
  }

  alternatives(alternatives: readonly AST.Alternative[]): Known {
    const all = alternatives.map((alternative) => this.sequence(alternative.elements))
    if (all.length === 1) return all[0]
    const exact = all.map((known) => known.exact)
    const sameLength = exact.every((run) => run !== undefined && run.length === exact[0]?.length)
    return {
      exact: sameLength ? union(exact, 0) : undefined,
      prefix: union(all.map((known) => known.exact ?? known.prefix), 0),
      suffix: union(all.map((known) => known.exact ?? known.suffix), -1),
      inner: anyOf(all),
    }
  }

  private sequence(elements: readonly AST.Element[]): Known {
    const run = new Run(this.flags.includes('m'))
    for (const element of elements) {
      if (element.type === 'Assertion') run.assert(element)
      else run.add(this.element(element))
    }
    return run.end()
  }

  private element(element: Exclude<AST.Element, AST.Assertion>): Known {
    switch (element.type) {
      case 'Character':
        return known(characterSets(element.value, this.flags))
      case 'CharacterClass':
      case 'CharacterSet':
        return known(classSet(element, this.flags))
      case 'Group':
        if (element.modifiers) throw new Error('not understood')
        return this.alternatives(element.alternatives)
      case 'CapturingGroup':
        return this.alternatives(element.alternatives)
      case 'Quantifier':
        return this.quantifier(element)
      default:
        return NOTHING
    }
  }

  private quantifier({ element, min, max }: AST.Quantifier): Known {
    if (max === 0) return EMPTY
    if (min === 0 || element.type === 'Assertion') return NOTHING
    const once = this.element(element)
    if (max === 1 || !once.exact) return max === 1 ? once : { ...once, exact: undefined }
    const { exact, inner } = once
    if (exact.length === 0) return { inner }
    const times = Math.min(min, Math.ceil(MAX_RUN / exact.length))
    const repeated = Array.from({ length: times }, () => exact).flat()
    if (times === max) return { exact: repeated, inner }
    return { prefix: repeated, suffix: repeated, inner: [...inner, ...choice(repeated)] }
  }
}

function known(found: { readonly sets: readonly ByteSet[]; readonly whole: boolean } | undefined): Known {
  if (!found) return NOTHING
  return found.whole ? { exact: found.sets, inner: [] } : { prefix: found.sets, suffix: found.sets, inner: [] }
}

/** The elements of a sequence, as they come. */
class Run {
  private sets: readonly ByteSet[] = []
  /** What must stand before `sets`, where that is known. */
  private border: ByteSet | undefined
  private atLineStart = false
  private atWordBorder = false
  private prefix: readonly ByteSet[] | undefined
  private inner: WindowChoice[] = []
  private readonly multiline: boolean

  constructor(multiline: boolean) {
    this.multiline = multiline
  }

  add({ exact, prefix, suffix, inner }: Known): void {
    this.inner.push(...inner)
    const next = exact ?? prefix ?? []
    if (exact && exact.length === 0) return
    if (this.sets.length === 0) this.border = next.length > 0 ? this.borderBefore(next[0]) : undefined
    this.atLineStart = this.atWordBorder = false
    this.sets = [...this.sets, ...next]
    if (exact && this.sets.length <= MAX_RUN) return
    this.close()
    this.prefix ??= this.sets
    this.sets = exact ?? suffix ?? []
    this.border = undefined
  }

  assert(assertion: AST.Assertion): void {
    const last = this.sets.at(-1)
    const isWord = assertion.kind === 'word' && !assertion.negate
    if (!last) {
      this.atLineStart ||= assertion.kind === 'start'
      this.atWordBorder ||= isWord
    } else if (assertion.kind === 'end') this.close(afterLine(this.multiline))
    else if (isWord && isWordOnly(last)) this.close(notWord)
  }

  end(): Known {
    this.close()
    const { sets, prefix, inner } = this
    return prefix ? { prefix, suffix: sets, inner: best(inner) } : { exact: sets, inner: best(inner) }
  }

  private borderBefore(first: ByteSet): ByteSet | undefined {
    if (this.atLineStart) return beforeLine(this.multiline)
    return this.atWordBorder && isWordOnly(first) ? notWord : undefined
  }

  private close(after?: ByteSet): void {
    this.inner.push(...choice(this.sets, this.border, after))
  }
}

/** The best window of a run, as the only one to look for. */
function choice(run: readonly ByteSet[], before?: ByteSet, after?: ByteSet): WindowChoice[] {
  const all = [...(before ? [before] : []), ...run, ...(after ? [after] : [])]
  let from = 0
  let to = all.length
  // Positions at the ends where nearly every byte fits say nothing.
  while (from < to && frequency(all[from]) > 0.8 && !(before && from === 0)) from++
  while (to > from && frequency(all[to - 1]) > 0.8 && !(after && to === all.length)) to--
  let sets = all.slice(from, to)
  let start = from
  for (let at = from; at + MAX_WINDOW <= to; at++) {
    const part = all.slice(at, at + MAX_WINDOW)
    if (sets.length <= MAX_WINDOW && product(part) >= product(sets)) continue
    sets = part
    start = at
  }
  if (sets.length === 0) return []
  const window = { sets, before: before !== undefined && start === 0, after: after !== undefined && start + sets.length === all.length }
  // The borders alone are no part of a match.
  if (sets.length <= Number(window.before) + Number(window.after)) return []
  return product(sets) <= MAX_LIKELIHOOD ? [[window]] : []
}

function anyOf(all: readonly Known[]): WindowChoice[] {
  const choices = all.map(({ exact, inner }) => best([...inner, ...(exact ? choice(exact) : [])])[0])
  if (!choices.every((windows) => windows !== undefined)) return []
  const windows = choices.flat()
  return windows.length <= MAX_WINDOWS ? [windows] : []
}

/** The rarest, without those that are a part of another. */
function best(choices: readonly WindowChoice[]): WindowChoice[] {
  const kept: WindowChoice[] = []
  for (const windows of choices.toSorted((a, b) => windowLikelihood(a) - windowLikelihood(b))) {
    if (kept.length === MAX_CHOICES) break
    if (!kept.some((other) => other.length === 1 && windows.some((window) => isPartOf(window, other[0])))) kept.push(windows)
  }
  return kept
}

function isPartOf(part: ByteWindow, whole: ByteWindow): boolean {
  return whole.sets.some((_, at) => part.sets.every((set, i) => at + i < whole.sets.length && isSame(set, whole.sets[at + i])))
}

function isSame(a: ByteSet, b: ByteSet): boolean {
  return a === b || a.every((has, byte) => has === b[byte])
}

/** Position by position, from the start of the runs or (-1) from their ends. */
function union(runs: readonly (readonly ByteSet[] | undefined)[], end: 0 | -1): readonly ByteSet[] | undefined {
  const all: (readonly ByteSet[])[] = []
  for (const run of runs) {
    if (!run) return undefined
    all.push(run)
  }
  const length = Math.min(...all.map((run) => run.length))
  return Array.from({ length }, (_, i) => {
    const sets = all.map((run) => run[end === 0 ? i : run.length - length + i])
    return byteSet(Array.from({ length: 256 }, (__, byte) => byte).filter((byte) => sets.some((set) => set[byte] === 1)))
  })
}

function product(sets: readonly ByteSet[]): number {
  return sets.reduce((likelihood, set) => likelihood * frequency(set), 1)
}
