/** The language of queries and `*.sluice` files for whoever lets people write them: editors, the panel's query field. Pure: it gets text and gives data. */
import type { Diagnostic } from '../../common/protocol.ts'
import type { Span, Token } from '../query/ast.ts'
import { commentsOf } from '../query/segments.ts'
import { parse } from '../stages/registry.ts'

export { complete, matching, type CompletionItem, type Completions } from './complete.ts'
export { allExamples, putExamples, type Examples } from './examples.ts'
export { format, oneLine } from './format.ts'
export type { Help } from './help.ts'
export { hover, type Hover } from './hover.ts'
export { withoutScripts } from './withoutScripts.ts'

/** Mistakes, in the order of the text; none in what can be run. */
export function diagnose(text: string): readonly Diagnostic[] {
  return parse(text).diagnostics
}

/** What to colour, in the order of the text. */
export function tokens(text: string): readonly Token[] {
  const comments = commentsOf(text).map((span: Span): Token => ({ kind: 'comment', ...span }))
  return [...parse(text).tokens, ...comments].sort((a, b) => a.start - b.start)
}
