import type { StageNode } from '../../query/ast.ts'
import { printName } from '../../query/printer.ts'
import type { At, StageParser } from '../../query/stageParser.ts'
import type { AggregateStage } from '../contract.ts'
import { rowsWithKeys } from './drillDown.ts'
import { explainStats } from './explain.ts'
import type { ComputedColumn } from './measureColumns.ts'
import { takeBoolean, takeOption } from './options.ts'
import { reportRepeated } from './parseAggregate.ts'
import { TopRun } from './topRun.ts'

export interface TopNode extends StageNode {
  readonly name: 'top' | 'rare'
  readonly rows: number
  readonly showCount: boolean
  readonly countField: string
  readonly useNull: boolean
  readonly fields: readonly string[]
  readonly by: readonly string[]
}

type Options = Pick<TopNode, 'rows' | 'showCount' | 'countField' | 'useNull'>

/** As in PPL. */
const DEFAULTS: Options = { rows: 10, showCount: true, countField: 'count', useNull: true }
const MAX_ROWS = 100_000
const COUNT: ComputedColumn = { measure: { kind: 'count' }, field: undefined }

function stage(name: TopNode['name'], words: { summary: string; examples: AggregateStage['examples'] }): AggregateStage<TopNode> {
  return {
    kind: 'aggregate',
    names: [name],
    ...words,
    usage: `${name} [N] [showcount=true] [countfield=count] [usenull=true] field, … [by field, …]`,
    template: { text: `${name} 10 level`, select: [name.length + 4, name.length + 9] },
    icon: 'list-ordered',
    parse(parser, span) {
      const options = parseOptions(parser)
      const fields = parser.expectNames(`a field after '${name}'`)
      const by = parser.takeKeyword('by') ? parser.expectNames("a field after 'by'") : []
      const count: At<string>[] = options.showCount ? [{ value: options.countField, span: span() }] : []
      reportRepeated(parser, [...by, ...fields, ...count])
      return { name, ...options, fields: fields.map(({ value }) => value), by: by.map(({ value }) => value), span: span() }
    },
    print({ rows, showCount, countField, useNull, fields, by }) {
      const options = [
        ...(showCount ? [] : [' showcount=false']),
        ...(countField === DEFAULTS.countField ? [] : [` countfield=${printName(countField)}`]),
        ...(useNull ? [] : [' usenull=false']),
      ]
      return `${name} ${rows}${options.join('')} ${fields.map(printName).join(', ')}${by.length === 0 ? '' : ` by ${by.map(printName).join(', ')}`}`
    },
    columns: (node) => ({ names: columnNames(node), chosen: true, table: true }),
    reads: ({ fields, by }) => [...new Set([...by, ...fields])],
    explain: ({ fields, by }, inBytes) => explainStats([COUNT], [...by, ...fields].map((field) => ({ field })), inBytes),
    drillDown: ({ fields, by }, row) => rowsWithKeys([...by, ...fields], row),
    create: (node, context) => {
      const keys = [...node.by, ...node.fields].map((field) => ({ field }))
      return new TopRun({ columns: [COUNT], by: keys, names: columnNames(node) }, { ...node, by: node.by.length, rarest: name === 'rare' }, context)
    },
  }
}

export const top = stage('top', {
  summary: 'The values of fields that most rows have, and how many have them.',
  examples: [
    { query: '| top level', about: 'Ten, if no number is said. Rows without the field are counted too, as in PPL; usenull=false leaves them out.' },
    { query: '| parse "user=* took *ms" as user, ms | top 3 user, ms', about: 'Of combinations.' },
    { query: '| parse "user=* took *ms" as user, ms | top 1 countfield=rows ms by user', about: 'For each user the value that comes most often.' },
  ],
})

export const rare = stage('rare', {
  summary: 'The values of fields that fewest rows have, and how many have them.',
  examples: [
    { query: '| rare level', about: 'Ten, if no number is said, which PPL does not let one say.' },
    { query: '| parse "user=* took *ms" as user, ms | rare 5 usenull=false user', about: 'Of rows that have the field.' },
    { query: '| parse "user=* took *ms" as user, ms | rare 1 showcount=false ms by user', about: 'For each user, without the counts.' },
  ],
})

function parseOptions(parser: StageParser): Options {
  let options = DEFAULTS
  const rows = parser.takeInteger()
  if (rows && (rows.value < 1 || rows.value > MAX_ROWS)) parser.report(rows.span, `expected 1 to ${MAX_ROWS.toLocaleString('en')} rows, found ${rows.value}`)
  if (rows) options = { ...options, rows: rows.value }
  for (let option = takeOption(parser, OPTIONS); option; option = takeOption(parser, OPTIONS)) {
    if (option.value === 'countfield') options = { ...options, countField: (parser.takeString() ?? parser.expectName("a name after 'countfield='")).value }
    else options = { ...options, [option.value === 'showcount' ? 'showCount' : 'useNull']: takeBoolean(parser, option.value) }
  }
  return options
}

const OPTIONS = ['showcount', 'countfield', 'usenull'] as const

function columnNames({ by, fields, showCount, countField }: TopNode): string[] {
  return [...by, ...fields, ...(showCount ? [countField] : [])]
}
