import type { StageNode } from '../../query/ast.ts'
import { printName, printRegex, printString } from '../../query/printer.ts'
import { compileRegex } from '../../query/regex.ts'
import type { StageParser } from '../../query/stageParser.ts'
import type { RecordBatch } from '../../records/batch.ts'
import type { BlockLocalStage, StageContext } from '../contract.ts'
import { fieldText } from '../fieldAccess.ts'
import { FieldWatch } from './fieldWatch.ts'
import { checkMade } from './madeFields.ts'
import { fillWildcards, matchWhole, readWildcards } from './wildcards.ts'

/** What is looked for, and what is put in its place. */
export type Replacement =
  /** `by`: with `$1`, `$<name>`, `$&` and `$$` as in JavaScript. */
  | { readonly type: 'regex'; readonly source: string; readonly flags: string; readonly by: string }
  /** A whole value, in which * is any text; a * in `by` is what it stands for. */
  | { readonly type: 'value'; readonly text: string; readonly by: string }

export interface ReplaceNode extends StageNode {
  readonly name: 'replace'
  readonly replacements: readonly Replacement[]
  /** Fields whose values are changed; none for the row's text. */
  readonly fields: readonly string[]
}

export const replace: BlockLocalStage<ReplaceNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['replace'],
  summary:
    "Replaces what a regular expression finds in the row's text, or in fields, wherever it does; or whole values of fields, one replacement after the other. As in PPL, which has no regular expressions here.",
  usage: 'replace /regex/ with "text", … [in field, …]   or   replace "value" with "text", … in field, …',
  examples: [
    { query: '| replace /\\d+/ with "N"', about: 'Every number becomes N.' },
    { query: '| replace /user=(\\w+)/i with "<$1>"', about: '$1, $<name> and $& stand for what was found, $$ for a dollar.' },
    { query: '| parse "user=* took *ms" as user, ms | replace /^a/ with "A" in user', about: 'In a field; the text stays as it is.' },
    { query: '| parse "user=* " as user | replace "ann" with "Ann", "b*" with "B*" in user', about: 'Whole values: * is any text, also in what takes its place; \\* is a star.' },
  ],
  template: { text: 'replace /\\d+/ with "N"', select: [9, 12] },
  icon: 'replace-all',
  parse(parser, span) {
    const replacements: Replacement[] = []
    let lastValue: { readonly start: number; readonly end: number } | undefined
    do {
      const regex = parser.takeRegex()
      const value = regex ? undefined : parser.expectString(`a /regex/ or the "value" of a field after 'replace'`)
      parser.expectKeyword('with', regex ? 'the regular expression' : 'the value')
      const by = parser.expectString(`the new "text" after 'with'`)
      if (regex) replacements.push({ type: 'regex', ...regex.value, by: by.value })
      if (!value) continue
      lastValue = value.span
      const [wanted, given] = [value.value, by.value].map((text) => readWildcards(text).pieces.length - 1)
      if (given > 0 && given !== wanted) parser.report(by.span, `expected ${wanted === 0 ? 'no *' : `${wanted} *, or none`}, as in the value that is replaced, found ${given}; \\* is a star`)
      replacements.push({ type: 'value', text: value.value, by: by.value })
    } while (parser.takePunctuation(','))
    const fields = parser.takeKeyword('in') ? readFields(parser) : []
    if (lastValue && fields.length === 0) parser.report(lastValue, `expected 'in' and fields behind: a "text" replaces whole values, a /regex/ what it finds in the row's text`)
    return { name: 'replace', replacements, fields, span: span() }
  },
  print({ replacements, fields }) {
    const pairs = replacements.map((each) => `${each.type === 'regex' ? printRegex(each.source, each.flags) : printString(each.text)} with ${printString(each.by)}`)
    return `replace ${pairs.join(', ')}${fields.length > 0 ? ` in ${fields.map(printName).join(', ')}` : ''}`
  },
  columns: (_node, before) => before,
  reads: ({ fields }) => (fields.length > 0 ? fields : ['raw']),
  create({ replacements, fields }, context) {
    const change = changer(replacements, context)
    const watch = new FieldWatch(fields, context)
    return function* (batches) {
      for (const batch of batches) {
        if (fields.length === 0) yield batch.withText((text, row) => change(text, batch, row))
        else {
          watch.look(batch)
          yield fields.reduce((before, field) => {
            return before.withValues([field], (row) => {
              const text = fieldText(before, field, row)
              if (text === undefined) return undefined
              const changed = change(text, before, row)
              // A number stays one where it is not changed.
              return [changed === text ? before.field(field, row) : changed]
            })
          }, batch)
        }
      }
    }
  },
}

function readFields(parser: StageParser): string[] {
  const names = parser.expectNames("the names of fields after 'in'")
  for (const [i, name] of names.entries()) {
    checkMade(parser, name)
    if (names.findIndex(({ value }) => value === name.value) < i) parser.report(name.span, `expected each field once, found '${name.value}' again`)
  }
  return names.map(({ value }) => value)
}

function changer(replacements: readonly Replacement[], context: StageContext): (text: string, batch: RecordBatch, row: number) => string {
  const steps = replacements.map((each) => {
    if (each.type === 'regex') {
      const regex = compileRegex(each.source, each.flags, 'g')
      return (text: string, batch: RecordBatch, row: number): string => {
        context.beat(batch, row)
        return text.replace(regex, each.by)
      }
    }
    const [pattern, by] = [readWildcards(each.text), readWildcards(each.by)]
    return (text: string): string => {
      const found = matchWhole(pattern, text)
      return found ? fillWildcards(by, found) : text
    }
  })
  return (text, batch, row) => steps.reduce((before, step) => step(before, batch, row), text)
}
