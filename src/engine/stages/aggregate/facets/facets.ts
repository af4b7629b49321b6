import type { StageNode } from '../../../query/ast.ts'
import { printName } from '../../../query/printer.ts'
import type { AggregateStage, TableRow } from '../../contract.ts'
import { rowsWith } from '../drillDown.ts'
import { takeCount, takeOption } from '../options.ts'
import { FACET_COLUMNS } from './facetTable.ts'
import { FacetsRun, MOST_FIELDS } from './facetsRun.ts'
import type { ShownFields } from './shownFields.ts'

export interface FacetsNode extends StageNode {
  readonly name: 'facets'
  /** Of each field, at most. */
  readonly limit: number
  /** None: all. */
  readonly fields: readonly string[]
  /** Which of all are left by the stages before, where one has chosen some: found when a plan is made. */
  readonly shown?: ShownFields
}

const LIMIT = 10
const MAX_LIMIT = 1000

export const facets: AggregateStage<FacetsNode> = {
  kind: 'aggregate',
  names: ['facets'],
  summary:
    'The values that most rows have, of every field: at most 10 of each, those that come most often first. Numbers (also durations and sizes) that have more different values are taken together in ranges, from the lowest on.',
  usage: 'facets [limit=10] [field, …]',
  examples: [
    { query: '| facets', about: 'Of all fields but raw, line, time and message, and those that a `fields` stage has left out: level first, then the others in the order of the log.' },
    { query: 'error | facets limit=3', about: 'Of the rows with "error".' },
    { query: '| parse "user=* took *ms" as user, ms | facets user, ms', about: 'Of these fields.' },
    {
      query: '| facets | where kind = "value" and percent > 50',
      about: `Columns are field, value, count, percent (of the rows with the field), distinct (different values of the field), rows (that have the field), total (all rows), kind (value, range, frequent or many), from, to (of a range), exact and most. A field may have too many values to count each (more than about 260,000 short ones, shared out evenly among all fields); its distinct is an estimate then (standard error 0.8 %), and exact is false. Unless they are numbers, it has rows of the kind frequent: so many rows at least have the value, and at most so many as most says; both may vary a little from run to run. Of short values, those that more than 1 in 250 of the field's rows have are surely among them (counters of Misra and Gries, as in Space-Saving: a count is at most 1 / 513 of the rows too low). Where none stands out, there is one row of the kind many. All other counts are exact. Of more than ${MOST_FIELDS.toLocaleString('en')} fields those with the shortest names are looked at.`,
    },
  ],
  template: { text: 'facets' },
  icon: 'list-filter',
  parse(parser, span) {
    let limit = LIMIT
    while (takeOption(parser, ['limit'])) limit = takeCount(parser, 'limit=', 1, MAX_LIMIT)
    const fields = parser.atEnd() ? [] : parser.expectNames("a field after 'facets'")
    fields.forEach(({ value, span: at }, i) => {
      if (fields.findIndex((each) => each.value === value) < i) parser.report(at, `expected different fields, found '${value}' again`)
    })
    return { name: 'facets', limit, fields: fields.map(({ value }) => value), span: span() }
  },
  print({ limit, fields }) {
    return ['facets', ...(limit === LIMIT ? [] : [`limit=${limit}`]), ...(fields.length === 0 ? [] : [fields.map(printName).join(', ')])].join(' ')
  },
  columns: () => ({ names: FACET_COLUMNS, chosen: true, table: true }),
  reads: ({ fields }) => (fields.length > 0 ? fields : ['*']),
  drillDown: (_node, row) => rowsBehind(row),
  create: ({ limit, fields, shown }, context) => new FacetsRun({ limit, fields: fields.length > 0 ? fields : undefined, shown }, context),
}

/** Where a bound has a unit, a search would compare it as a text. */
function rowsBehind(row: TableRow): readonly string[] | undefined {
  if (!['field', 'value', 'kind', 'from', 'to'].every((column) => row.has(column))) return undefined
  const field = row.value('field')
  if (field === undefined) return undefined
  const [from, below] = [row.value('from'), row.value('to')]
  switch (row.value('kind')) {
    case 'value':
    case 'frequent':
      return rowsWith([{ field, is: row.value('value') ?? '' }])
    case 'range': {
      const bounds = [from, below].filter((bound) => bound !== undefined)
      if (!bounds.every((bound) => Number.isFinite(Number(bound)))) {
        const name = printName(field)
        return [`where ${[...(from === undefined ? [] : [`${name} >= ${from}`]), ...(below === undefined ? [] : [`${name} < ${below}`])].join(' and ')}`]
      }
      if (bounds.length === 0) return rowsWith([{ field, any: true }])
      return rowsWith([{ field, from: from === undefined ? undefined : Number(from), below: below === undefined ? undefined : Number(below) }])
    }
    case 'many':
      return rowsWith([{ field, any: true }])
    default:
      return undefined
  }
}
