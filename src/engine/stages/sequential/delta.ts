import type { StageNode } from '../../query/ast.ts'
import { formatDuration } from '../../query/expression/quantities.ts'
import { isNumber } from '../../query/number.ts'
import { printName } from '../../query/printer.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import type { SequentialStage, StageContext } from '../contract.ts'
import { checkKeys, keyOf, timesOf } from './keys.ts'

export interface DeltaNode extends StageNode {
  readonly name: 'delta'
  readonly field: string
  readonly as: string
  readonly sinceFirst: boolean
  readonly by: readonly string[]
}

const TIME = 'time'
const DEFAULT_NAME = 'delta'

export const delta: SequentialStage<DeltaNode> = {
  kind: 'sequential',
  names: ['delta'],
  summary: 'Adds how much time has passed since the row before, or since the first; of another field, by how much its number has changed. A row without the value is passed over.',
  usage: 'delta [field] [since first] [as name] [by field, …]',
  examples: [
    { query: '| delta | sort - delta | head 20', about: 'The longest pauses of the log.' },
    { query: '| delta since first as elapsed', about: 'How long after its start each row was written.' },
    { query: '| parse "user=* took *ms" as user, ms | delta by user', about: "Since the same user's row before." },
    { query: '| parse "user=* took *ms" as user, ms | delta ms as change', about: 'By how much ms has changed.' },
  ],
  template: { text: 'delta as pause', select: [9, 14] },
  icon: 'watch',
  parse(parser, span) {
    const isKeyword = ['since', 'as', 'by'].includes(parser.peekName()?.toLowerCase() ?? '')
    const field = isKeyword ? undefined : parser.takeName()?.value
    const sinceFirst = parser.takeKeyword('since')
    if (sinceFirst) parser.expectKeyword('first', "'since'")
    const as = parser.takeKeyword('as') ? parser.expectName("a name for the new field after 'as'") : undefined
    if (as?.value === 'raw') parser.report(as.span, "expected another name: 'raw' is the row's text")
    const by = parser.takeKeyword('by') ? parser.expectNames("a field after 'by'").map(({ value }) => value) : []
    return { name: 'delta', field: field ?? TIME, as: as?.value ?? DEFAULT_NAME, sinceFirst, by, span: span() }
  },
  print({ field, as, sinceFirst, by }) {
    const parts = ['delta', ...(field === TIME ? [] : [printName(field)]), ...(sinceFirst ? ['since first'] : []), ...(as === DEFAULT_NAME ? [] : [`as ${printName(as)}`])]
    return [...parts, ...(by.length === 0 ? [] : [`by ${by.map(printName).join(', ')}`])].join(' ')
  },
  columns: ({ as }, before) => ({ ...before, names: before.names.includes(as) ? before.names : [...before.names, as] }),
  reads: ({ field, by }) => [...new Set([field, ...by])],
  create(node, context) {
    const { as, sinceFirst, by, field } = node
    const last = new Map<string, number>()
    return async function* (batches) {
      for await (const batch of batches) {
        const key = by.length === 0 ? () => '' : keyOf(by, batch, context)
        const value = numbersOf(field, batch, context)
        const show = value.isTime ? formatDuration : (difference: number) => difference
        const values: (readonly FieldValue[] | undefined)[] = []
        for (let row = 0; row < batch.length; row++) {
          const number = value.at(row)
          const group = Number.isNaN(number) ? undefined : key(row)
          const before = group === undefined ? undefined : last.get(group)
          values.push(before === undefined ? (group === undefined || !sinceFirst ? undefined : [show(0)]) : [show(number - before)])
          if (group === undefined || (sinceFirst && before !== undefined)) continue
          last.set(group, number)
          if (before === undefined) checkKeys(last.size, 'delta')
        }
        yield batch.withValues([as], (row) => values[row])
      }
    }
  },
}

interface Numbers {
  readonly isTime: boolean
  /** NaN for a row without one. */
  at(row: number): number
}

function numbersOf(field: string, batch: RecordBatch, context: StageContext): Numbers {
  if (field === TIME && !batch.isMade(TIME)) {
    const times = timesOf(batch)
    return {
      isTime: true,
      at(row) {
        if (!Number.isNaN(times[row])) context.sawField(TIME)
        return times[row]
      },
    }
  }
  return {
    isTime: false,
    at(row) {
      const value = batch.field(field, row)
      if (value === undefined) return NaN
      context.sawField(field)
      if (isNumber(String(value))) return Number(value)
      context.fault(batch, row, `${field} is '${String(value).slice(0, 40)}', expected a number`)
      return NaN
    },
  }
}
