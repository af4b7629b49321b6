/** Which fields the stages before have left, where `fields` has chosen some. */
import type { StageNode } from '../../../query/ast.ts'
import type { FieldsNode } from '../../transform/fields.ts'

export interface ShownFields {
  /** Only these; undefined: all. */
  readonly only?: readonly string[]
  /** Not these. */
  readonly without: readonly string[]
}

const ALL: ShownFields = { without: [] }

/** What is shown behind a stage. `makes`: fields that it makes; undefined where only its rows tell. */
export function shownBehind(before: ShownFields | undefined, node: StageNode, makes: readonly string[] | undefined): ShownFields | undefined {
  if (node.name === 'fields') {
    const { mode, fields } = node as FieldsNode
    const { only, without } = before ?? ALL
    if (mode === 'keep') return { only: fields, without: [] }
    return only ? { only: only.filter((name) => !fields.includes(name)), without: [] } : { without: [...without, ...fields] }
  }
  if (!before) return undefined
  const { only, without } = before
  // The log's own cannot be told from those that rows have been given.
  if (!makes) return only ? undefined : before
  return only ? { only: [...only, ...makes], without: [] } : { without: without.filter((name) => !makes.includes(name)) }
}

export function isShown({ only, without }: ShownFields, name: string): boolean {
  return only ? only.includes(name) : !without.includes(name)
}
