/** What the classes of regular expressions are as bytes. */
import type { AST } from '@eslint-community/regexpp'

const NEWLINE = 10
const ASCII = Array.from({ length: 128 }, (_, code) => code)

type Class = AST.CharacterClass | AST.CharacterSet

export interface ClassBytes {
  /** Characters of ASCII that the class matches, but for the newline. */
  readonly codes: readonly number[]
  /** It may match characters beyond ASCII too. */
  readonly beyond: boolean
}

/** Undefined where nothing is known of what a class matches. `flags`: i, u, s and others. */
export function classBytes(element: Class, flags: string): ClassBytes | undefined {
  if (!isPlain(element)) return undefined
  // The engine itself tells which characters of ASCII it has: that is right for every flag.
  const regex = new RegExp(`^(?:${element.raw})$`, flags)
  const codes = ASCII.filter((code) => code !== NEWLINE && regex.test(String.fromCharCode(code)))
  return { codes, beyond: !isAscii(element) || codes.some((code) => hasForeignCase(String.fromCharCode(code), flags)) }
}

/** With `iu` these letters have another case beyond ASCII: the Kelvin sign and the long s. */
export function hasForeignCase(char: string, flags: string): boolean {
  return /i/.test(flags) && /[uv]/.test(flags) && /[ks]/i.test(char)
}

/** The class matches one character at a time. */
function isPlain(element: Class): boolean {
  if (element.type === 'CharacterSet') return !(element.kind === 'property' && element.strings)
  return element.elements.every((part) => {
    if (part.type === 'Character' || part.type === 'CharacterClassRange') return true
    return part.type === 'CharacterSet' && isPlain(part)
  })
}

/** Without case folding all that the class matches is ASCII. */
function isAscii(element: Class): boolean {
  if (element.type === 'CharacterSet') return (element.kind === 'digit' || element.kind === 'word') && !element.negate
  if (element.negate) return false
  return element.elements.every((part) => {
    if (part.type === 'Character') return part.value < 0x80
    if (part.type === 'CharacterClassRange') return part.max.value < 0x80
    return part.type === 'CharacterSet' && isAscii(part)
  })
}
