import type { StageNode } from '../../query/ast.ts'
import { shown } from '../../query/diagnostics.ts'
import { printName } from '../../query/printer.ts'
import type { BlockLocalStage } from '../contract.ts'
import { fieldText } from '../fieldAccess.ts'
import { FieldWatch } from './fieldWatch.ts'
import { jsonOf, withKeys } from './json.ts'
import { jsonField } from './jsonValue.ts'
import { expectMadeNames, withColumns } from './madeFields.ts'

export interface FlattenNode extends StageNode {
  readonly name: 'flatten'
  readonly field: string
  /** Names for the keys in their order; none for the keys themselves. */
  readonly aliases: readonly string[]
}

export const flatten: BlockLocalStage<FlattenNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['flatten'],
  summary:
    'Makes the keys of an object in a field fields of the row, or gives them other names: one for each key, in the order of the sorted keys, as in PPL. Unlike there objects that are inside of it can be reached too, with dots.',
  usage: 'flatten field [as (name, …)]',
  examples: [
    { query: '| parse "payload=*" as payload | flatten payload | where status >= 500', about: 'The keys of the object in payload.' },
    { query: '| spath path=user | flatten user as (user_id, user_name)', about: 'Of {"name":…,"id":…}: id comes before name.' },
  ],
  template: { text: 'flatten request', select: [8, 15] },
  icon: 'list-flat',
  parse(parser, span) {
    const { value: field } = parser.expectName("the name of a field after 'flatten'")
    if (!parser.takeKeyword('as')) return { name: 'flatten', field, aliases: [], span: span() }
    const inParentheses = parser.takePunctuation('(')
    const aliases = expectMadeNames(parser, "names after 'as'").map(({ value }) => value)
    if (inParentheses && !parser.takePunctuation(')')) parser.fail("expected ')' after the names")
    return { name: 'flatten', field, aliases, span: span() }
  },
  print: ({ field, aliases }) => `flatten ${printName(field)}${aliases.length > 0 ? ` as (${aliases.map(printName).join(', ')})` : ''}`,
  columns: ({ aliases }, before) => withColumns(before, aliases),
  reads: ({ field }) => [field],
  create({ field, aliases }, context) {
    const watch = new FieldWatch([field], context)
    return function* (batches) {
      for (const batch of batches) {
        watch.look(batch)
        const objectOf = (row: number): object | undefined => {
          const text = fieldText(batch, field, row)
          if (text === undefined || /^\s*\{/.test(text)) return jsonOf(batch, field, row, context)
          context.fault(batch, row, `expected a JSON object in ${field}, found ${shown(text)}`)
          return undefined
        }
        if (aliases.length === 0) yield withKeys(batch, objectOf)
        else {
          yield batch.withValues(aliases, (row) => {
            const object = objectOf(row)
            if (!object) return undefined
            const keys = Object.keys(object).sort()
            if (keys.length !== aliases.length) context.fault(batch, row, `expected ${aliases.length} keys in ${field}, found ${keys.length}`)
            return keys.map((key) => jsonField((object as Record<string, unknown>)[key]) ?? undefined)
          })
        }
      }
    }
  },
}
