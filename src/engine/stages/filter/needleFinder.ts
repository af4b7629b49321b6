import type { Block } from '../../lines/block.ts'
import { plainKernels, type BytePattern, type Finder, type Kernels } from '../../lines/kernels.ts'
import type { ByteFinder } from './byteFinder.ts'
import type { Needle } from './needles.ts'

/** Characters beyond ASCII that are another case of an ASCII letter: the Kelvin sign and the long s. */
const FOREIGN: Readonly<Record<string, string>> = { k: '\u212a', s: '\u017f' }

/**
 * Finds the places of any of the needles, or undefined where there is one whose cases differ beyond ASCII. It does not start where the
 * kernels are no help, or would miss a form with characters beyond ASCII.
 */
export function createNeedleFinder(needles: readonly Needle[]): ByteFinder | undefined {
  const folded = needles.filter(({ folding }) => folding !== 'none').map(({ text }) => text)
  if (!folded.every((text) => /^[\x00-\x7f]*$/.test(text))) return undefined
  const patterns = needles.map(({ text, folding }): BytePattern => ({ bytes: Buffer.from(text, 'utf8'), anyCase: folding !== 'none' }))
  const foreign = Object.keys(FOREIGN)
    .filter((letter) => folded.some((text) => text.toLowerCase().includes(letter)))
    .map((letter) => Buffer.from(FOREIGN[letter]))
  let owner: Kernels | undefined
  let find: Finder
  let findForeign: readonly Finder[]
  let block: Block
  let end = 0
  let known = -1
  return {
    start(next, from, to) {
      // The plain search in any case decodes all that is left for every place it finds.
      if (folded.length > 0 && next.kernels === plainKernels) return false
      if (owner !== next.kernels) {
        owner = next.kernels
        find = finderFor(owner, patterns)
        findForeign = foreign.map((bytes) => next.kernels.finder(bytes, false))
      }
      block = next
      end = to
      known = -1
      return findForeign.every((finder) => finder(next.bytes, from, to) < 0)
    },
    next(at) {
      if (known < at) {
        const place = find(block.bytes, at, end)
        known = place < 0 ? Infinity : place
      }
      return known
    },
  }
}

function finderFor(kernels: Kernels, patterns: readonly BytePattern[]): Finder {
  const [first] = patterns
  return patterns.length === 1 ? kernels.finder(first.bytes, first.anyCase) : kernels.anyFinder(patterns)
}
