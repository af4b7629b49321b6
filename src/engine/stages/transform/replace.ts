import type { StageNode } from '../../query/ast.ts'
import { printRegex, printString } from '../../query/printer.ts'
import { compileRegex } from '../../query/regex.ts'
import type { BlockLocalStage } from '../contract.ts'

export interface ReplaceNode extends StageNode {
  readonly name: 'replace'
  readonly source: string
  readonly flags: string
  /** With `$1`, `$<name>`, `$&` and `$$` as in JavaScript. */
  readonly by: string
}

export const replace: BlockLocalStage<ReplaceNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['replace'],
  summary: "Replaces what a regular expression finds in the row's text, wherever it does.",
  usage: 'replace /regex/ with "text"',
  examples: [
    { query: '| replace /\\d+/ with "N"', about: 'Every number becomes N.' },
    { query: '| replace /user=(\\w+)/i with "<$1>"', about: '$1, $<name> and $& stand for what was found, $$ for a dollar.' },
  ],
  template: { text: 'replace /\\d+/ with "N"', select: [9, 12] },
  icon: 'replace-all',
  parse(parser, span) {
    const { value: regex } = parser.expectRegex("a /regex/ after 'replace'")
    parser.expectKeyword('with', 'the regular expression')
    const { value: by } = parser.expectString(`the new "text" after 'with'`)
    return { name: 'replace', ...regex, by, span: span() }
  },
  print: (node) => `replace ${printRegex(node.source, node.flags)} with ${printString(node.by)}`,
  columns: (_node, before) => before,
  reads: () => ['raw'],
  create(node, context) {
    const regex = compileRegex(node.source, node.flags, 'g')
    return function* (batches) {
      for (const batch of batches) {
        yield batch.withText((text, row) => {
          context.beat(batch, row)
          return text.replace(regex, node.by)
        })
      }
    }
  },
}
