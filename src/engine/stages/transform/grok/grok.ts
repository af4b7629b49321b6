import { RAW_COLUMN } from '../../../../common/page.ts'
import type { StageNode } from '../../../query/ast.ts'
import { printName, printString } from '../../../query/printer.ts'
import { compileRegex, regexProblem } from '../../../query/regex.ts'
import type { At, StageParser } from '../../../query/stageParser.ts'
import type { FieldValue } from '../../../records/batch.ts'
import type { BlockLocalStage } from '../../contract.ts'
import { fieldText } from '../../fieldAccess.ts'
import { FieldWatch } from '../fieldWatch.ts'
import { takeInput, withColumns } from '../madeFields.ts'
import { compilePattern, GrokProblem, typed, type GrokGroup, type GrokPattern } from './compilePattern.ts'

export interface GrokNode extends StageNode {
  readonly name: 'grok'
  readonly from: string
  readonly pattern: string
  /** Patterns of the query's own, by name. */
  readonly own: Readonly<Record<string, string>>
  /** What the pattern is as a regular expression. */
  readonly expression: { readonly source: string; readonly flags: string }
  readonly groups: readonly GrokGroup[]
}

export const grok: BlockLocalStage<GrokNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['grok'],
  summary:
    "Takes fields out of the row's text, or out of another field, by a pattern of named patterns: %{NAME:field} or %{NAME:field:int}, and regular expressions between. Names are those of Logstash's legacy core set. Unlike in PPL only what has the name of a field becomes one, and the first of two values of a field stays. Rows that do not fit stay, without the fields.",
  usage: 'grok [field] "pattern" [with NAME = "regex", …]',
  examples: [
    { query: '| grok "user=%{WORD:user} took %{INT:ms:int}ms"', about: 'Two fields, one of them a number.' },
    { query: '| grok "%{COMBINEDAPACHELOG}" | stats count() by response', about: 'The fields of an access log: clientip, verb, request, response, bytes and more.' },
    { query: '| grok raw "(?<code>[A-Z]{3}-\\d+)"', about: 'A group with a name, as in a regular expression.' },
    { query: '| grok "%{TICKET:ticket}" with TICKET = "[A-Z]+-\\d+"', about: 'A pattern of your own.' },
  ],
  template: { text: 'grok "%{IP:ip} %{GREEDYDATA:rest}"', select: [6, 33] },
  icon: 'regex',
  parse(parser, span) {
    const from = takeInput(parser)
    const pattern = parser.expectString(`a "pattern" such as "%{IP:ip} %{GREEDYDATA:rest}" after 'grok'`)
    const own = parser.takeKeyword('with') ? readOwn(parser) : {}
    const { source, groups } = compiled(parser, pattern, own)
    return { name: 'grok', from, pattern: pattern.value, own, expression: { source, flags: '' }, groups, span: span() }
  },
  print({ from, pattern, own }) {
    const defined = Object.entries(own).map(([name, text]) => `${name} = ${printString(text)}`)
    return `grok ${from === RAW_COLUMN ? '' : `${printName(from)} `}${printString(pattern)}${defined.length > 0 ? ` with ${defined.join(', ')}` : ''}`
  },
  describe: ({ groups }) => `grok ${fieldsOf(groups).join(', ')}`,
  columns: ({ groups }, before) => withColumns(before, fieldsOf(groups)),
  reads: ({ from }) => [from],
  create({ from, expression, groups }, context) {
    const watch = new FieldWatch([from], context)
    const regex = compileRegex(expression.source, expression.flags)
    const names = fieldsOf(groups)
    const byName = names.map((name) => groups.filter(({ field }) => field === name))
    return function* (batches) {
      for (const batch of batches) {
        watch.look(batch)
        yield batch.withValues(names, (row) => {
          const text = fieldText(batch, from, row)
          if (text === undefined) return undefined
          context.beat(batch, row)
          const found = regex.exec(text)?.groups
          return found && byName.map((all) => firstOf(all, found))
        })
      }
    }
  },
}

function firstOf(groups: readonly GrokGroup[], found: Readonly<Record<string, string | undefined>>): FieldValue {
  for (const { group, type } of groups) {
    const text = found[group]
    if (text !== undefined) return typed(text, type)
  }
  return undefined
}

function fieldsOf(groups: readonly GrokGroup[]): string[] {
  return [...new Set(groups.map(({ field }) => field))]
}

function readOwn(parser: StageParser): Record<string, string> {
  const own: Record<string, string> = {}
  do {
    const { value: name, span } = parser.expectName('the NAME of a pattern')
    if (!/^\w+$/.test(name)) parser.report(span, 'expected a name of letters, digits and _')
    if (!parser.takePunctuation('=')) parser.fail(`expected '=' after ${name}`)
    own[name] = parser.expectString('the "regex" that it stands for').value
  } while (parser.takePunctuation(','))
  return own
}

const NOTHING: GrokPattern = { source: '', groups: [] }

/** A pattern that cannot be used is reported. */
function compiled(parser: StageParser, { value, span }: At<string>, own: Readonly<Record<string, string>>): GrokPattern {
  try {
    const pattern = compilePattern(value, own)
    const problem = regexProblem(pattern.source, '')
    if (problem) parser.report(span, `expected a pattern that is a regular expression: ${problem.slice(problem.lastIndexOf(': ') + 2)}`)
    else if (pattern.groups.length === 0) parser.report(span, 'expected a field in the pattern, as %{WORD:name} or (?<name>\\w+)')
    return problem ? NOTHING : pattern
  } catch (error) {
    if (!(error instanceof GrokProblem)) throw error
    parser.report(span, error.message)
    return NOTHING
  }
}
