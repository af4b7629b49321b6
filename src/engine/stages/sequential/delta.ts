import type { StageNode } from '../../query/ast.ts'
import { formatDuration } from '../../query/expression/quantities.ts'
import { isNumber } from '../../query/number.ts'
import { printName } from '../../query/printer.ts'
import type { FieldValues, RecordBatch } from '../../records/batch.ts'
import type { SequentialStage, StageContext } from '../contract.ts'
import { keyedRows, type RowTable } from './keyedRows.ts'
import { keyBytes, keyOf, timesOf } from './keys.ts'

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
  create({ as, sinceFirst, by, field }, context, tools) {
    return keyedRows(
      {
        newTable: () => new Last(sinceFirst),
        reader(batch) {
          const readKey = by.length === 0 ? () => '' : keyOf(by, batch, context)
          const { at, isTime } = numbersOf(field, batch, context)
          return (row) => {
            const number = at(row)
            const key = Number.isNaN(number) ? undefined : readKey(row)
            return key === undefined ? undefined : [key, number, Number(isTime)]
          }
        },
        drops: false,
        give: (batch, results) => batch.withValues([as], (row) => results[row]),
      },
      tools,
    )
  },
}

/** The number that others are compared with, by key. */
class Last implements RowTable {
  private readonly sinceFirst: boolean
  private readonly numbers = new Map<string, number>()
  bytes = 0

  constructor(sinceFirst: boolean) {
    this.sinceFirst = sinceFirst
  }

  has(key: string): boolean {
    return this.numbers.has(key)
  }

  take(values: FieldValues): FieldValues | undefined {
    const [key, number, isTime] = values as [string, number, number]
    const before = this.numbers.get(key)
    if (before === undefined) this.bytes += keyBytes(key)
    if (before === undefined || !this.sinceFirst) this.numbers.set(key, number)
    if (before === undefined && !this.sinceFirst) return undefined
    const difference = number - (before ?? number)
    return [isTime ? formatDuration(difference) : difference]
  }
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
