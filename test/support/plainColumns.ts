/** Fields of columns, found with expressions on text: the slow twin of records/fields/columns.ts. */
import type { Columns } from '../../src/engine/records/fields/columns.ts'
import type { PlainValue } from './plainFields.ts'

const MISSING: PlainValue = { kind: 'missing', start: 0, end: 0 }

/** `field`: a column as the log names it, or one of `joined`. */
export function plainColumn(layout: Columns, line: Uint8Array, field: string): PlainValue {
  const { names, joined, notes } = layout
  const text = Buffer.from(line).toString('latin1')
  if (notes && text.startsWith('#')) return MISSING
  const values = valuesOf(layout, text)
  const isName = ({ kind, start, end }: PlainValue, i: number): boolean => kind !== 'text' || text.slice(start, end) === names[i]
  if (!notes && values.length === names.length && values.every(isName)) return MISSING
  const at = (name: string): PlainValue => values[names.indexOf(name)] ?? MISSING
  const two = joined?.[field]
  if (!two) return at(field)
  const [first, last] = two.map(at)
  return first.kind === 'text' && last.kind === 'text' ? { kind: 'text', start: first.start, end: last.end } : MISSING
}

function valuesOf({ separator, quotes }: Columns, text: string): readonly PlainValue[] {
  const blanks = separator === ' '
  const others = blanks ? '[^ \\t]' : `[^${separator === '|' ? '\\|' : separator}]`
  const quoted = quotes ? `(?<open>")(?<quoted>(?:[^"]|"")*)"?${others}*|` : ''
  const value = new RegExp(`${blanks ? '[ \\t]*' : ' *'}(?:${quoted}(?<plain>${others}*))`, 'dy')
  const values: PlainValue[] = []
  for (let at = 0; ; ) {
    value.lastIndex = at
    const found = value.exec(text)
    const [start, end] = found?.indices?.groups?.quoted ?? found?.indices?.groups?.plain ?? [at, at]
    const inner = found?.groups?.open === undefined ? text.slice(start, end).replace(/ +$/, '') : text.slice(start, end)
    if (blanks && found?.groups?.open === undefined && inner === '') return values
    const kind = found?.groups?.open !== undefined && inner.includes('"') ? 'escaped' : 'text'
    values.push(inner === '' || inner === '-' ? MISSING : { kind, start, end: start + inner.length })
    at = value.lastIndex
    if (at >= text.length) return values
    if (!blanks) at++
  }
}
