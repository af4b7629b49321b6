/** Random files and pipelines that have something to do with each other. */
import fc from 'fast-check'
import type { Query, Span, StageNode } from '../../src/engine/query/ast.ts'
import type { ContextNode } from '../../src/engine/stages/ordered/context.ts'
import type { LinesNode } from '../../src/engine/stages/filter/lines.ts'
import { makePlan } from '../../src/engine/results/plan.ts'
import { parse, print } from '../../src/engine/stages/registry.ts'
import { query } from './queryArbitrary.ts'

const NOWHERE: Span = { start: 0, end: 0 }

const words = ['error', 'Error', 'ERROR', 'timeout', 'ok', 'user=ann', 'user=bob', 'user=søren', 'ms=5', 'ms=40', 'ms=5.0', 'took 12ms', '500', '5e2', 'é', 'K', '\u212a', '😀', '"x"', '*', '|', '=cmd()']

const line = fc.oneof(
  { weight: 8, arbitrary: fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((parts) => Buffer.from(parts.join(' '))) },
  { weight: 2, arbitrary: fc.constantFrom('user=ann ms=5', 'user=bob ms=40', 'user= ms=', 'error user=ann ms=7 x', '').map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 10))) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('x', 'é', 'ab '), fc.integer({ min: 60, max: 400 }), fc.constantFrom('', 'timeout', 'user=ann ms=5')).map(([text, times, end]) => Buffer.from(text.repeat(times) + end)) },
)

/** The bytes of a file: lines with ends of all kinds or all with CRLF, the last perhaps without one or empty ones behind it; perhaps a byte order mark, perhaps nothing else. */
export const fileBytes = (maxLines = 60): fc.Arbitrary<Buffer> =>
  fc
    .record({
      lines: fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\r\n')), { maxLength: maxLines }),
      cut: fc.boolean(),
      // Not 0, which is what cases shrink to.
      mark: fc.integer({ min: 0, max: 9 }).map((of) => of === 9),
      crlf: fc.integer({ min: 0, max: 9 }).map((of) => of === 9),
      empty: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(4) }),
    })
    .map(({ lines, cut, mark, crlf, empty }) => {
      const endOf = (own: string): Buffer => Buffer.from(crlf ? '\r\n' : own)
      const parts = lines.flatMap(([text, end], i) => (cut && i === lines.length - 1 ? [text] : [text, endOf(end)]))
      return Buffer.concat([Buffer.from(mark ? '\ufeff' : ''), ...parts, ...Array.from({ length: empty }, () => endOf('\n'))])
    })

/** Bytes of the byte order mark of a file. */
export const markOf = (bytes: Buffer): number => (bytes.subarray(0, 3).equals(Buffer.from('\ufeff')) ? 3 : 0)

/** One to three files. */
export const files = (maxLines = 60): fc.Arbitrary<Buffer[]> =>
  fc.oneof({ weight: 3, arbitrary: fc.tuple(fileBytes(maxLines)) }, { weight: 1, arbitrary: fc.array(fileBytes(maxLines), { minLength: 2, maxLength: 3 }) })

const texts = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...words) },
  { weight: 2, arbitrary: fc.constantFrom('user=', ' ms=', 'm', 'e', 'r', ' ', 'x', 'ann', 'no such') },
  { weight: 1, arbitrary: fc.constantFrom('\ufffd', 'K', 'k', 'xx', 'éé') },
)

const regexes = fc.record({
  source: fc.constantFrom('e', '^user', 'ms=\\d+', 'error.*ann', '[A-Z]+', '\\b5', '(?:ann|bob)', 's?$', '\\d{2,}', '.', 'é|K', '^$'),
  flags: fc.constantFrom('', '', 'i', 'u', 'g'),
})

/** Whether columns are left behind every stage: else there is no plan. */
export function hasPlan(made: Query): boolean {
  try {
    makePlan(made)
    return true
  } catch {
    return false
  }
}

const rows = fc.oneof({ weight: 3, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(80) })

/** Stages that cannot stand everywhere. */
export const placedStages: fc.Arbitrary<StageNode> = fc.oneof(
  fc.record({ before: rows, after: rows }).map((around): StageNode => ({ name: 'context', ...around, span: NOWHERE }) as ContextNode),
  fc
    .record({ from: fc.integer({ min: 1, max: 40 }), more: fc.option(fc.nat(30), { nil: undefined }) })
    .map(({ from, more }): StageNode => ({ name: 'lines', from, to: more === undefined ? undefined : from + more, span: NOWHERE }) as LinesNode),
)

/** The query with such stages at some of its places. */
function withPlaced(made: Query, more: readonly (readonly [StageNode, number])[]): Query {
  const stages = [...made.stages]
  for (const [node, at] of more) stages.splice(1 + (at % stages.length), 0, { node, on: true, span: NOWHERE })
  return { stages }
}

/** A query that parses and has a plan, as its text and as what that means. */
export const pipelines: fc.Arbitrary<{ text: string; query: Query }> = fc
  .tuple(query({ fields: ['user', 'ms', 'raw', 'line'], texts, regexes }), fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: fc.array(fc.tuple(placedStages, fc.nat(9)), { maxLength: 2 }) }))
  .map(([made, more]) => print(withPlaced(made, more)))
  .map((text) => ({ text, ...parse(text) }))
  // The runs of a case have each a moment of their own, and the reference has none.
  .filter(({ text, diagnostics, query: parsed }) => diagnostics.length === 0 && !text.includes('now()') && hasPlan(parsed))
  .map(({ text, query: parsed }) => ({ text, query: parsed }))

/** Sizes of blocks and longest lines; blocks down to a byte. */
export const blockSizes = fc
  .tuple(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 2000 })), fc.integer({ min: 64, max: 300 }))
  .map(([blockBytes, more]) => ({ blockBytes, maxLineBytes: Math.max(blockBytes, more) }))
