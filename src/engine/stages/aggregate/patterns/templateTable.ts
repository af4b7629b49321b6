/** The patterns of all kinds of messages. */
import { MARK_TEXT } from './mask.ts'
import { templatesOf } from './templates.ts'
import { ANY } from './wordTrie.ts'

export interface KindsOfTemplate {
  readonly text: string
  readonly kinds: readonly string[]
}

/** Which kinds are of which pattern; patterns that read alike are one. Depends on the set of kinds alone. */
export function templatesOfKinds(all: Iterable<string>): KindsOfTemplate[] {
  const kinds = [...all].sort()
  const byText = new Map<string, string[]>()
  for (const template of templatesOf(kinds.map((kind) => kind.replaceAll(ANY, MARK_TEXT)))) {
    const own = template.kinds.map((kind) => kinds[kind])
    const known = byText.get(template.text)
    if (known) known.push(...own)
    else byText.set(template.text, own)
  }
  return [...byText].map(([text, own]) => ({ text, kinds: own }))
}
