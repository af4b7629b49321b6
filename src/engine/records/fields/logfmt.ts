/**
 * Fields of logfmt: key=value pairs with blanks (spaces and control characters) between them, among other words.
 *
 * - A key is a run of bytes other than blanks, = and double quotes, right before a =. A value is in double quotes, in which a backslash takes
 *   away the next byte's meaning, or goes up to the next blank and may be empty. Values have no types: all are Text or Escaped.
 * - A word without a = is not a field: logs mix text with pairs, and there are no bytes that a value of it could be. Nor is a word with a quote
 *   in its key, or without a key. What is in quotes at the start of a word is passed over.
 * - The first pair of a key counts. Quotes that do not end make themselves and all behind them missing.
 */
import type { Kernels } from '../../lines/kernels.ts'
import { ValueKind } from '../spans.ts'
import { KeyNode, keyTable } from './keys.ts'
import { hasBackslash, stringEnd } from './plainJson.ts'
import type { Take, Walk, WalkKernel } from './walk.ts'

const SPACE = 0x20
const QUOTE = 0x22
const EQUALS = 0x3d

export function logfmtWalk(names: readonly string[], { wasm }: Kernels): Walk {
  const node = KeyNode.flat(names)
  const table = wasm && keyTable(node)
  const tables = table && wasm.scratch.place(table.length, table.contentAt)
  return {
    fields: names.length,
    escapes: 'c',
    fast: tables && { kernel: (wasm.exports as { walkLogfmt: WalkKernel }).walkLogfmt, lines: undefined, tables },
    plain: (bytes, start, end, take) => {
      walkPlain(bytes, start, end, node, take)
    },
  }
}

function walkPlain(bytes: Buffer, start: number, end: number, node: KeyNode, take: Take): void {
  for (let at = start; at < end; ) {
    if (bytes[at] <= SPACE) {
      at++
      continue
    }
    if (bytes[at] === QUOTE) {
      at = stringEnd(bytes, at + 1, end)
      if (at < 0) return
      at++
      continue
    }
    const keyStart = at
    while (at < end && bytes[at] > SPACE && bytes[at] !== EQUALS && bytes[at] !== QUOTE) at++
    if (at >= end) return
    if (at === keyStart || bytes[at] !== EQUALS) {
      at = blankEnd(bytes, at, end)
      continue
    }
    const field = node.keys.get(bytes.toString('latin1', keyStart, at))?.field
    const quoted = at + 1 < end && bytes[at + 1] === QUOTE
    const from = at + (quoted ? 2 : 1)
    at = quoted ? stringEnd(bytes, from, end) : blankEnd(bytes, from, end)
    if (at < 0) return
    const kind = quoted && hasBackslash(bytes, from, at) ? ValueKind.Escaped : ValueKind.Text
    if (field !== undefined && take(field, kind, from, at)) return
    if (quoted) at++
  }
}

function blankEnd(bytes: Buffer, from: number, end: number): number {
  let at = from
  while (at < end && bytes[at] > SPACE) at++
  return at
}
