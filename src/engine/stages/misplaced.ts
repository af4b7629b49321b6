/** Stages that cannot stand behind those before them. */
import type { Diagnostic } from '../../common/protocol.ts'
import type { Query, StageNode } from '../query/ast.ts'
import type { Stage } from './contract.ts'

/** A mistake for each stage that is on and asks of its rows what the stages before it have left nothing of. `stageOf`: undefined for what could not be read. */
export function misplacedStages({ stages }: Query, stageOf: (node: StageNode) => Stage | undefined): Diagnostic[] {
  const mistakes: Diagnostic[] = []
  /** The first stage that does not work row by row, and the first that gives a table. */
  let ordered: string | undefined
  let table: string | undefined
  for (const { node, on } of stages) {
    const stage = on ? stageOf(node) : undefined
    if (!stage) continue
    const { name, span } = node
    if (stage.kind === 'context' && ordered !== undefined) mistakes.push({ ...span, message: `expected '${name}' before '${ordered}': it goes back to the log, and stands only behind stages that work row by row` })
    else if (stage.ofFiles && table !== undefined) mistakes.push({ ...span, message: `expected '${name}' before '${table}': rows of a table are no lines of a file` })
    if (stage.kind === 'blockLocal') continue
    ordered ??= name
    if (stage.kind === 'aggregate' && !stage.labels?.of(node)) table ??= name
  }
  return mistakes
}
