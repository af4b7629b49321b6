import type { StageNode } from '../../../query/ast.ts'
import { listOf } from '../../../query/diagnostics.ts'
import { printRegex, printString } from '../../../query/printer.ts'
import type { StageParser } from '../../../query/stageParser.ts'
import { LineBatch } from '../../../records/lineBatch.ts'
import type { BlockLocalStage } from '../../contract.ts'
import { createRedaction } from './redaction.ts'
import { SECRETS, type SecretName } from './secrets.ts'

/** What is taken out: kinds of secrets, and what an expression finds. */
export type Redacted = { readonly type: 'kind'; readonly kind: RedactKind } | { readonly type: 'regex'; readonly source: string; readonly flags: string }

const KINDS = { email: ['email'], ip: ['ipv6', 'ipv4'], ipv4: ['ipv4'], ipv6: ['ipv6'], token: ['token'], card: ['card'] } as const satisfies Readonly<Record<string, readonly SecretName[]>>

export type RedactKind = keyof typeof KINDS

const NAMES = Object.keys(KINDS) as RedactKind[]

export interface RedactNode extends StageNode {
  readonly name: 'redact'
  /** None for all kinds. */
  readonly what: readonly Redacted[]
  readonly pseudonyms: boolean
  /** What pseudonyms are made with, as the person wrote it. */
  readonly key: string | undefined
  /** The same where nobody wrote one: the analysis's own, given when a pass starts. */
  readonly ownKey?: string
}

export const redact: BlockLocalStage<RedactNode> = {
  kind: 'blockLocal',
  filters: false,
  names: ['redact', 'mask'],
  summary:
    "Takes e-mail addresses, IP addresses, tokens (JWT, bearer, keys of cloud services, what stands behind `password=` and its like) and card numbers (by their check digit) out of the row's text and all its fields, for the stages behind it and for exports; `time` and `level` stay. What is found by its looks is never all there is: look at what you publish. PPL has no such command.",
  usage: 'redact [email|ip|ipv4|ipv6|token|card|/regex/ …] [as pseudonym [key="text"]]',
  examples: [
    { query: '| redact', about: 'All kinds: `<email>`, `<ip>`, `<token>`, `<card>` in their places.' },
    { query: '| redact email, ip as pseudonym', about: 'The same address always becomes the same `<ip:…>`, so that it can be counted and followed. The key is made anew when the window is opened, and for every command in the shell.' },
    { query: '| redact email as pseudonym key="2024"', about: 'With a key of yours pseudonyms stay the same. Who knows it can tell whether a pseudonym is that of an address.' },
    { query: '| redact token, /user=(\\w+)/', about: 'What an expression finds becomes `<redacted>`; of one with groups only these.' },
  ],
  template: { text: 'redact email, ip, token, card', select: [7, 29] },
  icon: 'eye-closed',
  parse(parser, span) {
    const what: Redacted[] = []
    let isAwaited = false
    for (let next = takeWhat(parser); next; next = takeWhat(parser)) {
      what.push(next)
      isAwaited = parser.takePunctuation(',')
    }
    if (isAwaited || !(parser.atEnd() || parser.peekName()?.toLowerCase() === 'as')) parser.failWord(`expected ${listOf([...NAMES, 'a /regex/ (with a blank behind it)'])}`, NAMES)
    const pseudonyms = parser.takeKeyword('as')
    if (pseudonyms && !parser.takeKeyword('pseudonyms')) parser.expectKeyword('pseudonym', "'as'")
    const key = pseudonyms && parser.takeOption('key') ? parser.expectString('a "text" as key').value : undefined
    return { name: 'redact', what, pseudonyms, key, span: span() }
  },
  print({ what, pseudonyms, key }) {
    // A comma right behind a /regex/ would make it a word.
    const parts = what.map((each, i) => (each.type === 'kind' ? `${each.kind}${i < what.length - 1 ? ',' : ''}` : printRegex(each.source, each.flags)))
    const as = pseudonyms ? ` as pseudonym${key === undefined ? '' : ` key=${printString(key)}`}` : ''
    return `redact${parts.length > 0 ? ` ${parts.join(' ')}` : ''}${as}`
  },
  columns: (_node, before) => before,
  reads: () => ['raw'],
  create({ what, pseudonyms, key, ownKey }, context) {
    const kinds = what.length === 0 ? Object.keys(SECRETS) : what.flatMap((each) => (each.type === 'kind' ? [...KINDS[each.kind]] : []))
    const secrets = (Object.keys(SECRETS) as SecretName[]).filter((name) => kinds.includes(name)).map((name) => SECRETS[name])
    const own = what.flatMap((each) => (each.type === 'regex' ? [each] : []))
    const change = createRedaction(secrets, own, pseudonyms ? (key ?? ownKey ?? '') : undefined)
    return function* (batches) {
      for (const batch of batches) {
        const beat = own.length > 0 ? (row: number): void => context.beat(batch, row) : (): void => undefined
        yield batch
          .withText((text, row) => {
            beat(row)
            // What is beyond the longest line that is kept has not been looked at, so it is not shown either.
            return change(text) + (batch instanceof LineBatch && batch.isLong(row) ? '…' : '')
          })
          .withChangedValues((value, row) => {
            beat(row)
            const text = String(value)
            const changed = change(text)
            // A number stays one where it is not changed.
            return changed === text ? value : changed
          }, (name) => change(name) !== name)
      }
    }
  },
}

function takeWhat(parser: StageParser): Redacted | undefined {
  const regex = parser.takeRegex()
  if (regex) return { type: 'regex', ...regex.value }
  const kind = NAMES.find((name) => parser.takeKeyword(name))
  return kind && { type: 'kind', kind }
}
