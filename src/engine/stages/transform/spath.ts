import { lazily } from '../../../common/lazily.ts'
import { RAW_COLUMN } from '../../../common/page.ts'
import type { StageNode } from '../../query/ast.ts'
import { printName, printString } from '../../query/printer.ts'
import type { At, StageParser } from '../../query/stageParser.ts'
import type { BlockLocalStage } from '../contract.ts'
import { FieldWatch } from './fieldWatch.ts'
import { jsonOf, withKeys } from './json.ts'
import { jsonField, readPath, valueAt } from './jsonValue.ts'
import { checkMade, withColumns } from './madeFields.ts'

export interface SpathNode extends StageNode {
  readonly name: 'spath'
  readonly input: string
  readonly output: string | undefined
  /** What of the JSON; undefined for all its keys. */
  readonly path: string | undefined
}

export const spath: BlockLocalStage<SpathNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['spath'],
  summary:
    'Takes a value out of JSON in a field, by its path; without a path all keys, as `json` does, with the output and a dot before their names. Unlike in PPL the input may be missing (it is the text of the row), numbers stay numbers, and a field that was there before is replaced.',
  usage: 'spath [input=field] [output=field] [[path=]path]',
  examples: [
    { query: '| spath path=request.id', about: 'A value of rows that are JSON; its field is called as the path.' },
    { query: '| parse "payload=*" as payload | spath input=payload output=user path=user.name', about: 'Out of a field, with another name.' },
    { query: '| spath output=first tags{0} | spath output=names "users{}.name"', about: '{0} or [0] is an element of an array, {} all of them.' },
    { query: `| spath output=x "['a key']"`, about: 'A key of any text.' },
    { query: '| spath output=in', about: 'All keys, as fields in.…' },
  ],
  template: { text: 'spath output=id path=request.id', select: [21, 31] },
  icon: 'json',
  parse(parser, span) {
    const given: { input?: At<string>; output?: At<string>; path?: At<string> } = {}
    for (let named = parser.takeOption(...OPTIONS); named || !parser.atEnd(); named = parser.takeOption(...OPTIONS)) {
      const option = named ?? 'path'
      if (given[option]) parser.fail(`expected ${option} once`)
      given[option] = option === 'path' ? readPathOf(parser) : parser.expectName(`the name of a field after '${option}='`)
    }
    const { input, output, path } = given
    if (output) checkMade(parser, output)
    if (path && !output) checkMade(parser, path)
    return { name: 'spath', input: input?.value ?? RAW_COLUMN, output: output?.value, path: path?.value, span: span() }
  },
  print({ input, output, path }) {
    const parts = ['spath']
    if (input !== RAW_COLUMN) parts.push(`input=${printName(input)}`)
    if (output !== undefined) parts.push(`output=${printName(output)}`)
    if (path !== undefined) parts.push(`path=${barePath().exec(path)?.[0] === path ? path : printString(path)}`)
    return parts.join(' ')
  },
  columns: ({ output, path }, before) => (path === undefined ? before : withColumns(before, [output ?? path])),
  reads: ({ input }) => [input],
  create({ input, output, path }, context) {
    const watch = new FieldWatch([input], context)
    const steps = path === undefined ? undefined : readPath(path)!
    const prefix = output === undefined ? '' : `${output}.`
    return function* (batches) {
      for (const batch of batches) {
        watch.look(batch)
        if (steps) yield batch.withValues([output ?? path!], (row) => [jsonField(valueAt(jsonOf(batch, input, row, context), steps)) ?? undefined])
        else yield withKeys(batch, (row) => jsonOf(batch, input, row, context), prefix)
      }
    }
  },
}

const OPTIONS = ['input', 'output', 'path'] as const

const barePath = lazily(() => /^[\p{L}_@][\p{L}\p{M}\p{N}_.@{}[\]-]*/u)

/** A path, bare or in quotes. */
function readPathOf(parser: StageParser): At<string> {
  const path = parser.takeString() ?? parser.takeMatch(barePath(), 'field') ?? parser.fail('expected a path, as request.id')
  if (!readPath(path.value)) parser.report(path.span, "expected a path, as request.id, list{0}, list{} or ['a key']")
  return path
}
