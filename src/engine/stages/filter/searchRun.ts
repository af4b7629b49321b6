import type { SearchExpr } from '../../query/ast.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { LineBatch, lineTextEnd } from '../../records/lineBatch.ts'
import type { BlockLocalRun, StageContext } from '../contract.ts'
import { chunkEnd, createByteScan, type ByteScan } from './byteScan.ts'
import { DriverChoice } from './driverChoice.ts'
import { driversOf } from './driver.ts'
import { compileTest, type Subject, type Test } from './expression.ts'
import { LineList } from './lineList.ts'
import { compileLongLineTest, type LongLineTest } from './longLine.ts'

/** Runs a search expression. */
export function createSearch(expr: SearchExpr, context: StageContext): BlockLocalRun {
  if (expr.type === 'all') return (batches) => passOn(batches)
  const search = new Search(expr, context)
  return (batches) => search.run(batches)
}

function* passOn(batches: Iterable<RecordBatch>): Generator<RecordBatch> {
  yield* batches
}

class Search {
  private readonly test: Test
  private readonly testLong: LongLineTest
  /** Finds just the lines that match. */
  private readonly exact: ByteScan | undefined
  private readonly choice: DriverChoice
  private readonly found = new LineList()

  constructor(expr: SearchExpr, context: StageContext) {
    const drivers = driversOf(expr)
    this.test = compileTest(expr, context)
    this.testLong = compileLongLineTest(expr, (term) => compileTest(term, context), context)
    this.exact = drivers[0]?.exact ? createByteScan(drivers[0]) : undefined
    this.choice = new DriverChoice(drivers)
  }

  *run(batches: Iterable<RecordBatch>): Generator<RecordBatch> {
    for (const batch of batches) {
      if (batch instanceof LineBatch && batch.isWhole) yield this.searchBlock(batch)
      else yield batch.select(this.matchingRows(batch))
    }
  }

  /** Rows of a batch that other stages have worked on. */
  private matchingRows(batch: RecordBatch): Uint32Array {
    const rows = new Uint32Array(batch.length)
    const subject = new RowSubject(batch)
    let count = 0
    for (let row = 0; row < batch.length; row++) {
      const long = batch instanceof LineBatch && batch.isLong(row) && !batch.changed(row)
      subject.moveTo(row)
      if (long ? this.testLong(batch, row) : this.test(subject)) rows[count++] = row
    }
    return rows.subarray(0, count)
  }

  /** All lines of a block, without splitting those that cannot match. */
  private searchBlock(batch: LineBatch): RecordBatch {
    const { found } = this
    const { first, stop, longLine } = batch.block
    const end = longLine < 0 ? stop : longLine
    found.clear()
    if (this.exact) this.exact(batch.block, first, end, (from, to) => found.push(from, to))
    else {
      const scan = this.choice.scanFor(batch.block, first, end)
      if (scan) this.confirm(batch, scan, end)
      else this.testEvery(batch, end)
    }
    if (longLine >= 0) {
      const line = new Cursor(batch)
      line.moveTo(longLine, stop)
      if (this.testLong(line.batch, 0)) found.push(longLine, stop)
    }
    return batch.pick(found)
  }

  /** Lines that the bytes tell may match, of which those stay that the expression holds for. */
  private confirm(batch: LineBatch, scan: ByteScan, end: number): void {
    const { found, test } = this
    const { first } = batch.block
    const cursor = new Cursor(batch)
    let candidateBytes = 0
    scan(batch.block, first, end, (from, to) => {
      candidateBytes += to - from
      cursor.moveTo(from, to)
      if (test(cursor)) found.push(from, to)
    })
    this.choice.note(candidateBytes, end - first)
  }

  private testEvery(batch: LineBatch, end: number): void {
    const { bytes } = batch.block
    const cursor = new Cursor(batch)
    for (let from = batch.block.first; from < end; ) {
      const to = chunkEnd(bytes, from, end)
      this.testChunk(cursor, bytes, from, to)
      from = to
    }
  }

  private testChunk(cursor: Cursor, bytes: Buffer, from: number, to: number): void {
    const { found, test } = this
    const chunk = bytes.toString('utf8', from, to)
    // No sequence of bytes decodes to more UTF-16 units than it has bytes: equal lengths mean equal offsets.
    const aligned = chunk.length === to - from
    let at = 0
    for (let start = from; start < to; ) {
      const newline = aligned ? chunk.indexOf('\n', at) : bytes.indexOf(10, start) - from
      const ended = newline >= 0 && newline < to - from
      const behind = ended ? from + newline : to
      const end = ended ? lineTextEnd(bytes, start, behind) : to
      cursor.moveTo(start, end, aligned ? chunk.substring(at, end - from) : undefined)
      if (test(cursor)) found.push(start, end)
      start = behind + 1
      at = start - from
    }
  }
}

/** A row of a batch; its text is asked for once. */
class RowSubject implements Subject {
  readonly batch: RecordBatch
  row = 0
  private known: string | undefined

  constructor(batch: RecordBatch) {
    this.batch = batch
  }

  moveTo(row: number): void {
    this.row = row
    this.known = undefined
  }

  get text(): string {
    return (this.known ??= this.batch.text(this.row))
  }
}

/** One line of a block that has not been split: a batch of one row that is moved from line to line. */
class Cursor implements Subject {
  readonly batch: LineBatch
  readonly row = 0
  private readonly starts = new Uint32Array(1)
  private readonly ends = new Uint32Array(1)
  private readonly bytes: Buffer
  private known: string | undefined

  constructor(whole: LineBatch) {
    this.bytes = whole.block.bytes
    this.batch = whole.pick({ starts: this.starts, ends: this.ends, count: 1 })
  }

  moveTo(start: number, end: number, text?: string): void {
    this.starts[0] = start
    this.ends[0] = end
    this.known = text
  }

  get text(): string {
    return (this.known ??= this.bytes.toString('utf8', this.starts[0], this.ends[0]))
  }
}
