/** Texts to look for in bytes, and how they are written there. */

/**
 * - none: as it is;
 * - unicode: in any case, as the flags `iu` have it (Unicode's simple case folding);
 * - any: in every form that the flag `i` accepts with or without `u`: more than either, for a search that is confirmed later.
 */
export type Folding = 'none' | 'unicode' | 'any'

export interface Needle {
  readonly text: string
  readonly folding: Folding
}

const encoder = new TextEncoder()

/** Whether the text stands in bytes just where it stands in what they decode to. */
export function isBytewise(text: string): boolean {
  // U+FFFD is what invalid bytes decode to; line ends are no part of a line.
  return text !== '' && text.isWellFormed() && !/[\ufffd\r\n]/.test(text)
}

/** A pattern that finds the needle in bytes that are seen as Latin-1. */
export function bytePattern({ text, folding }: Needle): string {
  let pattern = ''
  for (const char of text) pattern += charPattern(char, folding)
  return pattern
}

/** Most bytes that a place of the text can have. */
export function longestBytes({ text, folding }: Needle): number {
  let bytes = 0
  for (const char of text) bytes += Math.max(...caseVariants(char, folding).map((variant) => encoder.encode(variant).length))
  return bytes
}

function charPattern(char: string, folding: Folding): string {
  const sequences = caseVariants(char, folding).map((variant) => [...encoder.encode(variant)].map(byteEscape))
  if (sequences.length === 1) return sequences[0].join('')
  const single = sequences.filter((sequence) => sequence.length === 1).map(([byte]) => byte)
  const longer = sequences.filter((sequence) => sequence.length > 1).map((sequence) => sequence.join(''))
  const choices = [...(single.length > 0 ? [`[${single.join('')}]`] : []), ...longer]
  return choices.length === 1 ? choices[0] : `(?:${choices.join('|')})`
}

function byteEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}

const variants = { unicode: new Map<string, string[]>(), any: new Map<string, string[]>() }

/** All characters that stand for `char`, itself included. */
function caseVariants(char: string, folding: Folding): string[] {
  if (folding === 'none') return [char]
  const known = variants[folding]
  let found = known.get(char)
  if (!found) known.set(char, (found = findVariants(char, folding)))
  return found
}

function findVariants(char: string, folding: 'unicode' | 'any'): string[] {
  if (char < '\x80') {
    if (!/[a-z]/i.test(char)) return [char]
    const extra = { k: ['\u212a'], s: ['\u017f'] }[char.toLowerCase()] ?? []
    return [char.toLowerCase(), char.toUpperCase(), ...extra]
  }
  // The engine's own folding, so that bytes and decoded text never disagree.
  const pattern = `\\u{${char.codePointAt(0)!.toString(16)}}`
  const found = new Set([char, ...(casedText().match(new RegExp(pattern, 'giu')) ?? [])])
  if (folding === 'any') for (const match of casedText().match(new RegExp(char, 'gi')) ?? []) found.add(match)
  return [...found]
}

let cased: string | undefined

/** Every character that has another case. Made on first use: only texts beyond ASCII need it. */
function casedText(): string {
  if (cased === undefined) {
    const chars: string[] = []
    for (let code = 0x41; code < 0x1f000; code++) if (code < 0xd800 || code > 0xdfff) chars.push(String.fromCodePoint(code))
    const isCased = /[\p{Changes_When_Casefolded}\p{Changes_When_Casemapped}\p{Changes_When_Titlecased}]/gu
    cased = (chars.join('').match(isCased) ?? []).join('')
  }
  return cased
}

/** How often a text may be expected at a place of a log, very roughly: only to choose between needles. */
export function likelihood(needles: readonly Needle[]): number {
  let sum = 0
  for (const { text, folding } of needles) {
    let each = 1
    for (const char of text) each *= charLikelihood(char, folding !== 'none')
    sum += each
  }
  return sum
}

function charLikelihood(char: string, anyCase: boolean): number {
  if (char === ' ' || (char >= '0' && char <= '2')) return 0.08
  if ((char >= '3' && char <= '9') || /[\]["=:./,_-]/.test(char)) return 0.04
  if (/[a-z]/.test(char) || (anyCase && /[A-Z]/.test(char))) return /[aeinorst]/i.test(char) ? 0.06 : 0.025
  if (/[A-Z]/.test(char)) return 0.015
  return 0.003
}
