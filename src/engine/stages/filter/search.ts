import type { SearchNode } from '../../query/ast.ts'
import { printExpr } from '../../query/printer.ts'
import type { BlockLocalStage } from '../contract.ts'
import { describeDriver, driversOf } from './driver.ts'
import { fieldsOf } from './expression.ts'
import { createSearch } from './searchRun.ts'

export const search: BlockLocalStage<SearchNode> = {
  kind: 'blockLocal',
  filters: true,
  names: ['search', 'filter'],
  summary: 'Keeps the rows that match: words, "phrases", /regexes/, comparisons of fields, AND, OR, NOT and parentheses.',
  usage: 'words "phrase" /regex/flags field=value field:part AND OR NOT -term ( )',
  examples: [
    { query: 'error timeout', about: 'Both words, anywhere in the row. Without a capital letter a word ignores case.' },
    { query: '"connection refused" OR ETIMEDOUT', about: 'Quotes keep words together; AND, OR and NOT are written in capitals.' },
    { query: 'error -debug', about: 'A minus before a term, or NOT: rows without it.' },
    { query: '/user=\\w+ .*latency=\\d{4,}/i', about: 'A regular expression; its flags say whether it ignores case.' },
    { query: '| parse "took *ms" as ms | search ms>500', about: 'Fields: = != < <= > >= compare, : looks inside, name:* is any value.' },
    { query: 'time=14:03', about: "A minute: the last 14:03 that is not after the log's end. With a date as time=2024-05-01T14:03." },
    { query: '/var/log/app 12:30:01 std::x', about: 'These are words.' },
  ],
  template: { text: 'search error', select: [7, 12] },
  icon: 'search',
  parse(parser, span) {
    if (parser.atEnd()) parser.fail("expected what to search for after 'search'; * is every row")
    return { name: 'search', expr: parser.search(), span: span() }
  },
  print: (node) => `search ${printExpr(node.expr)}`,
  describe: (node) => (node.expr.type === 'all' ? 'search' : `search ${printExpr(node.expr)}`),
  columns: (_node, before) => before,
  reads: (node) => fieldsOf(node.expr),
  create: (node, context) => createSearch(node.expr, context),
  pushDown: (node) => (node.expr.type === 'all' ? undefined : describeDriver(driversOf(node.expr))),
}
