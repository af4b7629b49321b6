/** Stages that look at each row beside what they remember of the rows before it with the same key: in memory, and on disk where there are too many keys. */
import type { FieldValues, RecordBatch } from '../../records/batch.ts'
import type { HeldRows, SequentialRun, SequentialTools } from '../contract.ts'
import { inPlace, KeyParts, type KeyTable } from './keyParts.ts'

/** Rows are put on disk when they hold so much memory, in bytes. */
const HELD_BYTES = 8 * 1024 * 1024

/** What is remembered of keys. */
export interface RowTable {
  /** About how much memory it takes, in bytes. */
  readonly bytes: number
  has(key: string): boolean
  /** What becomes of the next row, undefined for nothing. The first of its values is its key. */
  take(values: FieldValues): FieldValues | undefined
}

export interface KeyedStage {
  newTable(): RowTable
  /** Reads rows of a batch: the key, and behind it what else the table needs; undefined for one that has no key. */
  reader(batch: RecordBatch): (row: number) => FieldValues | undefined
  /** What becomes of a row without a key. */
  readonly unkeyed?: FieldValues
  /** Rows of which nothing becomes are left out. */
  readonly drops: boolean
  /** The rows with what has become of each. */
  give(batch: RecordBatch, results: readonly (FieldValues | undefined)[]): RecordBatch
}

export function keyedRows(stage: KeyedStage, tools: SequentialTools): SequentialRun {
  return async function* (batches) {
    let table: RowTable | undefined = stage.newTable()
    let spilled: SpilledRows | undefined
    for await (const batch of batches) {
      if (!spilled && table!.bytes > tools.keyBytes) {
        spilled = new SpilledRows(stage, table!, tools)
        table = undefined
      }
      if (spilled) {
        spilled.add(batch)
        continue
      }
      const read = stage.reader(batch)
      const results: (FieldValues | undefined)[] = []
      for (let row = 0; row < batch.length; row++) {
        const values = read(row)
        results.push(values === undefined ? stage.unkeyed : table!.take(values))
      }
      yield stage.give(batch, results)
    }
    if (spilled) yield* spilled.rows()
  }
}

/** Rows from the one on at which the table was full. They wait on disk, in their order and numbered, until it is known what becomes of them. */
class SpilledRows {
  private readonly stage: KeyedStage
  private readonly tools: SequentialTools
  /** No more keys come into it. */
  private table: RowTable | undefined
  private readonly decided
  private readonly parts: KeyParts
  private readonly held: HeldRows
  private readonly runs: Iterable<RecordBatch>[] = []
  private count = 0

  constructor(stage: KeyedStage, table: RowTable, tools: SequentialTools) {
    this.stage = stage
    this.table = table
    this.tools = tools
    this.decided = tools.aside(1)
    this.parts = new KeyParts(tools)
    this.held = tools.hold()
  }

  add(batch: RecordBatch): void {
    const { stage, decided, parts, held } = this
    const table = this.table!
    const read = stage.reader(batch)
    for (let row = 0; row < batch.length; row++) {
      const values = read(row)
      const minor = this.count
      if (values !== undefined && !table.has(values[0] as string)) parts.add({ major: 0, minor, values })
      else {
        const result = values === undefined ? stage.unkeyed : table.take(values)
        if (result !== undefined) decided.add(0, { major: 0, minor, values: result })
        else if (stage.drops) continue
      }
      held.add(batch, row)
      this.count++
    }
    if (held.bytes >= HELD_BYTES) this.store()
  }

  /** All of them, in their order. */
  *rows(): Generator<RecordBatch> {
    const { stage, tools, parts, decided } = this
    this.store()
    this.table = undefined
    const results = inPlace([decided.read(0), ...parts.settled(() => new Resulting(stage.newTable()), tools)])
    let next = results.next()
    let number = 0
    for (const run of this.runs) {
      for (const batch of run) {
        const here: (FieldValues | undefined)[] = []
        for (let row = 0; row < batch.length; row++, number++) {
          const isNext = !next.done && next.value.minor === number
          here.push(isNext ? (next.value as { values: FieldValues }).values : undefined)
          if (isNext) next = results.next()
        }
        yield stage.give(batch, here)
      }
    }
  }

  private store(): void {
    const { held, tools } = this
    if (held.length === 0) return
    this.runs.push(
      tools.store(
        (function* () {
          for (let i = 0; i < held.length; i++) yield held.at(i)
        })(),
      ),
    )
    held.clear()
  }
}

/** What becomes of rows, by their numbers. */
class Resulting implements KeyTable {
  private readonly table: RowTable

  constructor(table: RowTable) {
    this.table = table
  }

  get bytes(): number {
    return this.table.bytes
  }

  has(key: string): boolean {
    return this.table.has(key)
  }

  take({ minor, values }: Parameters<KeyTable['take']>[0], give: Parameters<KeyTable['take']>[1]): void {
    const result = this.table.take(values)
    if (result !== undefined) give({ major: 0, minor, values: result })
  }

  end(): void {
    // What becomes of a row is known with it.
  }
}
