import { fileURLToPath } from 'node:url'
import type { RecordBatch } from '../../src/engine/records/batch.ts'
import { slice } from '../../src/engine/records/batch.ts'
import { TableBatch } from '../../src/engine/records/tableBatch.ts'
import type { QueryStage } from '../../src/engine/query/ast.ts'
import { withTimes } from '../../src/engine/results/resolveTimes.ts'
import { resolveScripts } from '../../src/engine/results/scripts/resolveScripts.ts'
import { ScriptThreads } from '../../src/engine/results/scripts/scriptThreads.ts'
import { MATCH_FIELD, type AsideRecord, type PlacedRow, type RowSpan, type SequentialRun, type SequentialTools, type StageContext } from '../../src/engine/stages/contract.ts'
import { parseOrThrow, stageOf } from '../../src/engine/stages/registry.ts'
import { linesOf } from './blocks.ts'

/** Where the scripts of examples are. */
export const SCRIPTS = fileURLToPath(new URL('../fixtures/scripts', import.meta.url))

/** A context that notes what stages tell it. */
export class NotingContext implements StageContext {
  readonly seen: string[] = []
  readonly beats: number[] = []
  readonly faults: string[] = []
  readonly threads = new ScriptThreads(() => undefined)
  readonly scripts = this.threads.of(0)
  beat(_batch: RecordBatch, row: number): void {
    this.beats.push(row)
  }
  guard<T>(work: () => T): T {
    return work()
  }
  sawField(name: string): void {
    this.seen.push(name)
  }
  fault(_batch: RecordBatch, _row: number, message: string): void {
    this.faults.push(message)
  }
  lineStart(): number {
    return Infinity
  }
}

/** Runs a query over a text of one block; the rows of its result. */
export async function runQuery(query: string, text: string | Uint8Array, context: StageContext = new NotingContext()): Promise<RecordBatch> {
  let batch: RecordBatch = linesOf(text)
  const { stages } = resolveScripts(parseOrThrow(query), { folders: [SCRIPTS] })
  for (const stage of stages) if (stage.on) batch = await runStage(stage, batch, context)
  if (context instanceof NotingContext) context.threads.dispose()
  return batch
}

/** The same, as the texts of the rows. */
export async function textsOf(query: string, text: string | Uint8Array, context?: StageContext): Promise<string[]> {
  const batch = await runQuery(query, text, context)
  return Array.from({ length: batch.length }, (_, row) => batch.text(row))
}

/** The same, as one field of the rows. */
export async function valuesOf(query: string, name: string, text: string | Uint8Array, context?: StageContext): Promise<unknown[]> {
  const batch = await runQuery(query, text, context)
  return Array.from({ length: batch.length }, (_, row) => batch.field(name, row))
}

const ORIGIN = { now: Date.UTC(2026, 0, 5), end: Date.UTC(2026, 0, 5) }

async function runStage({ node: written }: QueryStage, batch: RecordBatch, context: StageContext): Promise<RecordBatch> {
  const node = withTimes(written, ORIGIN)
  const stage = stageOf(node)
  if (stage.kind === 'blockLocal') {
    const [result] = stage.create(node, context)([batch])
    return result
  }
  if (stage.kind === 'aggregate') {
    const run = stage.create(node, context)
    run.add(batch)
    return new TableBatch(run.table())
  }
  if (stage.kind === 'sequential') return runSequential(stage.create(node, context, memoryTools), batch)
  // There is no log to go back to: test/properties/context.test.ts looks at what is around rows.
  if (stage.kind === 'context') return batch.withValues([MATCH_FIELD], () => ['true'])
  const spans = (async function* (): AsyncGenerator<RowSpan> {
    if (batch.length > 0) yield { block: 0, from: 0, count: batch.length }
  })()
  for await (const { from, count } of stage.create(node).run(spans)) return slice(batch, from, from + count)
  return slice(batch, 0, 0)
}

/** Rows of one batch, which stays as it is. */
export const memoryTools: SequentialTools = {
  hold() {
    const rows: PlacedRow[] = []
    return {
      get length() {
        return rows.length
      },
      get bytes() {
        return rows.length
      },
      add: (batch, row) => void rows.push({ batch, row }),
      at: (index) => rows[index],
      clear: () => void (rows.length = 0),
      release: () => void (rows.length = 0),
    }
  },
  store: (rows) => Array.from(rows, ({ batch, row }) => batch.select(Uint32Array.of(row))),
  aside(count) {
    const parts: AsideRecord[][] = Array.from({ length: count }, () => [])
    return { add: (part, record) => void parts[part].push(record), read: (part) => parts[part] }
  },
  keyBytes: Infinity,
}

/** What the stage gives of one batch, as the texts and the fields that it has made. */
async function runSequential(run: SequentialRun, batch: RecordBatch): Promise<RecordBatch> {
  const input = (async function* () {
    if (batch.length > 0) yield batch
  })()
  const given: RecordBatch[] = []
  for await (const rows of run(input)) {
    if (!(Symbol.iterator in rows)) given.push(rows)
    else for (const { batch: of, row } of rows) given.push(of.select(Uint32Array.of(row)))
  }
  const names = [...new Set(given.flatMap((each) => [...each.made(), 'raw']))]
  const values = given.flatMap((each) => Array.from({ length: each.length }, (_, row) => names.map((name) => each.field(name, row))))
  return new TableBatch({ columns: names, rows: values }).withText((_, row) => String(values[row][names.indexOf('raw')]))
}
