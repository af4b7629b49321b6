/** Which fields there are at a place of a query. */
import { LEVELS } from '../../common/page.ts'
import type { FieldInfo } from '../../common/protocol.ts'
import type { Query } from '../query/ast.ts'
import type { Columns } from '../stages/contract.ts'
import { printStage, stageOf } from '../stages/registry.ts'

/** Fields of every row, whatever its log. */
const OF_EVERY_ROW: readonly FieldInfo[] = [{ name: 'raw' }, { name: 'line' }, { name: 'source' }]

export const LEVEL_NAMES: readonly string[] = LEVELS.filter((level) => level !== '')

export interface KnownField extends FieldInfo {
  /** Where it comes from: the text of a stage; undefined for the log. */
  readonly from?: string
}

/** Fields in front of stage `index` of a query: those of the log, and what the stages before make of them. Stages that could not be read make none. */
export function fieldsBefore({ stages }: Query, index: number, ofLog: readonly FieldInfo[]): readonly KnownField[] {
  const known = new Map<string, KnownField>()
  for (const field of [...ofLog, ...OF_EVERY_ROW]) if (!known.has(field.name)) known.set(field.name, field)
  let columns: Columns = { names: [...known.keys()], chosen: false, table: false }
  for (const { node, on } of stages.slice(0, index)) {
    if (!on || node.name === 'invalid') continue
    const before = columns
    columns = stageOf(node).columns(node, before)
    const from = printStage(node)
    if (columns.table) known.clear()
    for (const name of columns.names) {
      if (columns.table || !before.names.includes(name)) known.set(name, { name, from })
    }
  }
  return [...known.values()]
}
