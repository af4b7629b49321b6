/** What rows come to: how many, from when to when, and what the values of a column add up to. */
import type { Figures } from '../../common/protocol.ts'
import { slice } from '../records/batch.ts'
import { silentContext, type AggregateRun } from '../stages/contract.ts'
import type { StatsNode } from '../stages/aggregate/stats.ts'
import { stageOf } from '../stages/registry.ts'
import type { Program } from './program.ts'
import type { BlockRange } from './scannerApi.ts'

/** Rows of blocks: all but the first `skip`, of these the first `take`. */
export interface FiguresParams extends BlockRange {
  readonly skip: number
  readonly take: number
  readonly column?: string
}

/** Of some of the rows. */
export interface PartialFigures {
  readonly rows: number
  /** Infinity and -Infinity where none has a time. */
  readonly from: number
  readonly to: number
  /** The state of `stats` over the column. */
  readonly sums?: unknown
}

const FUNCTIONS = ['sum', 'avg', 'min', 'max'] as const

/** Adds up as the query language does: exactly, and with durations and sizes. */
function sumsOf(column: string): AggregateRun {
  const aggregates = FUNCTIONS.map((name) => ({ function: name, field: column, as: undefined }))
  const node: StatsNode = { name: 'stats', aggregates, by: [], span: { start: 0, end: 0 } }
  const stage = stageOf(node)
  if (stage.kind !== 'aggregate') throw new Error('stats is no aggregate')
  return stage.create(node, silentContext)
}

export function figuresOfRange(program: Program, { segment, from, to, skip, take, column }: FiguresParams): PartialFigures {
  const sums = column === undefined ? undefined : sumsOf(column)
  let [rows, least, greatest, above] = [0, Infinity, -Infinity, skip]
  for (let block = from; block < to && rows < take; block++) {
    for (const batch of program.rows(segment, block)) {
      if (above >= batch.length) {
        above -= batch.length
        continue
      }
      const part = slice(batch, above, above + take - rows)
      above = 0
      rows += part.length
      sums?.add(part, program.orderOf(segment, block))
      for (const time of part.times?.() ?? []) {
        if (time < least) least = time
        if (time > greatest) greatest = time
      }
      if (rows >= take) break
    }
  }
  return { rows, from: least, to: greatest, sums: sums?.take() }
}

/** Joins what parts come to. */
export class FiguresSoFar {
  private readonly sums: AggregateRun | undefined
  private rows = 0
  private from = Infinity
  private to = -Infinity

  constructor(column: string | undefined) {
    this.sums = column === undefined ? undefined : sumsOf(column)
  }

  add({ rows, from, to, sums }: PartialFigures): void {
    this.rows += rows
    this.from = Math.min(this.from, from)
    this.to = Math.max(this.to, to)
    this.sums?.merge(sums)
  }

  get figures(): Figures {
    const { rows, from, to } = this
    const values = this.sums?.table().rows[0]?.map((value) => (value === undefined ? undefined : String(value))) ?? []
    const [sum, avg, min, max] = values
    return { rows, ...(from <= to ? { from, to } : {}), ...(sum === undefined ? {} : { sum, avg, min, max }) }
  }
}
