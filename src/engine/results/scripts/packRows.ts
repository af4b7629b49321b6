import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import { eachOther } from '../export/values.ts'
import type { OwnRow, PackedRows } from './messages.ts'

/** The rows of a batch as a script gets them. `ordered`: they are seen in their order, with the numbers of their lines. */
export function packRows(batch: RecordBatch, number: number, held: number, ordered: boolean): PackedRows {
  const lines = batch instanceof LineBatch ? batch : undefined
  const names = [...new Set([...(lines?.fieldNames ?? []), ...batch.made(), ...(lines ? ['source', 'time', 'level'] : [])])].filter((name) => name !== 'raw')
  const known = new Set([...names, 'raw'])
  const times = batch.times?.()
  const packed = { raw: [] as string[], times: [] as number[], fields: [] as FieldValue[][], own: [] as OwnRow[] }
  for (let row = 0; row < batch.length; row++) {
    const raw = batch.text(row)
    const fields: FieldValue[] = []
    for (const name of names) {
      const value = batch.field(name, row)
      if (value !== undefined) fields.push(name, value)
    }
    if (lines) eachOther(known, lines, row, (name, value) => fields.push(name, value))
    packed.raw.push(raw)
    packed.fields.push(fields)
    packed.times.push(times ? times[row] : millisecondsOf(batch.field('time', row)))
    if (lines && ordered) packed.own.push(ownRow(lines, row, raw))
  }
  const { own, ...rest } = packed
  return { batch: number, held, ...rest, ...(lines && ordered ? { own } : {}) }
}

function ownRow(batch: LineBatch, row: number, raw: string): OwnRow {
  const { block } = batch
  const [start, end] = [batch.start(row), batch.end(row)]
  return {
    offset: block.sourceOffset(start),
    source: batch.source(row) ?? 0,
    line: batch.lineAbove(row) + 1,
    text: batch.changed(row) ? block.bytes.toString('utf8', start, end) : raw,
    ...(batch.isLong(row) ? { long: [block.longLine - start, block.sourceOffset(block.longLine)] as const } : {}),
  }
}

/** Of a time that a stage has made: without a zone it is in UTC. */
function millisecondsOf(value: FieldValue): number {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return NaN
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(value) || value.length === 10 ? value : `${value.replace(' ', 'T')}Z`)
}
