/**
 * Newlines, and rows by what is in their lines, in AssemblyScript with SIMD. Addresses are those of the module's memory, ends are exclusive. Every function
 * has a plain twin in test/support/plainKernels.ts, and a property test that holds the two equal.
 */
import { newlinesIn } from './shared/newlines'
import { beginRows, behindRows, foundRows, NOWHERE, takeRow } from './shared/rows'
import { find, isUnsure, KNOWN, LEAD, WINDOW, ANY } from './shared/searches'
import { STOPPED, streamAny, streamText } from './shared/streams'

/** Newlines (0x0A) in [from, to). */
export function countNewlines(from: usize, to: usize): u32 {
  return newlinesIn(from, to)
}

/** Where findLines stopped for want of room, or the end of what it was given; 0 where a row has to be looked at by other means. */
let rest: usize = 0
/** Newlines in what findLines was given; u32.MAX_VALUE where it did not count them. */
let passed: u32 = 0

export function restOfLines(): usize {
  return rest
}

export function passedNewlines(): u32 {
  return passed
}

/**
 * The lines of [from, to) that one of the first `count` of `searches` (addresses) finds something in, and each of the `required` ones behind these. What is
 * found may begin before the line by its lead, which [from - lead, to) must have room for; it has no newline but at its ends. With `heads`, tables, in place
 * of each line the record that it is of: then `from` is where the records of a block begin, or where this stopped. Answers how many; their starts
 * are written to `out`, and behind `most` of these their ends, counted from `base`. With NOWHERE for `out` they are just counted.
 */
export function findLines(
  searches: usize,
  count: u32,
  required: u32,
  heads: usize,
  base: usize,
  from: usize,
  to: usize,
  out: usize,
  most: u32,
): u32 {
  beginRows(searches + 4 * <usize>count, required, heads, base, from, to, out, most)
  const search = <usize>load<u32>(searches)
  const kind = load<u32>(search)
  passed = STOPPED
  let isDone: bool
  if (count == 1 && kind != WINDOW) {
    passed = kind == ANY ? streamAny(search, from, to) : streamText(search, from, to)
    isDone = passed != STOPPED
  } else isDone = findByTurns(searches, searches + 4 * <usize>count, from, to)
  rest = isDone ? to : isUnsure ? 0 : behindRows()
  return foundRows()
}

/** Rows by several searches (addresses). False where there was no room for all, or no being sure of one. */
function findByTurns(searches: usize, end: usize, from: usize, to: usize): bool {
  for (let each = searches; each < end; each += 4) store<u32>(<usize>load<u32>(each), 0, KNOWN)
  let at = from
  while (at < to) {
    let hit = NOWHERE
    for (let each = searches; each < end; each += 4) {
      const search = <usize>load<u32>(each)
      let known = <usize>load<u32>(search, KNOWN)
      if (known < at) {
        const lead = <usize>load<u32>(search, LEAD)
        const place = find(search, at - lead, to)
        known = place < 0 ? NOWHERE : <usize>place + lead
        store<u32>(search, <u32>known, KNOWN)
      }
      hit = min(hit, known)
    }
    if (hit == NOWHERE) return true
    at = takeRow(hit)
    if (at == NOWHERE) return false
  }
  return true
}
