/** What is looked for: a search is ten words of 32 bits, of which the first says by which kernel, the others what it is given. */
import { beginsBefore, findAny, findFolded, findMasked, findWindow, goesOn, isAt } from './find'

/** Kinds of searches. */
export const MASKED: u32 = 0
export const FOLDED: u32 = 1
export const WINDOW: u32 = 2
export const ANY: u32 = 3
const ORDERED: u32 = 4

/** Behind the kind: how many bytes before a line what is found may begin, and where it was found (written to). */
export const LEAD: usize = 4
export const KNOWN: usize = 8
const ARGUMENTS: usize = 12

@inline
export function argument(search: usize, index: usize): usize {
  return <usize>load<u32>(search + ARGUMENTS + 4 * index)
}

/** Address of the first place in [from, to) where a search finds something; -1 where there is none. */
export function find(search: usize, from: usize, to: usize): isize {
  const a = argument(search, 0)
  const b = argument(search, 1)
  const c = argument(search, 2)
  const d = argument(search, 3)
  const e = argument(search, 4)
  switch (load<u32>(search)) {
    case MASKED:
      return findMasked(from, to, a, b, c, d, e)
    case FOLDED:
      return findFolded(from, to, a, b, c, d, e, argument(search, 5), argument(search, 6))
    case WINDOW:
      return findWindow(from, to, a, b, c, d, e, argument(search, 5), argument(search, 6))
    default:
      return findAny(from, to, a)
  }
}

/** Whether a text in [from, to), of which the part that is looked for first may begin at `place`, is there. */
export function isTextAt(search: usize, place: usize, from: usize, to: usize): bool {
  const needle = argument(search, 0)
  const mask = argument(search, 1)
  const length = argument(search, 2)
  if (load<u32>(search) == MASKED) return isAt(place, needle, mask, length)
  const segment = argument(search, 5)
  const end = argument(search, 6)
  return (
    isAt(place, needle + segment, mask + segment, end - segment) &&
    goesOn(place + end - segment, to, needle, mask, end, length) &&
    beginsBefore(place, from, needle, mask, segment)
  )
}

/** Whether the texts of an ordered search were found, but with what may be a line terminator between them. */
export let isUnsure = false

export function beSure(): void {
  isUnsure = false
}

/** Whether all of `count` searches (addresses at `searches`) find something in the line that is [from, to) with its newline. */
export function hasAll(searches: usize, count: u32, from: usize, to: usize): bool {
  for (let each = searches; each < searches + 4 * <usize>count; each += 4) {
    const search = <usize>load<u32>(each)
    const has = load<u32>(search) == ORDERED ? hasOrdered(search, from, to) : find(search, from - <usize>load<u32>(search, LEAD), to) >= 0
    if (!has) return false
  }
  return true
}

/** Whether texts, which are searches of their own (their number and the address of the first), follow each other. */
function hasOrdered(search: usize, from: usize, to: usize): bool {
  const count = argument(search, 0)
  let text = argument(search, 1)
  let at = from
  for (let i: usize = 0; i < count; i++) {
    const place = find(text, at, to)
    if (place < 0) return false
    if (i > 0 && hasTerminator(at, place)) isUnsure = true
    at = place + argument(text, 2)
    text += ARGUMENTS + 28
  }
  return true
}

/** Whether [from, to) has what a `.` does not match: CR, U+2028 or U+2029. */
function hasTerminator(from: usize, to: usize): bool {
  for (let at = from; at < to; at++) {
    const byte = load<u8>(at)
    if (byte == 13) return true
    if (byte == 0xe2 && at + 2 < to && load<u8>(at, 1) == 0x80 && (load<u8>(at, 2) | 1) == 0xa9) return true
  }
  return false
}
