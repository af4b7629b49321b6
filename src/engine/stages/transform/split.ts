import type { StageNode } from '../../query/ast.ts'
import { printName, printRegex, printString } from '../../query/printer.ts'
import { compileRegex } from '../../query/regex.ts'
import type { StageParser } from '../../query/stageParser.ts'
import type { FieldValue } from '../../records/batch.ts'
import type { BlockLocalStage } from '../contract.ts'
import { fieldText } from '../fieldAccess.ts'
import { FieldWatch } from './fieldWatch.ts'
import { expectMadeNames, withColumns } from './madeFields.ts'

type Separator = { readonly type: 'text'; readonly text: string } | { readonly type: 'regex'; readonly source: string; readonly flags: string }

export interface SplitNode extends StageNode {
  readonly name: 'split'
  readonly field: string
  readonly separator: Separator
  /** Number of the one part that is wanted, from the end where it is negative. */
  readonly at: number | undefined
  /** Names of the parts; none for field.0, field.1, … */
  readonly names: readonly string[]
}

export const split: BlockLocalStage<SplitNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['split'],
  summary:
    'Cuts a field into parts at a separator. The parts become fields with the names that are given (parts behind the last are left out), one part its own, or without names `field.0`, `field.1` and so on.',
  usage: 'split field on "text" as name, …   or   split field on "text" at N as name   or   split field on /regex/',
  examples: [
    { query: '| split raw on " " as first, second', about: 'The first two words. A row with fewer parts has fewer fields.' },
    { query: '| parse "GET * " as path | split path on "/" at -1 as file', about: 'Only the last part: at 0 is the first, -1 the last.' },
    { query: '| parse "tags=*" as tags | split tags on /\\s*[,;]\\s*/ | where `tags.0` = "a"', about: 'By a regular expression; parts by number.' },
  ],
  template: { text: 'split message on " " as first, second', select: [6, 13] },
  icon: 'split-horizontal',
  parse(parser, span) {
    const { value: field } = parser.expectName("the name of a field after 'split'")
    parser.expectKeyword('on', 'the field')
    const separator = readSeparator(parser)
    const at = parser.takeKeyword('at') ? readNumber(parser) : undefined
    if (at !== undefined) parser.expectKeyword('as', 'the number')
    const names = at !== undefined || parser.takeKeyword('as') ? expectMadeNames(parser, "names for the parts after 'as'") : []
    if (at !== undefined && names.length > 1) parser.report(names[1].span, 'expected one name, of the part with this number')
    return { name: 'split', field, separator, at, names: names.map(({ value }) => value), span: span() }
  },
  print({ field, separator, at, names }) {
    const by = separator.type === 'text' ? printString(separator.text) : printRegex(separator.source, separator.flags)
    return `split ${printName(field)} on ${by}${at === undefined ? '' : ` at ${at}`}${names.length > 0 ? ` as ${names.map(printName).join(', ')}` : ''}`
  },
  columns: ({ names }, before) => withColumns(before, names),
  reads: ({ field }) => [field],
  create({ field, separator, at, names }, context) {
    const watch = new FieldWatch([field], context)
    const by = separator.type === 'text' ? separator.text : compileRegex(separator.source, separator.flags)
    // What an expression has in parentheses would be among the parts.
    const cut = typeof by === 'string' || !hasGroups(by) ? (text: string): string[] => text.split(by) : (text: string): string[] => cutAt(text, new RegExp(by, `${by.flags}g`))
    const prefix = `${field}.`
    return function* (batches) {
      for (const batch of batches) {
        watch.look(batch)
        const partsOf = (row: number): string[] | undefined => {
          const text = fieldText(batch, field, row)
          if (text === undefined) return undefined
          context.beat(batch, row)
          return cut(text)
        }
        if (at !== undefined) yield batch.withValues(names, (row) => [partsOf(row)?.at(at)])
        else if (names.length > 0) yield batch.withValues(names, partsOf)
        else yield batch.withOpenFields(partsOf, (parts, name) => numbered(parts, name, prefix), (parts) => parts.map((_, i) => prefix + i))
      }
    }
  },
}

function readSeparator(parser: StageParser): Separator {
  const regex = parser.takeRegex()
  if (regex) return { type: 'regex', ...regex.value }
  const { value: text, span } = parser.expectString(`a "text" or a /regex/ after 'on'`)
  if (text === '') parser.report(span, 'expected a text that is not empty')
  return { type: 'text', text }
}

function readNumber(parser: StageParser): number {
  const fromEnd = parser.takePunctuation('-')
  const number = parser.takeInteger() ?? parser.fail("expected the number of a part after 'at', from 0 or, from the end, -1")
  return fromEnd ? -number.value : number.value
}

function numbered(parts: readonly string[], name: string, prefix: string): FieldValue {
  if (!name.startsWith(prefix)) return undefined
  const number = name.slice(prefix.length)
  return /^(?:0|[1-9]\d{0,8})$/.test(number) ? parts[Number(number)] : undefined
}

function hasGroups(regex: RegExp): boolean {
  return (new RegExp(`${regex.source}|`, regex.flags).exec('')?.length ?? 1) > 1
}

function cutAt(text: string, separator: RegExp): string[] {
  const parts: string[] = []
  let from = 0
  for (const match of text.matchAll(separator)) {
    if (match[0] === '') continue
    parts.push(text.slice(from, match.index))
    from = match.index + match[0].length
  }
  return [...parts, text.slice(from)]
}
