import type { RecordBatch } from '../../records/batch.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import type { BlockLocalRun, ScriptRunner, SequentialRun } from '../../stages/contract.ts'
import type { ScriptFile, ScriptNode } from '../../stages/sequential/script.ts'
import { OutBatches } from './outBatches.ts'
import { packRows } from './packRows.ts'
import { ScriptThread } from './scriptThread.ts'
import type { KeptRow } from './messages.ts'

/** Batches that are held for a script that may still give rows of them; of others it has to send what they are. */
export const HELD_BATCHES = 32
/** Of a row's text in a message. */
const SHOWN = 120

/** The scripts of a program: each at work in a thread, which begins with the first rows. */
export class ScriptThreads {
  private readonly check: () => void
  private readonly threads = new Set<ScriptThread>()

  /** `check` throws where the program has been ended. */
  constructor(check: () => void) {
    this.check = check
  }

  /** Those of a stage. */
  of(stage: number): ScriptRunner {
    return {
      rows: (node, file, most = Infinity) => this.overRows(stage, node, file, most),
      block: (node, file) => this.overBlocks(stage, node, file),
    }
  }

  dispose(): void {
    for (const thread of this.threads) void this.close(thread)
  }

  private start(stage: number, node: ScriptNode, file: ScriptFile, held: ReadonlyMap<number, RecordBatch>): ScriptThread {
    const rowText = (batch: number, row: number): string | undefined => shownRow(held.get(batch), row)
    const thread = new ScriptThread({ stage, node, file, check: this.check, rowText })
    this.threads.add(thread)
    return thread
  }

  private close(thread: ScriptThread): Promise<void> {
    this.threads.delete(thread)
    return thread.close()
  }

  private overRows(stage: number, node: ScriptNode, file: ScriptFile, most: number): SequentialRun {
    const { start, close } = { start: this.start.bind(this), close: this.close.bind(this) }
    return async function* (batches) {
      const held = new Map<number, RecordBatch>()
      const made = new Set<string>()
      const out = new OutBatches((batch) => held.get(batch), made)
      const input = batches[Symbol.asyncIterator]()
      const thread = start(stage, node, file, held)
      let left = most
      let number = 0
      try {
        while (left > 0) {
          const said = await thread.next()
          for (const batch of out.batches(said.rows)) {
            yield batch.length > left ? batch.select(Uint32Array.from({ length: left }, (_, i) => i)) : batch
            left -= Math.min(left, batch.length)
          }
          if (said.type === 'done') return
          if (said.type === 'out') {
            if (left > 0) thread.tell({ type: 'more' })
            continue
          }
          if (left === 0) return
          const next = await nextRows(input)
          if (!next) thread.tell({ type: 'end' })
          else {
            held.set(++number, next)
            held.delete(number - HELD_BATCHES)
            for (const name of next.made()) made.add(name)
            thread.tell({ type: 'rows', rows: packRows(next, number, Math.max(1, number - HELD_BATCHES + 1), true) })
          }
        }
      } finally {
        await close(thread)
        await input.return?.()
      }
    }
  }

  private overBlocks(stage: number, node: ScriptNode, file: ScriptFile): BlockLocalRun {
    const held = new Map<number, RecordBatch>()
    const out = new OutBatches((batch) => held.get(batch))
    let thread: ScriptThread | undefined
    let number = 0
    const through = (batch: RecordBatch): RecordBatch | undefined => {
      thread ??= this.start(stage, node, file, held)
      held.clear()
      held.set(++number, batch)
      try {
        thread.tell({ type: 'rows', rows: packRows(batch, number, number, false) })
        const { rows } = thread.nextNow()
        return rows.length > 0 ? out.keptOf(rows as KeptRow[]) : undefined
      } catch (error) {
        // What it was doing is not what the next block asks for.
        void this.close(thread)
        thread = undefined
        throw error
      }
    }
    return function* (batches) {
      for (const batch of batches) {
        const given = batch.length > 0 ? through(batch) : undefined
        if (given) yield given
      }
    }
  }
}

async function nextRows(input: AsyncIterator<RecordBatch>): Promise<RecordBatch | undefined> {
  for (;;) {
    const { done, value } = await input.next()
    if (done) return undefined
    if (value.length > 0) return value
  }
}

function shownRow(batch: RecordBatch | undefined, row: number): string | undefined {
  if (!batch || row >= batch.length) return undefined
  const text = batch.text(row).split('\n', 1)[0]
  const source = batch instanceof LineBatch ? batch.field('source', row) : undefined
  const isOrdered = batch instanceof LineBatch && batch.source(row) !== undefined
  const line = isOrdered ? `line ${batch.lineAbove(row) + 1} of ${source}: ` : source === undefined ? '' : `in ${source}: `
  return `${line}${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}`
}
