/**
 * Finds texts that every match of a regular expression contains. All sets here err on the safe side: where something
 * is not understood there is no set, and the expression is tested on every line.
 */
import { RegExpParser, type AST } from '@eslint-community/regexpp'
import { isBytewise, likelihood, type Folding, type Needle } from './needles.ts'

/** What is known of all matches of a part of an expression. */
interface Known {
  /** The part matches one of these and nothing else (it may match fewer). */
  readonly exact?: readonly string[]
  /** A match begins (ends) with one of these. */
  readonly prefix?: readonly string[]
  readonly suffix?: readonly string[]
  /** A match contains one of these. */
  readonly inner?: readonly string[]
}

const NOTHING: Known = {}
const EMPTY: Known = { exact: [''] }
const MAX_TEXTS = 48
const MAX_LENGTH = 48
const MAX_CLASS = 6

export interface Literals {
  readonly needles: readonly Needle[]
  /** The expression matches exactly where a needle is found. */
  readonly exact: boolean
}

/** Needles of which every match contains one, or undefined. */
export function requiredLiterals(source: string, flags: string): Literals | undefined {
  const unicode = flags.includes('u')
  const unicodeSets = flags.includes('v')
  let pattern: AST.Pattern
  let known: Known
  const walk = new Walk(unicodeSets)
  try {
    pattern = new RegExpParser({ ecmaVersion: 2025 }).parsePattern(source, 0, source.length, { unicode, unicodeSets })
    known = walk.alternatives(pattern.alternatives)
  } catch {
    // Not understood, or nested too deeply.
    return undefined
  }
  const folding: Folding = flags.includes('i') ? 'any' : 'none'
  const texts = known.exact ?? known.inner
  if (!texts || !usable(texts)) return undefined
  const needles = withoutLonger(texts).map((text) => ({ text, folding }))
  return { needles, exact: known.exact !== undefined && !walk.conditional && folding === 'none' }
}

class Walk {
  /** There is an assertion, so that a text alone does not make a match. */
  conditional = false
  private readonly unicodeSets: boolean

  constructor(unicodeSets: boolean) {
    this.unicodeSets = unicodeSets
  }

  alternatives(alternatives: readonly AST.Alternative[]): Known {
    const all = alternatives.map((alternative) => this.sequence(alternative.elements))
    if (all.length === 1) return all[0]
    return {
      exact: union(all.map((known) => known.exact)),
      prefix: union(all.map((known) => known.exact ?? known.prefix)),
      suffix: union(all.map((known) => known.exact ?? known.suffix)),
      inner: union(all.map(innerOf)),
    }
  }

  private sequence(elements: readonly AST.Element[]): Known {
    let run: readonly string[] = ['']
    let prefix: readonly string[] | undefined
    let inner: readonly string[] | undefined
    const end = (texts: readonly string[]): void => {
      prefix ??= texts
      if (usable(texts) && (!inner || rarer(texts, inner))) inner = texts
    }
    for (const element of elements) {
      const known = this.element(element)
      if (known.exact) {
        const longer = product(run, known.exact)
        if (!longer) end(run)
        run = longer ?? known.exact
        continue
      }
      end((known.prefix && product(run, known.prefix)) ?? run)
      const own = innerOf(known)
      if (own && usable(own) && (!inner || rarer(own, inner))) inner = own
      run = known.suffix ?? ['']
    }
    if (!prefix) return { exact: run }
    end(run)
    return { prefix, suffix: run, inner }
  }

  private element(element: AST.Element): Known {
    switch (element.type) {
      case 'Character':
        return character(element.value)
      case 'CharacterClass':
        return characterClass(element)
      case 'Group':
        // With the flag v V8 lets the `i` of a group act on classes behind it.
        if (element.modifiers && this.unicodeSets) throw new Error('not understood')
        return element.modifiers ? NOTHING : this.alternatives(element.alternatives)
      case 'CapturingGroup':
        return this.alternatives(element.alternatives)
      case 'Quantifier':
        return this.quantifier(element)
      case 'Assertion':
        this.conditional = true
        return EMPTY
      default:
        return NOTHING
    }
  }

  private quantifier({ element, min, max }: AST.Quantifier): Known {
    const known = this.element(element)
    if (max === 0) return EMPTY
    if (min === 0) return max === 1 && known.exact && known.exact.length < MAX_CLASS ? { exact: ['', ...known.exact] } : NOTHING
    if (max === 1) return known
    const { exact } = known
    let repeated: readonly string[] | undefined = exact && ['']
    for (let i = 0; i < min && repeated && exact; i++) {
      // Many repetitions of nothing would go on for as long.
      if (i >= MAX_LENGTH) repeated = undefined
      else repeated = product(repeated, exact)
    }
    if (repeated && min === max) return { exact: repeated }
    const once = repeated ?? exact
    return { prefix: once ?? known.prefix, suffix: once ?? known.suffix, inner: once ?? known.inner }
  }
}

function character(value: number): Known {
  return value === 10 || value === 13 ? NOTHING : { exact: [String.fromCodePoint(value)] }
}

function characterClass(element: AST.CharacterClass): Known {
  if (element.negate) return NOTHING
  const texts: string[] = []
  for (const part of element.elements) {
    if (part.type !== 'Character' && part.type !== 'CharacterClassRange') return NOTHING
    const [from, to] = part.type === 'Character' ? [part.value, part.value] : [part.min.value, part.max.value]
    if (texts.length + to - from >= MAX_CLASS) return NOTHING
    for (let value = from; value <= to; value++) {
      if (value === 10 || value === 13) return NOTHING
      texts.push(String.fromCodePoint(value))
    }
  }
  return texts.length === 0 ? NOTHING : { exact: texts }
}

function innerOf(known: Known): readonly string[] | undefined {
  return known.exact ?? known.inner
}

function union(sets: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const all = new Set<string>()
  for (const set of sets) {
    if (!set) return undefined
    for (const text of set) all.add(text)
  }
  return all.size <= MAX_TEXTS ? [...all] : undefined
}

/** Every text of `a` followed by every text of `b`; undefined where that is too much. */
function product(a: readonly string[], b: readonly string[]): readonly string[] | undefined {
  if (a.length * b.length > MAX_TEXTS) return undefined
  const all = a.flatMap((left) => b.map((right) => left + right))
  return all.every((text) => text.length <= MAX_LENGTH) ? [...new Set(all)] : undefined
}

function usable(texts: readonly string[]): boolean {
  return texts.length > 0 && texts.every(isBytewise)
}

function rarer(a: readonly string[], b: readonly string[]): boolean {
  const needles = (texts: readonly string[]): Needle[] => withoutLonger(texts).map((text) => ({ text, folding: 'none' }))
  return likelihood(needles(a)) < likelihood(needles(b))
}

/** Where `ab` is looked for, `abc` is found too. */
function withoutLonger(texts: readonly string[]): string[] {
  return texts.filter((text, i) => !texts.some((other, j) => j !== i && text.includes(other) && (text !== other || j < i)))
}
