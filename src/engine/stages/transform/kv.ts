import { RAW_COLUMN } from '../../../common/page.ts'
import type { StageNode } from '../../query/ast.ts'
import { printName, printString } from '../../query/printer.ts'
import type { BlockLocalStage } from '../contract.ts'
import { fieldText } from '../fieldAccess.ts'
import { FieldWatch } from './fieldWatch.ts'
import { findPairs, type Pairs, type PairSeparators } from './pairs.ts'

export interface KvNode extends StageNode, PairSeparators {
  readonly name: 'kv'
  readonly from: string
}

const OPTIONS = ['pairdelim', 'kvdelim'] as const

const NONE: PairSeparators = { pair: undefined, value: '=' }

export const kv: BlockLocalStage<KvNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['kv', 'logfmt'],
  summary:
    'Makes the pairs in the text, or in a field, fields for the stages behind it. Values may stand in single or double quotes, with \\ before a quote; of several values of a key the first counts. `time`, `level` and `source` stay those of the log where it has them. As in Splunk, but separators are texts and no sets of characters. PPL has no such command.',
  usage: 'kv [field] [pairdelim="text"] [kvdelim="text"]',
  examples: [
    { query: '| kv | where user = "ann"', about: 'user=ann anywhere in the text; a value ends at a blank, or at a comma or semicolon before another pair.' },
    { query: '| parse "GET /a?* " as query | kv query pairdelim="&" | fields b', about: 'Only & is between pairs: keys and values may have blanks.' },
    { query: '| kv kvdelim=":"', about: 'Pairs such as user:ann.' },
  ],
  template: { text: 'kv message', select: [3, 10] },
  icon: 'symbol-key',
  parse(parser, span) {
    const given: { pairdelim?: string; kvdelim?: string } = {}
    let from: string | undefined
    for (let option = parser.takeOption(...OPTIONS); option || !parser.atEnd(); option = parser.takeOption(...OPTIONS)) {
      if (option === undefined) {
        from = from === undefined ? parser.takeName()?.value : undefined
        if (from === undefined) parser.fail('expected pairdelim="text" or kvdelim="text"')
        continue
      }
      if (given[option] !== undefined) parser.fail(`expected ${option} once`)
      const { value, span: at } = parser.expectString('a "text" that stands between')
      if (value === '') parser.report(at, 'expected a text that is not empty')
      given[option] = value
    }
    return { name: 'kv', from: from ?? RAW_COLUMN, pair: given.pairdelim, value: given.kvdelim ?? NONE.value, span: span() }
  },
  print({ from, pair, value }) {
    const parts = ['kv']
    if (from !== RAW_COLUMN) parts.push(printName(from))
    if (pair !== undefined) parts.push(`pairdelim=${printString(pair)}`)
    if (value !== NONE.value) parts.push(`kvdelim=${printString(value)}`)
    return parts.join(' ')
  },
  columns: (_node, before) => before,
  reads: ({ from }) => [from],
  create({ from, pair, value }, context) {
    const watch = new FieldWatch([from], context)
    const separators = { pair, value }
    return function* (batches) {
      for (const batch of batches) {
        watch.look(batch)
        yield batch.withOpenFields<Pairs>(
          (row) => {
            const text = fieldText(batch, from, row)
            return text === undefined ? undefined : findPairs(text, separators)
          },
          (pairs, name) => pairs.get(name),
          (pairs) => pairs.keys(),
        )
      }
    }
  },
}
