import { RAW_COLUMN } from '../../../common/page.ts'
import type { StageNode } from '../../query/ast.ts'
import { printName } from '../../query/printer.ts'
import type { RecordBatch } from '../../records/batch.ts'
import type { BlockLocalStage } from '../contract.ts'
import { FieldWatch } from './fieldWatch.ts'

export interface Renaming {
  readonly from: string
  readonly to: string
}

export interface RenameNode extends StageNode {
  readonly name: 'rename'
  readonly renamings: readonly Renaming[]
}

export const rename: BlockLocalStage<RenameNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['rename'],
  summary: 'Gives fields other names; a field that had such a name is gone.',
  usage: 'rename field as name, …',
  examples: [
    { query: '| parse "user=* took *ms" as user, ms | rename ms as duration', about: 'The field ms is now called duration.' },
    { query: '| parse "user=* took *ms" as a, b | rename a as b, b as a', about: 'All at once, so names can be swapped.' },
  ],
  template: { text: 'rename message as text', select: [7, 14] },
  icon: 'edit',
  parse(parser, span) {
    const renamings: Renaming[] = []
    do {
      const from = parser.expectName(renamings.length === 0 ? "the name of a field after 'rename'" : "the name of a field after ','")
      parser.expectKeyword('as', `'${from.value}'`)
      const to = parser.expectName("another name after 'as'")
      if (from.value === RAW_COLUMN) parser.report(from.span, `expected a field: '${RAW_COLUMN}' is the row's text`)
      if (to.value === RAW_COLUMN) parser.report(to.span, `expected another name: '${RAW_COLUMN}' is the row's text`)
      if (renamings.some((each) => each.from === from.value)) parser.report(from.span, `expected each field once, found '${from.value}' again`)
      if (renamings.some((each) => each.to === to.value)) parser.report(to.span, `expected different names, found '${to.value}' again`)
      renamings.push({ from: from.value, to: to.value })
    } while (parser.takePunctuation(','))
    return { name: 'rename', renamings, span: span() }
  },
  print: (node) => `rename ${node.renamings.map(({ from, to }) => `${printName(from)} as ${printName(to)}`).join(', ')}`,
  columns({ renamings }, before) {
    const kept = before.names.filter((name) => renamings.some(({ from }) => from === name) || !renamings.some(({ to }) => to === name))
    const names = kept.map((name) => renamings.find(({ from }) => from === name)?.to ?? name)
    return { ...before, names: [...names, ...renamings.map(({ to }) => to).filter((name) => !names.includes(name))] }
  },
  reads: (node) => node.renamings.map(({ from }) => from),
  writes: (node) => node.renamings.flatMap(({ from, to }) => [from, to]),
  create({ renamings }, context) {
    const watch = new FieldWatch(renamings.map(({ from }) => from), context)
    const to = renamings.map((each) => each.to)
    // Names that nothing has now.
    const gone = renamings.map((each) => each.from).filter((name) => !to.includes(name))
    const renamed = (batch: RecordBatch): RecordBatch =>
      batch.withValues([...to, ...gone], (row) => renamings.map(({ from }) => batch.field(from, row)))
    return function* (batches) {
      for (const batch of batches) {
        watch.look(batch)
        yield renamed(batch)
      }
    }
  },
}
