import { RAW_COLUMN } from '../../../common/page.ts'
import type { SearchExpr } from '../../query/ast.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { LineList } from '../../lines/lineList.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import { RecordFinder } from '../../records/recordFinder.ts'
import { silentContext, type BlockLocalRun, type StageContext } from '../contract.ts'
import { createByteScan, createOrderedScan, type ByteScan } from './byteScan.ts'
import { DriverChoice } from './driverChoice.ts'
import { driversOf } from './driver.ts'
import { eachLine } from './eachLine.ts'
import { compileTest, fieldsOf, textTerms, type Subject, type Test } from './expression.ts'
import { compileLongLineTest, type LongLineTest } from './longLine.ts'
import { orderedTexts } from './orderedTexts.ts'

/** Runs a search expression. */
export function createSearch(expr: SearchExpr, context: StageContext): BlockLocalRun {
  if (expr.type === 'all') return (batches) => passOn(batches)
  const search = new Search(expr, context)
  return (batches, countOnly) => search.run(batches, countOnly)
}

function* passOn(batches: Iterable<RecordBatch>): Generator<RecordBatch> {
  yield* batches
}

/** Bytes tell which lines match, but for a few that have to be tested after all. */
export function isFoundByBytes(expr: SearchExpr): boolean {
  return expr.type === 'all' || (driversOf(expr)[0]?.exact ?? false) || orderedTexts(expr) !== undefined
}

class Search {
  private readonly test: Test
  private readonly testLong: LongLineTest
  /** Fields that are compared; they are looked for in all rows of a batch at once. */
  private readonly fields: readonly string[]
  /** Finds just the lines that match. */
  private readonly exact: ByteScan | undefined
  private readonly choice: DriverChoice
  private readonly guard: StageContext['guard']
  /** For what looks at texts alone. */
  private readonly guardText: StageContext['guard']
  /** Rows with texts that follow each other, which the expression asks for and nothing else. */
  private readonly ordered: ReturnType<typeof createOrderedScan> | undefined
  private readonly candidates = new LineList()
  private readonly found = new LineList()
  private readonly counted = new LineList(true)

  constructor(expr: SearchExpr, context: StageContext) {
    const drivers = driversOf(expr)
    this.fields = fieldsOf(expr).filter((name) => name !== RAW_COLUMN)
    this.test = compileTest(expr, context)
    this.testLong = compileLongLineTest(expr, (term) => compileTest(term, context), context)
    this.exact = drivers[0]?.exact ? createByteScan(drivers[0]) : undefined
    this.choice = new DriverChoice(drivers)
    this.guard = (work) => context.guard(work)
    // Words end by themselves, and to limit the time of each block takes a third of the time of a search.
    this.guardText = textTerms(expr).some(({ type }) => type === 'regex') ? this.guard : silentContext.guard
    const texts = orderedTexts(expr)
    this.ordered = texts && createOrderedScan(texts)
  }

  *run(batches: Iterable<RecordBatch>, countOnly = false): Generator<RecordBatch> {
    for (const batch of batches) {
      if (batch instanceof LineBatch && batch.isWhole) yield this.searchBlock(batch, countOnly ? this.counted : this.found)
      else yield batch.select(this.guard(() => this.matchingRows(batch)))
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

  /** All rows of a block, without splitting those that cannot match. `found`: takes them. */
  private searchBlock(batch: LineBatch, found: LineList): RecordBatch {
    const { block } = batch
    const { first, stop, longLine } = block
    const records = block.heads && new RecordFinder(block)
    // The row with a long line is tested as a whole.
    const long = longLine < 0 ? stop : records ? records.around(longLine).start : longLine
    found.clear()
    if (this.fields.length > 0) {
      // Candidates become a batch of their own, whose fields are found together.
      const scan = this.choice.scanFor(block, first, stop)
      if (!scan || longLine >= 0) return batch.select(this.guard(() => this.matchingRows(batch)))
      const candidates = batch.pick(this.candidatesOf(batch, scan, stop))
      return candidates.select(this.guard(() => this.matchingRows(candidates)))
    }
    if (this.exact) this.exact(block, first, long, found)
    else if (!this.ordered?.(block, first, long, found)) this.guardText(() => this.testBlock(batch, records !== undefined, long, found))
    if (longLine >= 0) {
      const row = new Cursor(batch)
      row.moveTo(long, stop)
      if (this.guardText(() => this.testLong(row.batch, 0))) found.push(long, stop)
    } else if (found.newlines >= 0) batch.noteNewlines(found.newlines)
    return batch.pick(found)
  }

  private testBlock(batch: LineBatch, records: boolean, end: number, found: LineList): void {
    const scan = this.choice.scanFor(batch.block, batch.block.first, end)
    if (scan) this.confirm(batch, scan, end, found)
    else if (records) this.testRecords(batch, end, found)
    else this.testEvery(batch, end, found)
  }

  /** Rows of which the bytes tell that a line may match; good until the next block. */
  private candidatesOf({ block }: LineBatch, scan: ByteScan, end: number): LineList {
    const { candidates } = this
    candidates.clear()
    scan(block, block.first, end, candidates)
    this.choice.note(candidates.bytes, end - block.first)
    return candidates
  }

  /** Those of these rows that the expression holds for. */
  private confirm(batch: LineBatch, scan: ByteScan, end: number, found: LineList): void {
    const { test } = this
    const { starts, ends, count, newlines } = this.candidatesOf(batch, scan, end)
    const cursor = new Cursor(batch)
    for (let i = 0; i < count; i++) {
      cursor.moveTo(starts[i], ends[i])
      if (test(cursor)) found.push(starts[i], ends[i])
    }
    found.newlines = newlines
  }

  private testRecords(batch: LineBatch, end: number, found: LineList): void {
    const { test } = this
    const cursor = new Cursor(batch)
    for (let row = 0; row < batch.length && batch.start(row) < end; row++) {
      cursor.moveTo(batch.start(row), batch.end(row))
      if (test(cursor)) found.push(batch.start(row), batch.end(row))
    }
  }

  private testEvery(batch: LineBatch, end: number, found: LineList): void {
    const { test } = this
    const cursor = new Cursor(batch)
    eachLine(batch.block, batch.block.first, end, (from, to, text) => {
      cursor.moveTo(from, to, text)
      if (test(cursor)) found.push(from, to)
    })
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
