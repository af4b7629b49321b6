/** The field `line`: the number of a row's first line in its file, from 1 on. What the query alone tells of who reads it. */
import { LINE_FIELD } from '../../common/page.ts'
import { stageOf } from '../stages/registry.ts'
import type { Plan, PlannedStage } from './plan.ts'

/** A stage that reads the numbers of rows. `inBlocks`: of rows that are parts of blocks of the files, which do not know what is above them. */
interface LineReader extends PlannedStage {
  readonly inBlocks: boolean
}

/** Stages that read the field as rows have it by themselves, until one makes another of its name, or rows are no more those of the files. */
function lineReaders({ segments }: Pick<Plan, 'segments'>): LineReader[] {
  const readers: LineReader[] = []
  for (const { local, end } of segments) {
    for (const stage of local) {
      if (reads(stage)) readers.push({ ...stage, inBlocks: true })
      if (makesLine(stage)) return readers
    }
    // Rows for a sequential stage are taken out of their files, and then know their numbers.
    if (end && reads(end)) readers.push({ index: end.index, node: end.node, inBlocks: end.kind !== 'sequential' })
    if (end?.kind === 'sequential' || end?.kind === 'aggregate') break
  }
  return readers
}

function reads({ node }: PlannedStage): boolean {
  return stageOf(node).reads(node).includes(LINE_FIELD)
}

function makesLine({ node }: PlannedStage): boolean {
  const stage = stageOf(node)
  if (stage.kind !== 'blockLocal') return false
  const written = stage.writes?.(node) ?? stage.columns(node, { names: [], chosen: false, table: false }).names
  return written.includes(LINE_FIELD)
}

/** Stages, by their places in the query, that cannot miss the field: every row has it. */
export function stagesWithLine(plan: Pick<Plan, 'segments'>): ReadonlySet<number> {
  return new Set(lineReaders(plan).map(({ index }) => index))
}

/** Lines have to be counted before rows are looked at. To show the number of a row is no reason: that is found for each page. */
export function needsLinesAbove(plan: Pick<Plan, 'segments'>): boolean {
  return lineReaders(plan).some(({ node, inBlocks }) => inBlocks && node.name !== 'fields')
}
