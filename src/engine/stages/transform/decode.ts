import type { StageNode } from '../../query/ast.ts'
import { listOf, shown } from '../../query/diagnostics.ts'
import { printName } from '../../query/printer.ts'
import type { BlockLocalStage } from '../contract.ts'
import { fieldText } from '../fieldAccess.ts'
import { FieldWatch } from './fieldWatch.ts'
import { checkMade, expectMade, withColumns } from './madeFields.ts'

export interface DecodeNode extends StageNode {
  readonly name: 'decode'
  readonly encoding: Encoding
  readonly field: string
  /** The field that is made, perhaps the same. */
  readonly into: string
}

/** What is no text of an encoding gives undefined. */
const DECODERS = { base64: fromBase64, url: fromUrl, hex: fromHex } as const

export type Encoding = keyof typeof DECODERS

const ENCODINGS = Object.keys(DECODERS) as Encoding[]

export const decode: BlockLocalStage<DecodeNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['decode'],
  summary: 'Puts what the text of a field stands for in its place, or into another field. Rows in which that cannot be told have no such field, and are counted at the chip.',
  usage: 'decode base64|url|hex field [as name]',
  examples: [
    { query: '| parse "token=* " as token | decode base64 token', about: 'Base64, also the kind that is safe in addresses, with or without = at its end.' },
    { query: '| parse "GET * " as path | decode url path as readable', about: 'A blank that was written %20; a + stays one.' },
    { query: '| parse "data=*" as data | decode hex data', about: 'Bytes as two digits each, as 48656c6c6f.' },
  ],
  template: { text: 'decode base64 message', select: [14, 21] },
  icon: 'symbol-string',
  parse(parser, span) {
    const encoding = ENCODINGS.find((each) => parser.takeKeyword(each)) ?? parser.failWord(`expected ${listOf(ENCODINGS)} after 'decode'`, ENCODINGS)
    const field = parser.expectName(`the name of a field after '${encoding}'`)
    const into = parser.takeKeyword('as') ? expectMade(parser, "another name after 'as'") : field
    if (into === field) checkMade(parser, field)
    return { name: 'decode', encoding, field: field.value, into: into.value, span: span() }
  },
  print: ({ encoding, field, into }) => `decode ${encoding} ${printName(field)}${into === field ? '' : ` as ${printName(into)}`}`,
  columns: ({ field, into }, before) => (into === field ? before : withColumns(before, [into])),
  reads: ({ field }) => [field],
  create({ encoding, field, into }, context) {
    const watch = new FieldWatch([field], context)
    return function* (batches) {
      for (const batch of batches) {
        watch.look(batch)
        yield batch.withValues([into], (row) => {
          const text = fieldText(batch, field, row)
          if (text === undefined) return undefined
          const decoded = DECODERS[encoding](text)
          if (decoded === undefined) context.fault(batch, row, `expected a text in ${encoding} in ${field}, found ${shown(text)}`)
          return [decoded]
        })
      }
    }
  },
}

function fromBase64(text: string): string | undefined {
  const digits = text.replace(/\s+/g, '').replace(/={1,2}$/, '')
  if (!/^[A-Za-z0-9+/_-]*$/.test(digits) || digits.length % 4 === 1) return undefined
  return utf8(Buffer.from(digits, 'base64'))
}

function fromUrl(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function fromHex(text: string): string | undefined {
  const digits = text.replace(/^0x/i, '').replace(/[\s:]+/g, '')
  return /^(?:[0-9a-f]{2})*$/i.test(digits) ? utf8(Buffer.from(digits, 'hex')) : undefined
}

/** Bytes that are no text are no value of a field. */
function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
