import type { Block } from '../../lines/block.ts'
import { lineStartBefore, type Finder, type Kernels } from '../../lines/kernels.ts'
import type { ByteFinder } from './byteFinder.ts'
import type { ByteWindow } from './windows.ts'

const NEWLINE = 10

/** Finds the places of a window. Where a border of it would be outside of the bytes, the line is taken for one that has it. */
export function createWindowFinder({ sets, before, after }: ByteWindow): ByteFinder {
  const lead = before ? 1 : 0
  let owner: Kernels | undefined
  let find: Finder
  let block: Block
  let from = 0
  let end = 0
  let borderAtStart = true
  let openLine = Infinity
  let known = -1
  return {
    start(next, start, to) {
      if (owner !== next.kernels) {
        owner = next.kernels
        find = owner.windowFinder(sets)
      }
      block = next
      from = start
      end = to
      known = -1
      borderAtStart = start > 0 && next.bytes[start - 1] === NEWLINE
      openLine = after && to > start && next.bytes[to - 1] !== NEWLINE ? lineStartBefore(next.bytes, start, to) : Infinity
      return true
    },
    next(at) {
      if (known >= at) return known
      if (at === from && before && !borderAtStart && at < end) return at
      const place = find(block.bytes, at > from || borderAtStart ? at - lead : at, end)
      known = Math.min(place < 0 ? Infinity : place + lead, at < end ? Math.max(at, openLine) : Infinity)
      return known
    },
  }
}

/** A pattern that finds the window in bytes that are seen as Latin-1, without its borders. */
export function windowPattern({ sets, before, after }: ByteWindow): string {
  const inner = sets.slice(before ? 1 : 0, sets.length - (after ? 1 : 0))
  return inner.map((set) => `[${[...set.keys()].filter((byte) => set[byte]).map(byteEscape).join('')}]`).join('')
}

function byteEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}
