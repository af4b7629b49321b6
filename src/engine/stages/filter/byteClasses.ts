/** What characters and classes of regular expressions are as bytes. */
import type { AST } from '@eslint-community/regexpp'
import { byteSet, type ByteSet } from '../../lines/byteSet.ts'
import { classBytes, hasForeignCase } from '../../lines/classBytes.ts'
import { isBytewise } from './needles.ts'

const encoder = new TextEncoder()
const NEWLINE = 10
const CARRIAGE_RETURN = 13
const ASCII = Array.from({ length: 128 }, (_, code) => code)
const HIGH = ASCII.map((code) => code + 128)

/** Bytes that `\b` has on one side of it. With the flags `iu` also characters beyond ASCII are letters of words. */
const wordBytes = ASCII.filter((code) => /\w/.test(String.fromCharCode(code)))
const word = byteSet(wordBytes)
/** The bytes that may stand next to a letter of a word where it ends or begins: line ends too. */
export const notWord = byteSet([...ASCII, ...HIGH].filter((byte) => word[byte] === 0))

export function isWordOnly(set: ByteSet): boolean {
  return set.every((has, byte) => !has || word[byte] === 1)
}

/** What may stand before `^`. With the flag `m` CR and U+2028 and U+2029 end lines as well. */
export function beforeLine(multiline: boolean): ByteSet {
  return byteSet(multiline ? [NEWLINE, CARRIAGE_RETURN, 0xa8, 0xa9] : [NEWLINE])
}

/** What may stand behind `$`. */
export function afterLine(multiline: boolean): ByteSet {
  return byteSet(multiline ? [NEWLINE, CARRIAGE_RETURN, 0xe2] : [NEWLINE, CARRIAGE_RETURN])
}

interface Sets {
  readonly sets: readonly ByteSet[]
  /** The sets are those of all bytes of a character; else of one byte, its first as well as its last. */
  readonly whole: boolean
}

/** A character; undefined where nothing is known of its bytes. */
export function characterSets(value: number, flags: string): Sets | undefined {
  const char = String.fromCodePoint(value)
  if (value === NEWLINE) return undefined
  if (value >= 0x80) {
    if (flags.includes('i') || !isBytewise(char)) return undefined
    return { sets: [...encoder.encode(char)].map((byte) => byteSet([byte])), whole: true }
  }
  if (!flags.includes('i')) return { sets: [byteSet([value])], whole: true }
  return oneByte([char.toLowerCase().charCodeAt(0), char.toUpperCase().charCodeAt(0)], hasForeignCase(char, flags))
}

/** A class; undefined where nothing is known of its bytes. */
export function classSet(element: AST.CharacterClass | AST.CharacterSet, flags: string): Sets | undefined {
  const found = classBytes(element, flags)
  return found && (found.codes.length > 0 || found.beyond) ? oneByte(found.codes, found.beyond) : undefined
}

function oneByte(codes: readonly number[], beyond: boolean): Sets {
  return { sets: [byteSet(beyond ? [...codes, ...HIGH] : codes)], whole: !beyond }
}
