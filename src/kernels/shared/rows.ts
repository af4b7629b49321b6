/** The rows of one search at a time: lines in which something is found, or the records that these are of. */
import { isHead } from './lines'
import { newlineIn, startOfLine } from './newlines'
import { beSure, hasAll, isUnsure } from './searches'

const CARRIAGE_RETURN: u8 = 13
/** Behind all addresses. */
export const NOWHERE: usize = -1

let base: usize = 0
let limit: usize = 0
let heads: usize = 0
let required: usize = 0
let requiredCount: u32 = 0
let out: usize = 0
let most: u32 = 0
let found: u32 = 0
/** Behind the last row that was taken. */
let floor: usize = 0
/** Lines before the first head are records of their own. */
let firstHead: usize = 0

/** See findLines in scan.ts. */
export function beginRows(
  requiredAt: usize,
  requiredOnes: u32,
  headsAt: usize,
  baseAt: usize,
  from: usize,
  to: usize,
  outAt: usize,
  room: u32,
): void {
  required = requiredAt
  requiredCount = requiredOnes
  heads = headsAt
  base = baseAt
  limit = to
  out = outAt
  most = room
  found = 0
  floor = from
  firstHead = from
  beSure()
  if (heads != NOWHERE) while (firstHead < to && !isHead(firstHead, to, heads)) firstHead = newlineIn(firstHead, to) + 1
}

export function foundRows(): u32 {
  return found
}

/** Whether lines are only counted. */
export function countsLines(): bool {
  return out == NOWHERE && heads == NOWHERE && requiredCount == 0
}

/** Adds to the rows, where they are only counted. */
export function addRows(count: u32): void {
  found += count
}

export function behindRows(): usize {
  return floor
}

/** Takes the row around `hit`, which is behind all rows so far. Gives where the next hit may be; NOWHERE where there is no room, or no being sure. */
export function takeRow(hit: usize): usize {
  let newline = newlineIn(hit, limit)
  if (requiredCount) {
    if (!hasAll(required, requiredCount, startOfLine(floor, hit), min(newline + 1, limit))) return newline + 1
    if (isUnsure) return NOWHERE
  }
  if (found == most) return NOWHERE
  let lastLine = hit
  const joins = heads != NOWHERE && hit >= firstHead
  if (joins) {
    for (let line = newline + 1; line < limit && !isHead(line, limit, heads); line = newline + 1) {
      lastLine = line
      newline = newlineIn(line, limit)
    }
  }
  if (out != NOWHERE) {
    let start = startOfLine(floor, hit)
    if (joins) while (start > floor && !isHead(start, limit, heads)) start = startOfLine(floor, start - 1)
    // The CR of CRLF is no part of the line.
    const end = newline < limit && newline > lastLine && load<u8>(newline - 1) == CARRIAGE_RETURN ? newline - 1 : newline
    const at = out + 4 * <usize>found
    store<u32>(at, <u32>(start - base))
    store<u32>(at + 4 * <usize>most, <u32>(end - base))
  }
  found++
  floor = newline + 1
  return floor
}
