import type { StageNode } from '../../query/ast.ts'
import { printName } from '../../query/printer.ts'
import type { StageParser } from '../../query/stageParser.ts'
import { LINE_FIELD } from '../../../common/page.ts'
import type { SequentialStage } from '../contract.ts'
import { fieldKeys, type SortAs, type SortField } from './sortKeys.ts'
import { firstOfEach, MOST_KEPT, sortedRows } from './sortedRows.ts'

export interface SortNode extends StageNode {
  readonly name: 'sort'
  readonly rows: number | undefined
  readonly fields: readonly SortField[]
}

const WAYS: readonly SortAs[] = ['auto', 'num', 'str', 'ip']

export const sort: SequentialStage<SortNode> = {
  kind: 'sequential',
  names: ['sort'],
  summary:
    'Sorts rows by fields: numbers, durations and sizes as such, levels by how bad they are, times by when they were, all else as text. Rows without the field come last, and rows that are alike stay in their order. Any number of rows: what does not fit into memory goes to disk.',
  usage: 'sort [N] [+|-] field, …   with num(field), str(field) or ip(field)',
  examples: [
    { query: '| parse "user=* took *ms" as user, ms | sort - ms', about: 'The largest first.' },
    { query: '| parse "user=* took *ms" as user, ms | sort user, - ms', about: 'By user, and for each the largest first.' },
    { query: '| parse "user=* took *ms" as user, ms | sort 3 - num(ms)', about: 'The three largest; what is no number counts as missing.' },
    { query: '| parse "user=* " as user | stats count() by user | sort user', about: 'A table in another order.' },
    { query: '| parse "user=* took *ms" as user, ms | stats count(), avg(ms) by user | sort - avg(ms)', about: 'A column of a table is written as what computed it; other than in PPL it needs no back quotes.' },
  ],
  template: { text: 'sort - time', select: [7, 11] },
  icon: 'sort-precedence',
  parse(parser, span) {
    const rows = parser.takeInteger()?.value
    const fields: SortField[] = []
    do {
      const descending = !parser.takePunctuation('+') && parser.takePunctuation('-')
      fields.push(parseField(parser, descending, fields))
    } while (parser.takePunctuation(','))
    // As in PPL: for all fields together.
    const turned = ['desc', 'd'].some((word) => parser.takeKeyword(word))
    if (!turned) ['asc', 'a'].some((word) => parser.takeKeyword(word))
    return { name: 'sort', rows, fields: turned ? fields.map((field) => ({ ...field, descending: !field.descending })) : fields, span: span() }
  },
  print: ({ rows, fields }) => `sort ${rows === undefined ? '' : `${rows} `}${fields.map(printField).join(', ')}`,
  columns: (_node, before) => before,
  reads: ({ fields }) => [...new Set(fields.map(({ field }) => field))],
  create({ fields, rows }, context, tools, most = Infinity) {
    return (batches) => sortedRows(batches, fields, Math.min(most, rows ?? Infinity), context, tools)
  },
  order({ fields, rows }, context, most = Infinity) {
    const first = Math.min(most, rows ?? Infinity)
    // A few rows are held in memory.
    if (first <= MOST_KEPT || readsLine(fields)) return undefined
    return { fields, most: first, keys: (batch) => fieldKeys(fields, batch, context) }
  },
  preselect({ fields, rows }, context, most = Infinity) {
    return readsLine(fields) ? undefined : firstOfEach(fields, Math.min(most, rows ?? Infinity), context)
  },
}

/** The number of a line is not known before its row has been taken out of its file. */
function readsLine(fields: readonly SortField[]): boolean {
  return fields.some(({ field }) => field === LINE_FIELD)
}

function parseField(parser: StageParser, descending: boolean, before: readonly SortField[]): SortField {
  const way = WAYS.find((each) => parser.takeCall(each))
  const { value: field, span } = parser.expectName(way ? `a field in '${way}(…)'` : "a field to sort by")
  if (way && !parser.takePunctuation(')')) parser.fail(`expected ) after '${field}'`)
  if (before.some((each) => each.field === field)) parser.report(span, `expected each field once, found '${field}' again`)
  return { field, descending, as: way ?? 'auto' }
}

function printField({ field, descending, as }: SortField): string {
  const name = printName(field)
  return `${descending ? '- ' : ''}${as === 'auto' ? name : `${as}(${name})`}`
}
