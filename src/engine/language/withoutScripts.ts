import { toggleStage } from '../query/editing.ts'
import { parse } from '../stages/registry.ts'

/** The query with its script stages switched off, for one that comes from a stranger; undefined where it cannot be read. */
export function withoutScripts(text: string): string | undefined {
  const { query, diagnostics } = parse(text)
  if (diagnostics.length > 0) return undefined
  return query.stages.reduce((changed, { node, on }, index) => (on && node.name === 'script' ? toggleStage(changed, index) : changed), text)
}
