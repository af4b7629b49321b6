/** The words that are levels, in a table by which both JavaScript and the kernels look them up. */
import { LEVELS, type Level } from '../../common/page.ts'

const NAMES: Readonly<Record<Exclude<Level, ''>, string>> = {
  trace: 'trace finest finer verbose trc vrb trac',
  debug: 'debug fine dbg debu dbug debug1 debug2 debug3 debug4 debug5',
  info: 'info information informational notice config inf',
  warning: 'warn warning wrn',
  error: 'err error severe erro eror',
  fatal: 'crit critical fatal panic dpanic emerg emergency alert ftl pnc fata pani',
}
/** Names of fields whose value is a level however it is written: level=info, "severity":"error". */
const KEYS = 'level lvl severity loglevel'

/** What a key is in the table: the number behind those of the levels. */
export const KEY = LEVELS.length
export const SHORTEST_WORD = 3
export const LONGEST_WORD = 13
/** Bytes of an entry: its text in small letters, filled up with spaces; the last one tells what it is. */
export const ENTRY_BYTES = 16

/** Found by trying: they keep all words apart (looking for them takes some milliseconds, so that is not done at each start). */
const FACTORS = [1, 9, 13] as const

export interface LevelWords {
  /** For each hash the number of its entry, from 1; 0: none. */
  readonly slots: Uint8Array
  /** Entry 0 is empty. */
  readonly entries: Uint8Array
  /** What the first and the last byte (in small letters) and the length are multiplied by; the sum's low eight bits are the hash. */
  readonly factors: readonly [first: number, last: number, length: number]
}

function compile(): LevelWords {
  const words = [...LEVELS.map((level) => (level === '' ? '' : NAMES[level])), KEYS].flatMap((names, is) =>
    names.split(' ').filter((name) => name !== '').map((name) => ({ name, is })),
  )
  const entries = new Uint8Array(ENTRY_BYTES * (words.length + 1)).fill(0x20)
  words.forEach(({ name, is }, i) => {
    entries.set(Uint8Array.from(name, (letter) => letter.charCodeAt(0)), ENTRY_BYTES * (i + 1))
    entries[ENTRY_BYTES * (i + 2) - 1] = is
  })
  const slots = new Uint8Array(256)
  words.forEach(({ name }, i) => {
    const hash = hashOf(FACTORS, name.charCodeAt(0), name.charCodeAt(name.length - 1), name.length)
    if (slots[hash] !== 0) throw new Error(`FACTORS give ${name} and another level word the same hash`)
    slots[hash] = i + 1
  })
  return { slots, entries, factors: FACTORS }
}

function hashOf([a, b, c]: LevelWords['factors'], first: number, last: number, length: number): number {
  return (a * first + b * last + c * length) & 255
}

export const levelWords = compile()

/** What the word bytes[start, end) is in any case: an index into LEVELS, KEY, or 0. */
export function lookUpWord(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length < SHORTEST_WORD || length > LONGEST_WORD) return 0
  const { slots, entries, factors } = levelWords
  const entry = ENTRY_BYTES * slots[hashOf(factors, bytes[start] | 0x20, bytes[end - 1] | 0x20, length)]
  // What an entry is filled up with tells a longer one.
  if (entry === 0 || entries[entry + length] > 0x20) return 0
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i]
    // Control characters would become digits.
    if ((byte | 0x20) !== entries[entry + i] || byte < 0x20) return 0
  }
  return entries[entry + ENTRY_BYTES - 1]
}
