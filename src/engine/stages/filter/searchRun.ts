import { RAW_COLUMN } from '../../../common/page.ts'
import type { SearchExpr } from '../../query/ast.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { lineTextEnd, type OnLine } from '../../lines/kernels.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import { RecordFinder } from '../../records/recordFinder.ts'
import type { BlockLocalRun, StageContext } from '../contract.ts'
import { chunkEnd, createByteScan, type ByteScan } from './byteScan.ts'
import { DriverChoice } from './driverChoice.ts'
import { driversOf } from './driver.ts'
import { compileTest, fieldsOf, type Subject, type Test } from './expression.ts'
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
  /** Fields that are compared; they are looked for in all rows of a batch at once. */
  private readonly fields: readonly string[]
  /** Finds just the lines that match. */
  private readonly exact: ByteScan | undefined
  private readonly choice: DriverChoice
  private readonly found = new LineList()

  constructor(expr: SearchExpr, context: StageContext) {
    const drivers = driversOf(expr)
    this.fields = fieldsOf(expr).filter((name) => name !== RAW_COLUMN)
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
    batch.spans?.(this.fields)
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

  /** All rows of a block, without splitting those that cannot match. */
  private searchBlock(batch: LineBatch): RecordBatch {
    const { found } = this
    const { block } = batch
    const { first, stop, longLine } = block
    const records = block.heads && new RecordFinder(block)
    // The row with a long line is tested as a whole.
    const long = longLine < 0 ? stop : records ? records.around(longLine).start : longLine
    found.clear()
    if (this.fields.length > 0) {
      // Candidates become a batch of their own, whose fields are found together.
      const scan = this.choice.scanFor(block, first, stop)
      if (!scan || longLine >= 0) return batch.select(this.matchingRows(batch))
      scan(block, first, stop, records ? eachRecord(records, found.add) : found.add)
      const candidates = batch.pick(found)
      this.choice.note(found.bytes, stop - first)
      return candidates.select(this.matchingRows(candidates))
    }
    if (this.exact) this.exact(block, first, long, records ? eachRecord(records, found.add) : found.add)
    else {
      const scan = this.choice.scanFor(block, first, long)
      if (scan) this.confirm(batch, scan, long, records)
      else if (records) this.testRecords(batch, long)
      else this.testEvery(batch, long)
    }
    if (longLine >= 0) {
      const row = new Cursor(batch)
      row.moveTo(long, stop)
      if (this.testLong(row.batch, 0)) found.push(long, stop)
    }
    return batch.pick(found)
  }

  /** Rows of which the bytes tell that a line may match; those stay that the expression holds for. */
  private confirm(batch: LineBatch, scan: ByteScan, end: number, records: RecordFinder | undefined): void {
    const { found, test } = this
    const { first } = batch.block
    const cursor = new Cursor(batch)
    let candidateBytes = 0
    const onRow = (from: number, to: number): void => {
      candidateBytes += to - from
      cursor.moveTo(from, to)
      if (test(cursor)) found.push(from, to)
    }
    scan(batch.block, first, end, records ? eachRecord(records, onRow) : onRow)
    this.choice.note(candidateBytes, end - first)
  }

  private testRecords(batch: LineBatch, end: number): void {
    const { found, test } = this
    const cursor = new Cursor(batch)
    for (let row = 0; row < batch.length && batch.start(row) < end; row++) {
      cursor.moveTo(batch.start(row), batch.end(row))
      if (test(cursor)) found.push(batch.start(row), batch.end(row))
    }
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

/** From lines, in their order, to the records that hold them, each once. */
function eachRecord(records: RecordFinder, onRow: OnLine): OnLine {
  let behind = -1
  return (line) => {
    if (line < behind) return
    const { start, end } = records.around(line)
    behind = end
    onRow(start, end)
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

/** One row of a block that has not been split: a batch of one row that is moved from row to row. */
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
