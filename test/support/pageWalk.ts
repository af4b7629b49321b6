/** Looks at a run through its pages as a panel does, and compares what it sees with the reference. */
import { strict as assert } from 'node:assert'
import { MAX_PAGE_ROW_BYTES } from '../../src/common/constants.ts'
import { Page, RowFlag } from '../../src/common/page.ts'
import type { FetchResult, Place } from '../../src/common/protocol.ts'
import type { Run } from '../../src/engine/run.ts'
import type { Session } from '../../src/engine/session.ts'
import { cellOf, referenceText, type ReferenceResult, type ReferenceRow } from './reference.ts'

interface Seen {
  readonly result: FetchResult
  readonly page: Page
  /** Index of the first row in the reference; where there is none, of the row it would stand before. */
  readonly index: number | undefined
}

export class PageWalk {
  private readonly session: Session
  private readonly run: Run
  private readonly expected: ReferenceResult
  private readonly indexes: ReadonlyMap<string, number>
  private readonly merged: boolean

  /** `merged`: the files are merged, and a place in one of them is none in another. */
  constructor(session: Session, run: Run, expected: ReferenceResult, merged = false) {
    this.merged = merged
    this.session = session
    this.run = run
    this.expected = expected
    this.indexes = new Map(expected.rows.map((row, i) => [`${row.source} ${row.offset}`, i]))
  }

  /** From the first row to the last, with pages of these sizes in turn. */
  async forward(sizes: readonly number[]): Promise<void> {
    let at = 0
    let from: Place = { at: 'start' }
    for (let turn = 0; ; turn++) {
      const count = sizes[turn % sizes.length]
      const { page, result } = await this.fetch(from, at === 0 ? 0 : 1, count, at)
      at += page.rows
      if (page.rows > 0) from = anchor(page, page.rows - 1)
      if (result.atEnd) break
      assert.ok(page.rows > 0, 'a page without rows is the end')
    }
    assert.equal(at, this.total, 'rows from start to end')
  }

  /** From the last row to the first. */
  async backward(sizes: readonly number[]): Promise<void> {
    let at = this.total
    let from: Place = { at: 'end' }
    for (let turn = 0; at > 0; turn++) {
      const count = sizes[turn % sizes.length]
      const { page, result } = await this.fetch(from, -count, count, Math.max(0, at - count))
      assert.ok(page.rows > 0)
      at = Math.max(0, at - count)
      if (this.run.counts?.complete) assert.equal(result.atStart, at === 0, 'at the start')
      from = anchor(page, 0)
    }
  }

  /** Some rows up or down from a row that a page gave. */
  async jump(fromRow: number, skip: number, count: number): Promise<void> {
    if (this.total === 0) return
    const index = fromRow % this.total
    const start = await this.fetch({ at: 'start' }, index, 1, index)
    await this.fetch(anchor(start.page, 0), skip, count, Math.min(this.total, Math.max(0, index + skip)))
  }

  async byte(source: number, offset: number, count: number): Promise<void> {
    const after = this.expected.rows.findIndex((row) => this.isBehind(row, source) || (row.source === source && row.offset >= offset))
    await this.fetch({ at: 'byte', source, offset }, 0, count, this.orEnd(after))
  }

  async line(source: number, line: number, count: number): Promise<void> {
    const after = this.expected.rows.findIndex((row) => this.isBehind(row, source) || (row.source === source && row.line >= line))
    await this.fetch({ at: 'line', source, line }, 0, count, this.orEnd(after))
  }

  /** Exact once everything is counted; before that any row may be where the fraction is, but it has to be one. */
  async fraction(value: number, count: number): Promise<void> {
    const complete = this.run.counts?.complete === true
    await this.fetch({ at: 'fraction', value }, 0, count, complete ? Math.min(this.total, Math.floor(value * this.total)) : undefined)
  }

  /** Copies some rows, from one anchor to another; with too little room whole rows of the beginning. */
  async copy(fromRow: number, rows: number, maxBytes: number): Promise<void> {
    if (this.total === 0 || !this.run.inputComplete) return
    const first = fromRow % this.total
    const last = Math.min(this.total - 1, first + rows)
    const anchors: { block: number; row: number }[] = []
    for (const index of [first, last]) {
      const { page } = await this.fetch({ at: 'start' }, index, 1, index)
      anchors.push({ block: page.block[0], row: page.row[0] })
    }
    const range = { first: anchors[0], last: anchors[1] }
    const copied = await this.session.copy(this.run.id, range, 'text', maxBytes)
    const part = { ...this.expected, rows: this.expected.rows.slice(first, last + 1) }
    const text = referenceText(part)
    if (text.length <= maxBytes) {
      assert.deepEqual(copied, { text: text.toString(), rows: part.rows.length, complete: true })
      return
    }
    const fitting = part.rows.findIndex((_, i) => referenceText({ ...part, rows: part.rows.slice(0, i + 1) }).length > maxBytes)
    const kept = referenceText({ ...part, rows: part.rows.slice(0, fitting) })
    assert.deepEqual(copied, { text: kept.toString(), rows: fitting, complete: false })
  }

