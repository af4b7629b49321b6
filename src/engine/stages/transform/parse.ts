import { RAW_COLUMN } from '../../../common/page.ts'
import type { StageNode } from '../../query/ast.ts'
import { printName, printRegex, printString } from '../../query/printer.ts'
import { compileRegex, groupNames, regexProblem } from '../../query/regex.ts'
import type { At, Pattern, StageParser } from '../../query/stageParser.ts'
import type { FieldValues } from '../../records/batch.ts'
import type { BlockLocalStage } from '../contract.ts'
import { fieldText } from '../fieldAccess.ts'
import { FieldWatch } from './fieldWatch.ts'
import { withColumns } from './madeFields.ts'
import { matchWildcards, readWildcards } from './wildcards.ts'

export interface ParseNode extends StageNode {
  readonly name: 'parse'
  /** The field that is taken apart; undefined is the row's text. */
  readonly from: string | undefined
  readonly pattern:
    | { readonly type: 'wildcards'; readonly text: string; readonly names: readonly string[] }
    | { readonly type: 'regex'; readonly source: string; readonly flags: string }
}

export const parse: BlockLocalStage<ParseNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['parse'],
  summary: "Takes fields out of the row's text, or out of another field. Rows that do not fit stay, without the fields.",
  usage: 'parse [field] "text * text" as name, …   or   parse [field] /(?<name>regex)/',
  examples: [
    { query: '| parse "user=* took *ms" as user, ms', about: 'Each * takes as little as it can; one at the end takes the rest.' },
    { query: '| parse /user=(?<user>\\w+)/', about: 'Named groups become fields.' },
    { query: '| parse "GET * " as url | parse url /^(?<path>[^?]*)/', about: 'Takes another field apart.' },
    { query: '| parse "\\*\\* * \\*\\*" as title', about: '\\* stands for a star.' },
  ],
  template: { text: 'parse "user=* " as user', select: [7, 14] },
  icon: 'symbol-field',
  parse(parser, span) {
    const from = parser.takeName()?.value
    const regex = parser.takeRegex()
    const pattern = regex ? namedRegex(parser, regex) : wildcards(parser)
    return { name: 'parse', from: from === RAW_COLUMN ? undefined : from, pattern, span: span() }
  },
  print(node) {
    const { from, pattern } = node
    const head = from === undefined ? 'parse' : `parse ${printName(from)}`
    if (pattern.type === 'regex') return `${head} ${printRegex(pattern.source, pattern.flags)}`
    return `${head} ${printString(pattern.text)} as ${pattern.names.map(printName).join(', ')}`
  },
  describe: (node) => `parse ${fieldNames(node).join(', ')}`,
  columns: (node, before) => withColumns(before, fieldNames(node)),
  reads: (node) => [node.from ?? RAW_COLUMN],
  create(node, context) {
    const names = fieldNames(node)
    const match = matcher(node, names)
    const watch = new FieldWatch(this.reads(node), context)
    return function* (batches) {
      for (const batch of batches) {
        watch.look(batch)
        yield batch.withValues(names, (row) => {
          const value = node.from === undefined ? batch.text(row) : fieldText(batch, node.from, row)
          if (value === undefined) return undefined
          context.beat(batch, row)
          return match(value)
        })
      }
    }
  },
}

/** Fields that the stage makes. */
function fieldNames({ pattern }: ParseNode): readonly string[] {
  return pattern.type === 'regex' ? groupNames(pattern.source, pattern.flags) : pattern.names
}

function namedRegex(parser: StageParser, { value, span }: At<Pattern>): ParseNode['pattern'] {
  const { source, flags } = value
  if (!regexProblem(source, flags) && groupNames(source, flags).length === 0) {
    parser.report(span, 'expected a named group in the regular expression, as (?<name>\\w+)')
  }
  return { type: 'regex', source, flags }
}

function wildcards(parser: StageParser): ParseNode['pattern'] {
  const pattern = parser.expectString(`a "pattern with *" or a /regex/ after 'parse'`)
  const { pieces } = readWildcards(pattern.value)
  const stars = pieces.length - 1
  if (stars === 0) parser.report(pattern.span, 'expected at least one * in the pattern, for the text that becomes a field')
  if (pieces.slice(1, -1).includes('')) parser.report(pattern.span, 'expected text between two * of the pattern')
  parser.expectKeyword('as', 'the pattern')
  const names = parser.expectNames("a name for each * after 'as'")
  if (stars > 0 && names.length !== stars) {
    const span = { start: names[0].span.start, end: names[names.length - 1].span.end }
    parser.report(span, `expected ${stars} ${stars === 1 ? 'name' : 'names'}, one for each * of the pattern, found ${names.length}`)
  }
  for (const [i, { value, span }] of names.entries()) {
    if (names.findIndex((name) => name.value === value) < i) parser.report(span, `expected different names, found '${value}' again`)
    if (value === RAW_COLUMN) parser.report(span, `expected another name: '${RAW_COLUMN}' is the row's text`)
  }
  return { type: 'wildcards', text: pattern.value, names: names.map(({ value }) => value) }
}

type Match = (text: string) => FieldValues | undefined

function matcher({ pattern }: ParseNode, names: readonly string[]): Match {
  if (pattern.type === 'wildcards') {
    const wildcardPattern = readWildcards(pattern.text)
    return (text) => matchWildcards(wildcardPattern, text)
  }
  const regex = compileRegex(pattern.source, pattern.flags)
  return (text) => {
    const groups = regex.exec(text)?.groups
    return groups && names.map((name) => groups[name])
  }
}
