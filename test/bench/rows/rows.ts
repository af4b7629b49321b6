/** All rows, and one of them run with what goes wrong caught. */
import { toErrorData } from '../../../src/common/errors.ts'
import { groupRows } from './groups.ts'
import { memoryRows } from './memory.ts'
import { packedRows } from './packed.ts'
import { patternRows } from './patterns.ts'
import { recordRows } from './records.ts'
import type { Bench, Outcome, Row } from './row.ts'
import { sessionRows } from './sessions.ts'
import { tableRows } from './tables.ts'
import { textRows } from './text.ts'
import { wholeRows } from './whole.ts'

export const allRows: readonly Row[] = [...textRows, ...tableRows, ...groupRows, ...packedRows, ...recordRows, ...patternRows, ...sessionRows, ...wholeRows, ...memoryRows]

/** Rows by their names, with commas between them; one that ends in a star stands for all that begin so. Throws for a name that no row has. */
export function chooseRows(only: string | undefined): readonly Row[] {
  if (only === undefined) return allRows
  const wanted = only.split(',').map((name) => name.trim())
  const isIt = (row: Row, name: string): boolean => row.name === name || (name.endsWith('*') && row.name.startsWith(name.slice(0, -1)))
  const unknown = wanted.find((name) => !allRows.some((row) => isIt(row, name)))
  if (unknown !== undefined) throw new Error(`no row ${unknown}; there are ${allRows.map(({ name }) => name).join(', ')}`)
  return allRows.filter((row) => wanted.some((name) => isIt(row, name)))
}

export async function runRow(row: Row, bench: Bench): Promise<readonly Outcome[]> {
  const { name, title } = row
  const missing = bench.peers.missing(row.needs)
  const leftOut = row.leftOut ?? (missing.length > 0 ? missing.map((peer) => bench.peers.hint(peer)).join(', ') : undefined)
  if (leftOut !== undefined) return [{ name, title, peers: [], leftOut }]
  try {
    return await row.run(bench)
  } catch (error) {
    return [{ name, title, peers: [], failure: toErrorData(error).message }]
  }
}
