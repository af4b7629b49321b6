/** Lines that start a record by an expression. */
import type { AST } from '@eslint-community/regexpp'
import type { HeadTest } from '../../lines/block.ts'
import { classBytes } from '../../lines/classBytes.ts'
import { LineExpression } from '../fields/lineExpression.ts'
import { parse } from './expressions.ts'
import { MAX_HEAD } from './format.ts'

/** So many bytes of a line are looked at: all of most lines. What is behind them counts as missing. */
const EXPRESSION_BYTES = 4096
const HIGH = Array.from({ length: 128 }, (_, byte) => 128 + byte)

/** `first`: a test of the bytes that an expression begins with, by what expressionStarts gives. `watch`: see Kernels. */
export function expressionHeads(source: string, first: HeadTest | undefined, watch?: () => void): HeadTest {
  const expression = new LineExpression(source, [], watch)
  return {
    bytes: EXPRESSION_BYTES,
    test(bytes, start, end) {
      if (first && !first.test(bytes, start, end)) return false
      let stop = start
      const limit = Math.min(end, start + EXPRESSION_BYTES)
      while (stop < limit && bytes[stop] !== 10) stop++
      // Who asks may know the line's end, or not: its CR then belongs to it or not.
      while (stop > start && bytes[stop - 1] === 13) stop--
      return expression.read(bytes, start, stop)
    },
  }
}

/**
 * The bytes that may stand at the first positions of a line that an expression matches from its start; none where nothing is known. Most
 * lines that continue a record are told apart by them, without the expression.
 */
export function expressionStarts(source: string): readonly (readonly number[])[] {
  const { alternatives } = parse(source)
  const sets: number[][] = []
  if (alternatives.length === 1) follow(alternatives[0].elements, sets)
  return sets.slice(0, MAX_HEAD)
}

/** Adds the bytes of some elements; false where it is not known what follows. */
function follow(elements: readonly AST.Element[], sets: number[][]): boolean {
  return elements.every((element) => sets.length < MAX_HEAD && followOne(element, sets))
}

function followOne(element: AST.Element, sets: number[][]): boolean {
  switch (element.type) {
    // They take nothing of the line.
    case 'Assertion':
      return true
    case 'Character':
      if (element.value >= 0x80) return false
      sets.push([element.value])
      return true
    case 'CharacterSet':
    case 'CharacterClass': {
      const found = classBytes(element, 'u')
      // A newline is in no line, and in no set: a line that has none of the bytes is no head.
      if (found) sets.push([...found.codes, ...(found.beyond ? HIGH : [])])
      // A character beyond ASCII has several bytes.
      return found !== undefined && !found.beyond
    }
    case 'Group':
    case 'CapturingGroup':
      // Flags of its own are not looked at.
      if (element.alternatives.length > 1 || (element.type === 'Group' && element.modifiers)) return false
      return follow(element.alternatives[0].elements, sets)
    case 'Quantifier': {
      const { min, max } = element
      for (let i = 0; i < min; i++) if (sets.length >= MAX_HEAD || !followOne(element.element, sets)) return false
      return min === max
    }
    default:
      return false
  }
}
