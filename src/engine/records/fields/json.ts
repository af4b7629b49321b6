/**
 * Fields of JSON lines: one object a line, with white space before it or not.
 *
 * - A field's name is the keys on the way to its value, joined by dots: `a.b` is in {"a":{"b":1}} and in {"a.b":1}. Arrays are not entered.
 *   Keys are compared by what they stand for ("\u0061" is a) in UTF-8. Of several values of a name the first counts.
 * - Strings are Text or Escaped, numbers Number, true and false Boolean, objects and arrays Json; null is missing, and so is any other word, as the
 *   NaN that some loggers write: such a word is passed over.
 * - A value counts if there is no syntax error up to its end, so a line that is cut off has the fields before the cut. (A number has to have
 *   something behind it: it may have been longer.) Behind an error nothing more is found in the same object; one inside another ends, and is
 *   passed over, where its brackets are even, whatever else is in it. So a value does not depend on what else is looked for.
 */
import type { Kernels } from '../../lines/kernels.ts'
import type { LinesKernel } from './chunks.ts'
import { KeyNode, keyTable } from './keys.ts'
import { walkJsonPlain } from './plainJson.ts'
import type { Walk, WalkKernel } from './walk.ts'

/** Tables of a walk over lines have to fit into the kernels' memory beside those of heads. */
const MAX_LINES_TABLE = 32 * 1024

export function jsonWalk(names: readonly string[], { wasm }: Kernels): Walk {
  const root = new KeyNode(names)
  const table = wasm && keyTable(root)
  const tables = table && wasm.scratch.place(table.length, table.contentAt)
  const exports = wasm?.exports as { walkJson: WalkKernel; walkJsonLines: LinesKernel; markStrange: (at: number) => void }
  return {
    fields: names.length,
    escapes: 'json',
    fast: tables && { kernel: exports.walkJson, lines: table.length <= MAX_LINES_TABLE ? exports.walkJsonLines : undefined, tables, markStrange: exports.markStrange },
    plain: (bytes, start, end, take) => {
      walkJsonPlain(bytes, start, end, root, take)
    },
  }
}
