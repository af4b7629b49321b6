import { RAW_COLUMN } from '../../../common/page.ts'
import type { SearchExpr, StageNode } from '../../query/ast.ts'
import { printName, printRegex } from '../../query/printer.ts'
import type { BlockLocalStage } from '../contract.ts'
import { describeDriver, driversOf } from './driver.ts'
import { createSearch } from './searchRun.ts'

export interface RegexNode extends StageNode {
  readonly name: 'regex'
  readonly field: string
  readonly negated: boolean
  readonly source: string
  readonly flags: string
}

export const regexStage: BlockLocalStage<RegexNode> = {
  kind: 'blockLocal',
  filters: true,
  names: ['regex'],
  summary: 'Keeps the rows of which a field matches a regular expression, or with != those of which it does not.',
  usage: 'regex [field] [=|!=] /regex/',
  examples: [
    { query: '| regex /took \\d+ms/', about: 'Of all the text, as a search for /took \\d+ms/.' },
    { query: '| parse "user=* " as user | regex user /^a/', about: 'Rows without the field are left out,' },
    { query: '| parse "user=* " as user | regex user != /^a/', about: 'also here.' },
  ],
  template: { text: 'regex raw /error|warn/i', select: [11, 21] },
  icon: 'regex',
  parse(parser, span) {
    const field = parser.takeName()?.value ?? RAW_COLUMN
    const negated = parser.takePunctuation('!=')
    if (!negated) parser.takePunctuation('=')
    const { value } = parser.expectRegex(`a /regex/ after 'regex'${field === RAW_COLUMN ? '' : ` and the field`}`)
    return { name: 'regex', field, negated, ...value, span: span() }
  },
  print: (node) => `regex ${printName(node.field)} ${node.negated ? '!= ' : ''}${printRegex(node.source, node.flags)}`,
  columns: (_node, before) => before,
  reads: (node) => [node.field],
  create: (node, context) => createSearch(asSearch(node), context),
  pushDown: (node) => describeDriver(driversOf(asSearch(node))),
}

/** The search that is the same. */
function asSearch({ field, negated, source, flags, span }: RegexNode): SearchExpr {
  if (field !== RAW_COLUMN) return { type: 'compare', field, op: negated ? '!=' : '=', value: { type: 'regex', source, flags }, span }
  const regex: SearchExpr = { type: 'regex', source, flags, span }
  return negated ? { type: 'not', item: regex, span } : regex
}