  private isBehind(row: ReferenceRow, source: number): boolean {
    return !this.merged && row.source > source
  }

  private get total(): number {
    return this.expected.rows.length
  }

  private orEnd(index: number): number {
    if (this.expected.table) return 0
    return index < 0 ? this.total : index
  }

  /** Fetches a page, going on as long as the search for its rows takes, and checks all it says. `at`: the index it has to begin at. */
  private async fetch(from: Place, skip: number, count: number, at: number | undefined): Promise<Seen> {
    let result = await this.session.fetch({ run: this.run.id, from, skip, count })
    while (result.resume) result = await this.session.fetch({ run: this.run.id, ...result.resume, count })
    const page = new Page(result.page)
    const index = at ?? this.indexOf(page)
    assert.ok(page.rows <= count)
    if (index === undefined) assert.equal(page.rows, 0)
    else this.check(page, result, index, count)
    return { result, page, index }
  }

  private indexOf(page: Page): number | undefined {
    if (page.rows === 0) return undefined
    return this.expected.table ? undefined : this.indexes.get(`${page.source[0]} ${page.offset[0]}`)
  }

  private check(page: Page, result: FetchResult, index: number, count: number): void {
    const rows = this.expected.rows.slice(index, index + page.rows)
    assert.equal(rows.length, page.rows, 'no more rows than there are')
    rows.forEach((row, i) => this.checkRow(page, i, row))
    const behind = index + page.rows
    if (behind < this.total) assert.equal(page.rows, count, 'a page is full where there are rows')
    // Blocks behind that are not counted may hold nothing.
    if (result.atEnd || this.run.counts?.complete) assert.equal(result.atEnd, behind === this.total, 'at the end')
    if (result.atStart) assert.equal(index, 0, 'at the start')
    if (result.ordinalExact && page.rows > 0) assert.equal(result.ordinal, index, 'the number of the first row')
    const [top, bottom] = result.scroll
    assert.ok(top >= 0 && top <= bottom && bottom <= 1, `on the scrollbar: ${top} to ${bottom}`)
    if (this.run.counts?.complete) {
      assert.equal(result.ordinalExact, true)
      if (page.rows > 0) assert.equal(result.atStart, index === 0)
    }
  }

  private checkRow(page: Page, i: number, row: ReferenceRow): void {
    assert.equal(page.offset[i], row.offset)
    if (row.offset >= 0) assert.equal(page.source[i], row.source)
    const estimated = (page.flags[i] & RowFlag.LineEstimated) !== 0
    if (!estimated) assert.equal(page.line[i], row.line, 'line number')
    let cut = row.long
    this.expected.columns.forEach((name, column) => {
      if (name === 'line' && estimated) return
      const [cell, value] = [page.cell(i, column), cellOf(row, name)]
      if (value === undefined || Buffer.byteLength(value) <= MAX_PAGE_ROW_BYTES) assert.equal(cell, value, `column ${name}`)
      else {
        cut = true
        assert.ok(cell !== undefined && value.startsWith(cell) && Buffer.byteLength(cell) > MAX_PAGE_ROW_BYTES - 4, `the beginning of column ${name}`)
      }
    })
    // What is highlighted is not known here.
    if ((page.flags[i] & RowFlag.MatchBelow) !== 0) assert.ok(row.text.includes('\n'), 'a match below the first line')
    const flags = page.flags[i] & ~(RowFlag.LineEstimated | RowFlag.MatchBelow)
    const expected =
      (cut ? RowFlag.Cut : 0) |
      (row.long ? RowFlag.TooLong : 0) |
      (row.text === row.original ? 0 : RowFlag.Changed) |
      (row.offset >= 0 && row.text.includes('\ufffd') ? RowFlag.Invalid : 0)
    assert.equal(flags, expected, 'flags')
  }
}

function anchor(page: Page, row: number): Place {
  return { at: 'row', block: page.block[row], row: page.row[row] }
}
