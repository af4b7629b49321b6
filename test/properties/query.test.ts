import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { addStage, joinStages, moveStage, removeStage, replaceStage, stageTexts, toggleStage } from '../../src/engine/query/editing.ts'
import type { SearchExpr, SearchNode, Span } from '../../src/engine/query/ast.ts'
import { parse, print, stages } from '../../src/engine/stages/registry.ts'
import { anyQuery, meaning, nastyText, queryLikeText } from '../support/queryArbitrary.ts'

describe('query text', function () {
  this.timeout(60_000)

  it('is made of all stages there are', () => {
    const made = new Set(fc.sample(anyQuery, 3000).flatMap((tree) => tree.stages.map(({ node }) => node.name)))
    // These may not stand anywhere, and are held to their texts by their own tests.
    const elsewhere = ['context', 'lines', 'script']
    assert.deepEqual([...made].filter((name) => !elsewhere.includes(name)).sort(), stages.map(({ names: [name] }) => name).filter((name) => !elsewhere.includes(name)).sort())
  })

  it('parses to the query that was printed', () => {
    fc.assert(
      fc.property(anyQuery, (tree) => {
        const text = print(tree)
        const { query: read, diagnostics } = parse(text)
        assert.deepEqual(diagnostics, [], text)
        assert.deepEqual(meaning(read), meaning(tree), text)
        assert.equal(print(read), text)
      }),
      { numRuns: 3000 },
    )
  })

  it('never breaks the parser, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(queryLikeText, nastyText), (text) => {
        const { query: read, diagnostics, tokens } = parse(text)
        for (const diagnostic of diagnostics) assertInside(diagnostic, 0, text.length)
        let end = 0
        for (const token of tokens) {
          assert.ok(token.start >= end && token.end > token.start && token.end <= text.length, `token at ${token.start}`)
          end = token.end
        }
        end = 0
        for (const stage of read.stages) {
          assert.ok(stage.span.start >= end && stage.span.end <= text.length)
          end = stage.span.end
          assertInside(stage.node.span, stage.span.start, stage.span.end)
          if (stage.node.name === 'search') assertNested((stage.node as SearchNode).expr, stage.node.span)
        }
        if (diagnostics.length > 0) return
        const printed = print(read)
        const again = parse(printed)
        assert.deepEqual(again.diagnostics, [], printed)
        assert.deepEqual(meaning(again.query), meaning(read), printed)
        assert.equal(print(again.query), printed)
      }),
      { numRuns: 5000 },
    )
  })

  it('keeps all other stages as they are when one is changed', () => {
    const at = fc.nat(6)
    fc.assert(
      fc.property(anyQuery, at, at, (tree, i, j) => {
        const text = joinStages(stageTexts(print(tree)).map((stage, k) => ({ ...stage, ...COMMENTS[(i + j + k) % COMMENTS.length] })))
        assert.deepEqual(canonical(text), canonical(print(tree)))
        const before = stageTexts(text)
        const commentsOf = (query: string): string[] => stageTexts(query).flatMap(({ above = [], behind = [] }) => [...above, ...behind])
        assert.deepEqual(commentsOf(toggleStage(text, i)), commentsOf(text))
        const check = (changed: string, expected: typeof before): void => {
          assert.deepEqual(parse(changed).diagnostics, [], changed)
          assert.deepEqual(canonical(changed), canonical(joinStages(expected)), changed)
          assert.equal(stageTexts(changed).length, expected.length)
        }
        const valid = i < before.length
        check(toggleStage(text, i), before.map((stage, k) => (k === i ? { ...stage, on: !stage.on } : stage)))
        check(addStage(text, before.length, 'head 3'), [...before, { text: 'head 3', on: true }])
        if (valid && i > 0) check(removeStage(text, i), before.filter((_, k) => k !== i))
        if (valid && i > 0) check(replaceStage(text, i, 'tail 5'), before.map((stage, k) => (k === i ? { ...stage, text: 'tail 5' } : stage)))
        if (valid && i > 0 && j > 0 && j < before.length) {
          const moved = before.filter((_, k) => k !== i)
          moved.splice(j, 0, before[i])
          check(moveStage(text, i, j), moved)
        }
      }),
      { numRuns: 500 },
    )
  })
})

const COMMENTS = [{}, { above: ['// a | b'] }, { behind: ['// "', '//'] }, {}]

function canonical(text: string): unknown {
  return meaning(parse(text).query)
}

function assertInside(span: Span, start: number, end: number): void {
  assert.ok(span.start >= start && span.start <= span.end && span.end <= end, `${span.start}…${span.end} outside ${start}…${end}`)
}

function assertNested(expr: SearchExpr, outer: Span): void {
  assertInside(expr.span, outer.start, outer.end)
  const items = expr.type === 'not' ? [expr.item] : expr.type === 'and' || expr.type === 'or' ? expr.items : []
  for (const item of items) assertNested(item, expr.span)
}
