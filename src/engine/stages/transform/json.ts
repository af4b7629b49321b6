import { RAW_COLUMN } from '../../../common/page.ts'
import type { StageNode } from '../../query/ast.ts'
import { shown } from '../../query/diagnostics.ts'
import { printName } from '../../query/printer.ts'
import type { RecordBatch } from '../../records/batch.ts'
import type { BlockLocalStage, StageContext } from '../contract.ts'
import { fieldText } from '../fieldAccess.ts'
import { FieldWatch } from './fieldWatch.ts'
import { isNested, jsonField, leafNames, readJson, valueNamed } from './jsonValue.ts'
import { takeInput } from './madeFields.ts'

export interface JsonNode extends StageNode {
  readonly name: 'json'
  readonly from: string
}

export const json: BlockLocalStage<JsonNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['json'],
  summary:
    "Makes the keys of JSON in the row's text, or in a field, fields for the stages behind it: nested ones with dots (`request.id`), elements of arrays by number (`tags.0`); objects and arrays are their JSON. `time`, `level` and `source` stay those of the log where it has them; `spath` reaches keys of these names.",
  usage: 'json [field]',
  examples: [
    { query: '| json | where status >= 500', about: 'Rows that are JSON. A log of JSON lines has these fields without it.' },
    { query: '| parse "payload=*" as payload | json payload | fields user.name, tags.0', about: 'JSON in a field. Text that is no JSON has no fields; what begins as JSON and cannot be read is counted at the chip.' },
  ],
  template: { text: 'json message', select: [5, 12] },
  icon: 'json',
  parse: (parser, span) => ({ name: 'json', from: takeInput(parser), span: span() }),
  print: ({ from }) => (from === RAW_COLUMN ? 'json' : `json ${printName(from)}`),
  columns: (_node, before) => before,
  reads: ({ from }) => [from],
  create({ from }, context) {
    const watch = new FieldWatch([from], context)
    return function* (batches) {
      for (const batch of batches) {
        watch.look(batch)
        yield withKeys(batch, (row) => jsonOf(batch, from, row, context))
      }
    }
  },
}

/** The rows with fields that are the keys of values. `prefix` stands before their names. */
export function withKeys(batch: RecordBatch, valueOf: (row: number) => object | undefined, prefix = ''): RecordBatch {
  return batch.withOpenFields(
    valueOf,
    (value, name) => (name.startsWith(prefix) ? jsonField(valueNamed(value, name.slice(prefix.length))) : undefined),
    (value) => leafNames(value).map((name) => prefix + name),
  )
}

/** The object or array that a field has as its JSON. What begins as one and cannot be read is a fault. */
export function jsonOf(batch: RecordBatch, from: string, row: number, context: StageContext): object | undefined {
  const text = fieldText(batch, from, row)
  if (text === undefined || !/^\s*[{[]/.test(text)) return undefined
  const value = readJson(text)
  if (isNested(value)) return value
  context.fault(batch, row, `expected JSON in ${from}, found ${shown(text)}`)
  return undefined
}
