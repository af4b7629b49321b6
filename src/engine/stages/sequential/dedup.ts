import type { StageNode } from '../../query/ast.ts'
import { printName } from '../../query/printer.ts'
import type { SequentialStage } from '../contract.ts'
import { checkKeys, keyOf } from './keys.ts'
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
  create(node, context) {
    const isKept = node.consecutive ? inRuns(node) : first(node)
    return async function* (batches) {
      for await (const batch of batches) {
        const key = keyOf(node.fields, batch, context)
        const rows = new Uint32Array(batch.length)
        let count = 0
        for (let row = 0; row < batch.length; row++) if (isKept(key(row))) rows[count++] = row
        yield batch.select(rows.subarray(0, count))
      }
    }
  },
}

type IsKept = (key: string | undefined) => boolean

function first({ rows, keepEmpty }: DedupNode): IsKept {
  const seen = new Map<string, number>()
  return (key) => {
    if (key === undefined) return keepEmpty
    const count = seen.get(key) ?? 0
    if (count >= rows) return false
    seen.set(key, count + 1)
    if (count === 0) checkKeys(seen.size, 'dedup')
    return true
  }
}

function inRuns({ rows, keepEmpty }: DedupNode): IsKept {
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
