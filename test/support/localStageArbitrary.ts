/** Random stages that make fields or texts of others, for random queries. */
import fc from 'fast-check'
import type { Span, StageNode } from '../../src/engine/query/ast.ts'
import type { DecodeNode } from '../../src/engine/stages/transform/decode.ts'
import type { FlattenNode } from '../../src/engine/stages/transform/flatten.ts'
import { compilePattern } from '../../src/engine/stages/transform/grok/compilePattern.ts'
import type { GrokNode } from '../../src/engine/stages/transform/grok/grok.ts'
import type { JsonNode } from '../../src/engine/stages/transform/json.ts'
import type { KvNode } from '../../src/engine/stages/transform/kv.ts'
import type { Redacted, RedactNode } from '../../src/engine/stages/transform/redact/redact.ts'
import type { ReplaceNode, Replacement } from '../../src/engine/stages/transform/replace.ts'
import type { SpathNode } from '../../src/engine/stages/transform/spath.ts'
import type { SplitNode } from '../../src/engine/stages/transform/split.ts'
import type { StripNode } from '../../src/engine/stages/transform/strip.ts'
import type { QueryParts } from './queryArbitrary.ts'

const NOWHERE: Span = { start: 0, end: 0 }

function node<N extends StageNode>(of: Omit<N, 'span'>): N {
  return { ...of, span: NOWHERE } as N
}

const GROKS = ['%{WORD:user}=%{NOTSPACE:ms}', 'user=%{WORD:user} ms=%{NUMBER:ms:int}', '%{INT:ms:float}ms', '(?<user>[a-z]+)=', '[%]{%{POSINT:a.b}']

export function localStages(parts: QueryParts): fc.Arbitrary<StageNode>[] {
  const made = parts.fields.filter((name) => name !== 'raw' && name !== 'line' && name !== 'source')
  const field = fc.constantFrom('made', ...made)
  const input = fc.constantFrom('raw', 'raw', ...made)
  const names = fc.uniqueArray(field, { minLength: 1, maxLength: 3 })
  const text = parts.texts.filter((each) => each !== '')
  const regex = parts.regexes.map((each) => ({ type: 'regex' as const, ...each }))
  const value = fc.tuple(parts.texts, parts.texts).map(([from, to]): Replacement => ({ type: 'value', text: from, by: to.replace(/[*\\]/g, '') }))
  const byRegex = fc.record({ regex, by: parts.texts }).map(({ regex: each, by }): Replacement => ({ ...each, by }))
  return [
    fc.array(byRegex, { minLength: 1, maxLength: 2 }).map((replacements) => node<ReplaceNode>({ name: 'replace', replacements, fields: [] })),
    fc.record({ replacements: fc.array(fc.oneof(byRegex, value), { minLength: 1, maxLength: 2 }), fields: names }).map((rest) => node<ReplaceNode>({ name: 'replace', ...rest })),
    input.map((from) => node<JsonNode>({ name: 'json', from })),
    fc
      .record({ input, output: fc.option(field, { nil: undefined }), path: fc.option(fc.constantFrom('user', 'a.b', 'a{}.b', 'a[0]', "['a b']", 'ms'), { nil: undefined }) })
      .map((rest) => node<SpathNode>({ name: 'spath', ...rest })),
    fc.record({ from: input, pair: fc.option(text, { nil: undefined }), value: fc.oneof(fc.constant('='), text) }).map((rest) => node<KvNode>({ name: 'kv', ...rest })),
    fc.record({ separator: fc.oneof(text.map((each) => ({ type: 'text' as const, text: each })), regex), field: input, at: fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined }), names: fc.oneof(fc.constant([]), names) })
      .map(({ at, names: all, ...rest }) => node<SplitNode>({ name: 'split', ...rest, at: Object.is(at, -0) ? 0 : at, names: at === undefined ? all : [all[0] ?? 'made'] })),
    fc.record({ field, aliases: fc.oneof(fc.constant([]), names) }).map((rest) => node<FlattenNode>({ name: 'flatten', ...rest })),
    fc.record({ encoding: fc.constantFrom('base64' as const, 'url' as const, 'hex' as const), field, into: field }).map((rest) => node<DecodeNode>({ name: 'decode', ...rest })),
    fc.constant(node<StripNode>({ name: 'strip' })),
    fc
      .record({ what: fc.array(fc.oneof(fc.constantFrom('email' as const, 'ip' as const, 'token' as const, 'card' as const).map((kind): Redacted => ({ type: 'kind', kind })), regex), { maxLength: 2 }), key: fc.option(parts.texts, { nil: undefined }), pseudonyms: fc.boolean() })
      .map(({ what, key, pseudonyms }) => node<RedactNode>({ name: 'redact', what, pseudonyms, key: pseudonyms ? key : undefined })),
    fc.record({ from: input, pattern: fc.constantFrom(...GROKS) }).map(({ from, pattern }) => {
      const { source, groups } = compilePattern(pattern, {})
      return node<GrokNode>({ name: 'grok', from, pattern, own: {}, expression: { source, flags: '' }, groups })
    }),
  ]
}
