import type { StageNode } from '../../query/ast.ts'
import { printName } from '../../query/printer.ts'
import type { FieldValues, RecordBatch } from '../../records/batch.ts'
import type { SequentialStage, StageContext } from '../contract.ts'
import { keyedRows, type KeyedStage, type RowTable } from './keyedRows.ts'
import { keyBytes, keyOf } from './keys.ts'
import { parseBoolean } from './parseBoolean.ts'

export interface DedupNode extends StageNode {
  readonly name: 'dedup'
  readonly rows: number
  readonly fields: readonly string[]
  readonly keepEmpty: boolean
  readonly consecutive: boolean
}

export const dedup: SequentialStage<DedupNode> = {
  kind: 'sequential',
  names: ['dedup'],
  summary: 'Keeps the first row (or the first N) of those with the same values of the fields. Rows without one of the fields are left out, unless keepempty=true.',
  usage: 'dedup [N] field, … [keepempty=true] [consecutive=true]',
  examples: [
    { query: '| parse "user=* " as user | dedup user', about: 'The first row of each user.' },
    { query: '| parse "user=* " as user | dedup 2 user, level', about: 'The first two of each user and level.' },
    { query: '| dedup message consecutive=true', about: 'One of each run of rows with the same message.' },
    { query: '| parse "user=* " as user | dedup user keepempty=true', about: 'Rows without a user stay, all of them.' },
  ],
  template: { text: 'dedup message', select: [6, 13] },
  icon: 'layers',
  parse(parser, span) {
    const rows = parser.takeInteger()
    if (rows?.value === 0) parser.report(rows.span, 'expected at least 1 row to keep')
    const fields = parser.expectNames("a field after 'dedup'")
    let keepEmpty = false
    let consecutive = false
    for (let option = parser.takeOption('keepempty', 'consecutive'); option; option = parser.takeOption('keepempty', 'consecutive')) {
      const value = parseBoolean(parser, option)
      if (option === 'keepempty') keepEmpty = value
      else consecutive = value
    }
    fields.forEach(({ value, span: at }, i) => {
      if (fields.findIndex((each) => each.value === value) < i) parser.report(at, `expected each field once, found '${value}' again`)
    })
    return { name: 'dedup', rows: rows?.value ?? 1, fields: fields.map(({ value }) => value), keepEmpty, consecutive, span: span() }
  },
  print: ({ rows, fields, keepEmpty, consecutive }) =>
    `dedup ${rows === 1 ? '' : `${rows} `}${fields.map(printName).join(', ')}${keepEmpty ? ' keepempty=true' : ''}${consecutive ? ' consecutive=true' : ''}`,
  columns: (_node, before) => before,
  reads: ({ fields }) => fields,
  create(node, context, tools) {
    if (!node.consecutive) return keyedRows(firstRows(node, context), tools)
    const isKept = inRuns(node)
    return async function* (batches) {
      for await (const batch of batches) {
        const key = keyOf(node.fields, batch, context)
        yield rowsThat(batch, (row) => isKept(key(row)))
      }
    }
  },
}

/** Of a row that is kept. */
const KEPT: FieldValues = []

function firstRows({ fields, rows, keepEmpty }: DedupNode, context: StageContext): KeyedStage {
  return {
    newTable: () => new Seen(rows),
    reader(batch) {
      const readKey = keyOf(fields, batch, context)
      return (row) => {
        const key = readKey(row)
        return key === undefined ? undefined : [key]
      }
    },
    unkeyed: keepEmpty ? KEPT : undefined,
    drops: true,
    give: (batch, results) => rowsThat(batch, (row) => results[row] !== undefined),
  }
}

function rowsThat(batch: RecordBatch, isKept: (row: number) => boolean): RecordBatch {
  const rows = new Uint32Array(batch.length)
  let count = 0
  for (let row = 0; row < batch.length; row++) if (isKept(row)) rows[count++] = row
  return batch.select(rows.subarray(0, count))
}

/** How many rows of each key have been kept. */
class Seen implements RowTable {
  private readonly rows: number
  private readonly counts = new Map<string, number>()
  bytes = 0

  constructor(rows: number) {
    this.rows = rows
  }

  has(key: string): boolean {
    return this.counts.has(key)
  }

  take([value]: FieldValues): FieldValues | undefined {
    const key = value as string
    const count = this.counts.get(key) ?? 0
    if (count >= this.rows) return undefined
    this.counts.set(key, count + 1)
    if (count === 0) this.bytes += keyBytes(key)
    return KEPT
  }
}

function inRuns({ rows, keepEmpty }: DedupNode): (key: string | undefined) => boolean {
  let last: string | undefined
  let count = 0
  return (key) => {
    // What has no such field is between two runs only where it stays.
    if (key === undefined) {
      if (keepEmpty) last = undefined
      return keepEmpty
    }
    if (key !== last) count = 0
    last = key
    return ++count <= rows
  }
}
