/** Lines with a text that many lines have, counted without branches: where hits are so many, each costs a branch that was foreseen wrongly. */
import { newlineIn, newlineLanes } from './newlines'
import { addRows } from './rows'
import { argument } from './searches'

/** Bytes that are looked at together. */
const WORD: usize = 64
/** Bytes of a text that are compared in any case. */
const AT_LEAST: usize = 4

/** Newlines that countDense passed. */
let passed: u32 = 0

export function denseNewlines(): u32 {
  return passed
}

/** How many rows in a number of words make this faster for a text of so many bytes than a look at each hit; measured with words of logs. */
export function denseFrom(length: usize): u32 {
  return 16 + 6 * <u32>(max(length, AT_LEAST) - AT_LEAST)
}

/**
 * Counts the lines in which the text of a masked search begins at one of the places [from, to), a whole number of words, all of which have room for it. A place
 * stands for the byte that is `first` behind it: there newlines are looked for too. Gives before where no more rows are to be found as it is given that: `skip`.
 */
export function countDense(search: usize, from: usize, to: usize, first: usize, skip: usize, limit: usize): usize {
  // The line there has been counted, but is again when it ends.
  const wasOpen = skip > from + first
  const lines = isMasked(search) ? linesIn(search, from, to, first, wasOpen, true) : linesIn(search, from, to, first, wasOpen, false)
  addRows(lines + <u32>isOpen - <u32>wasOpen)
  return isOpen ? newlineIn(to + first, limit) + 1 : to
}

function isMasked(search: usize): bool {
  const mask = argument(search, 1)
  let bits: u8 = 0
  for (let i: usize = 0; i < argument(search, 2); i++) bits |= load<u8>(mask + i)
  return bits != 0
}

/** Whether the line that goes on behind what linesIn has seen has the text. */
let isOpen: bool = false

/** Of the lines that end in a number of words, those that have the text; `open` says whether the first has it before. */
@inline
function linesIn(search: usize, from: usize, to: usize, first: usize, open: bool, masked: bool): u32 {
  const needle = argument(search, 0)
  const mask = argument(search, 1)
  const length = argument(search, 2)
  // In a text that is shorter some bytes are compared twice.
  const second = (first + 1) % length
  const third = (first + 2) % length
  const fourth = (first + 3) % length
  const firstByte = v128.load8_splat(needle + first)
  const secondByte = v128.load8_splat(needle + second)
  const thirdByte = v128.load8_splat(needle + third)
  const fourthByte = v128.load8_splat(needle + fourth)
  const firstMask = v128.load8_splat(mask + first)
  const secondMask = v128.load8_splat(mask + second)
  const thirdMask = v128.load8_splat(mask + third)
  const fourthMask = v128.load8_splat(mask + fourth)
  const newline = newlineLanes(from)
  let carry = <u64>open
  let lines: u64 = 0
  let newlines: u64 = 0
  for (let at = from; at < to; at += WORD) {
    const bytes0 = v128.load(at + first)
    const bytes1 = v128.load(at + first, 16)
    const bytes2 = v128.load(at + first, 32)
    const bytes3 = v128.load(at + first, 48)
    const ends = bitsOf(i8x16.eq(bytes0, newline), i8x16.eq(bytes1, newline), i8x16.eq(bytes2, newline), i8x16.eq(bytes3, newline))
    let hits0 = v128.and(same(bytes0, firstByte, firstMask, masked), same(v128.load(at + second), secondByte, secondMask, masked))
    let hits1 = v128.and(same(bytes1, firstByte, firstMask, masked), same(v128.load(at + second, 16), secondByte, secondMask, masked))
    let hits2 = v128.and(same(bytes2, firstByte, firstMask, masked), same(v128.load(at + second, 32), secondByte, secondMask, masked))
    let hits3 = v128.and(same(bytes3, firstByte, firstMask, masked), same(v128.load(at + second, 48), secondByte, secondMask, masked))
    hits0 = v128.and(hits0, same(v128.load(at + third), thirdByte, thirdMask, masked))
    hits1 = v128.and(hits1, same(v128.load(at + third, 16), thirdByte, thirdMask, masked))
    hits2 = v128.and(hits2, same(v128.load(at + third, 32), thirdByte, thirdMask, masked))
    hits3 = v128.and(hits3, same(v128.load(at + third, 48), thirdByte, thirdMask, masked))
    hits0 = v128.and(hits0, same(v128.load(at + fourth), fourthByte, fourthMask, masked))
    hits1 = v128.and(hits1, same(v128.load(at + fourth, 16), fourthByte, fourthMask, masked))
    hits2 = v128.and(hits2, same(v128.load(at + fourth, 32), fourthByte, fourthMask, masked))
    hits3 = v128.and(hits3, same(v128.load(at + fourth, 48), fourthByte, fourthMask, masked))
    let next = fourth
    for (let i = AT_LEAST; i < length; i++) {
      if (++next == length) next = 0
      const byte = v128.load8_splat(needle + next)
      const bits = v128.load8_splat(mask + next)
      hits0 = v128.and(hits0, same(v128.load(at + next), byte, bits, masked))
      hits1 = v128.and(hits1, same(v128.load(at + next, 16), byte, bits, masked))
      hits2 = v128.and(hits2, same(v128.load(at + next, 32), byte, bits, masked))
      hits3 = v128.and(hits3, same(v128.load(at + next, 48), byte, bits, masked))
    }
    // A hit that is added to the ones of a line carries into the bit of its newline; where the line goes on, out of the word.
    const hits = bitsOf(hits0, hits1, hits2, hits3) | carry
    const sum = hits + ~ends
    carry = <u64>(sum < hits)
    lines += popcnt(sum & ends)
    newlines += popcnt(ends)
  }
  isOpen = carry != 0
  passed = <u32>newlines
  return <u32>lines
}

/** Which bytes, or-ed with `mask` if they are `masked`, are `byte`. */
@inline
export function same(bytes: v128, byte: v128, mask: v128, masked: bool): v128 {
  return masked ? i8x16.eq(v128.or(bytes, mask), byte) : i8x16.eq(bytes, byte)
}

/** A bit for each of 64 lanes that are all ones or all zeroes. */
@inline
function bitsOf(lanes0: v128, lanes1: v128, lanes2: v128, lanes3: v128): u64 {
  const low = <u64>(<u32>i8x16.bitmask(lanes0) | (<u32>i8x16.bitmask(lanes1) << 16))
  const high = <u64>(<u32>i8x16.bitmask(lanes2) | (<u32>i8x16.bitmask(lanes3) << 16))
  return low | (high << 32)
}
