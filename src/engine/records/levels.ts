/** What logs say of the level of a record, as indexes into LEVELS; 0 where they say nothing. */
import { LEVELS, type Level } from '../../common/page.ts'
import { KEY, lookUpWord } from './levelWords.ts'
import { isDigit } from './time/stamp.ts'

/** How far into a line words are looked at, in bytes. */
export const LEVEL_REACH = 256
/** More than the longest word that is a level. */
const BEYOND = 16

const ESCAPE = 0x1b

/** 1 at every byte that words are made of. */
export const wordBytes = Uint8Array.from({ length: 256 }, (_, byte) => Number(/\w/.test(String.fromCharCode(byte))))

/** A level that words of a line show, and where the word is. */
export interface FoundLevel {
  level: number
  start: number
  end: number
}

/**
 * The first word of bytes[start, end) that shows a level. It is in capitals; or in any case where the log marks it as a level (`[warn]`,
 * `<error>`, `level=info`, `"severity":"error"`, or in a colour of its own), and, if `firstCounts`, where it is the first word. Only
 * words that begin before `reach` count. Colour sequences are no part of words.
 */
export function levelInWords(
  bytes: Uint8Array,
  start: number,
  end: number,
  reach: number,
  firstCounts: boolean,
  found: FoundLevel,
): number {
  const stop = Math.min(end, reach + BEYOND)
  let first = firstCounts
  let markedAt = -1
  let coloredAt = -1
  for (let at = start; at < stop && at < reach; ) {
    if (wordBytes[bytes[at]] === 0) {
      const next = bytes[at] === ESCAPE ? colorEnd(bytes, at, stop) : at + 1
      if (next > at + 1) coloredAt = next
      at = next
      continue
    }
    const from = at
    do at++
    while (at < stop && wordBytes[bytes[at]] === 1)
    const is = lookUpWord(bytes, from, at)
    if (is === KEY) markedAt = valueStart(bytes, at, stop)
    else if (is !== 0) {
      const isMarked =
        first || from === markedAt || (from > start && isMark(bytes[from - 1])) || (from === coloredAt && at < stop && bytes[at] === ESCAPE)
      if (isMarked || isInCapitals(bytes, from, at)) {
        found.level = is
        found.start = from
        found.end = at
        return is
      }
    }
    first = false
  }
  return (found.level = 0)
}

/** Behind the colour sequence that begins at `at`; behind the escape where it is none. */
export function colorEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end || bytes[at + 1] !== 0x5b) return at + 1
  let stop = at + 2
  while (stop < end && stop < at + 22 && (isDigit(bytes[stop]) || bytes[stop] === 0x3b)) stop++
  return stop < end && bytes[stop] === 0x6d ? stop + 1 : at + 1
}

/**
 * Where the value of the key begins that ends at `at`: behind = or :, up to two blanks on each side, and quotes. -1 where there is none.
 */
function valueStart(bytes: Uint8Array, at: number, end: number): number {
  const skipBlanks = (): void => {
    for (let i = 0; i < 2 && at < end && (bytes[at] === 0x20 || bytes[at] === 9); i++) at++
  }
  const skipQuote = (): void => {
    if (at < end && (bytes[at] === 0x22 || bytes[at] === 0x27)) at++
  }
  skipQuote()
  skipBlanks()
  if (at >= end || (bytes[at] !== 0x3d && bytes[at] !== 0x3a)) return -1
  at++
  skipBlanks()
  skipQuote()
  return at
}

function isMark(byte: number): boolean {
  return byte === 0x5b || byte === 0x3c || byte === 0x28
}

function isInCapitals(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] >= 0x61) return false
  return true
}

/** By their first letter, as some loggers shorten them. */
const LETTERS: Readonly<Record<string, (typeof LEVELS)[number]>> = {
  t: 'trace', v: 'trace', d: 'debug', i: 'info', n: 'info', w: 'warning', e: 'error', c: 'fatal', f: 'fatal',
}
const letterLevels = Uint8Array.from({ length: 256 }, (_, byte) => LEVELS.indexOf(LETTERS[String.fromCharCode(byte).toLowerCase()] ?? ''))

/**
 * The level that the value bytes[start, end) of a field is: a name in any case, its first letter (with or without a digit, as in D2), or
 * a number: up to 7 as syslog counts (0 is the worst), from 10 on as bunyan and pino do (60 is the worst).
 */
export function levelOfValue(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length === 0) return 0
  if (isDigit(bytes[start])) {
    let number = 0
    for (let at = start; at < end; at++) {
      if (length > 3 || !isDigit(bytes[at])) return 0
      number = 10 * number + (bytes[at] - 0x30)
    }
    return levelOfNumber(number)
  }
  if (length === 1 || (length === 2 && isDigit(bytes[start + 1]))) return letterLevels[bytes[start]]
  const is = lookUpWord(bytes, start, end)
  return is === KEY ? 0 : is
}

const SYSLOG = (['fatal', 'fatal', 'fatal', 'error', 'warning', 'info', 'info', 'debug'] as const).map((name) => LEVELS.indexOf(name))

function levelOfNumber(number: number): number {
  if (number < 8) return SYSLOG[number]
  return number < 10 || number >= 100 ? 0 : Math.min(Math.trunc(number / 10), LEVELS.length - 1)
}

/** The level that an HTTP status bytes[start, end) stands for: 5xx are errors, 4xx warnings. */
export function levelOfStatus(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 3 || !isDigit(bytes[start + 1]) || !isDigit(bytes[start + 2])) return 0
  return STATUS[bytes[start] - 0x30] ?? 0
}

/** The level that the priority bytes[start, end) of a syslog message says: what is left of it when divided by eight. */
export function levelOfPriority(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 3) return 0
  let number = 0
  for (let at = start; at < end; at++) {
    if (!isDigit(bytes[at])) return 0
    number = 10 * number + (bytes[at] - 0x30)
  }
  return SYSLOG[number & 7]
}

const inText: FoundLevel = { level: 0, start: 0, end: 0 }

/** The level that the words of the text bytes[start, end) show; see levelInWords. */
export function levelOfText(bytes: Uint8Array, start: number, end: number): number {
  return levelInWords(bytes, start, end, start + LEVEL_REACH, true, inText)
}

/** Reads levels that a log has names of its own for: `names` are in small letters. What has none is read as `otherwise` does. */
export function levelNamed(names: Readonly<Record<string, Level>>, otherwise: LevelOf): LevelOf {
  const entries = Object.entries(names).map(([name, level]) => ({ name: Buffer.from(name), level: LEVELS.indexOf(level) }))
  return (bytes, start, end) => {
    for (const { name, level } of entries) if (isName(name, bytes, start, end)) return level
    return otherwise(bytes, start, end)
  }
}

/** The level that a value bytes[start, end) says, as an index into LEVELS. */
export type LevelOf = (bytes: Uint8Array, start: number, end: number) => number

function isName(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== name.length) return false
  for (let i = 0; i < name.length; i++) {
    const byte = bytes[start + i]
    if ((byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte) !== name[i]) return false
  }
  return true
}

const STATUS = (['', 'info', 'info', 'info', 'warning', 'error'] as const).map((name) => LEVELS.indexOf(name))
