import { RAW_COLUMN } from '../../../common/page.ts'
import type { StageNode } from '../../query/ast.ts'
import { printName } from '../../query/printer.ts'
import type { BlockLocalRun, BlockLocalStage, Columns, StageContext } from '../contract.ts'
import { FieldWatch } from './fieldWatch.ts'

export interface FieldsNode extends StageNode {
  readonly name: 'fields'
  readonly mode: 'keep' | 'remove'
  readonly fields: readonly string[]
}

export const fields: BlockLocalStage<FieldsNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['fields', 'table'],
  summary: 'Chooses the columns that are shown and exported.',
  usage: 'fields [-] name, …',
  examples: [
    { query: '| parse "user=* took *ms" as user, ms | fields user, ms', about: 'Only these two columns.' },
    { query: '| parse "user=* took *ms" as user, ms | fields raw, user', about: "The row's text, then the user." },
    { query: '| parse "user=* took *ms" as user, ms | fields - ms', about: 'All columns but one.' },
  ],
  template: { text: 'fields raw', select: [7, 10] },
  icon: 'list-flat',
  parse(parser, span) {
    const remove = parser.takePunctuation('-')
    if (!remove) parser.takePunctuation('+')
    const names = parser.expectNames(`the names of fields after 'fields'`)
    const seen = new Set<string>()
    for (const { value, span: at } of names) {
      if (seen.has(value)) parser.report(at, `expected each field once, found '${value}' again`)
      seen.add(value)
    }
    return { name: 'fields', mode: remove ? 'remove' : 'keep', fields: names.map(({ value }) => value), span: span() }
  },
  print: (node) => `fields ${node.mode === 'remove' ? '- ' : ''}${node.fields.map(printName).join(', ')}`,
  columns(node, before): Columns {
    if (node.mode === 'keep') return { ...before, names: node.fields, chosen: true }
    const names = before.names.filter((name) => !node.fields.includes(name))
    // Rows that still show their text are still rows of the log.
    return { ...before, names, chosen: before.chosen || !names.includes(RAW_COLUMN) }
  },
  reads: (node) => node.fields,
  writes: () => [],
  create: (node, context) => watchFields(node.fields, context),
}

/** Lets everything through, and tells which of the fields there are: each is looked for until it has been seen once. */
function watchFields(names: readonly string[], context: StageContext): BlockLocalRun {
  const watch = new FieldWatch(names, context)
  return function* (batches) {
    for (const batch of batches) {
      watch.look(batch)
      yield batch
    }
  }
}
