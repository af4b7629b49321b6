import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { encodePage, LEVELS, Page, pageRow, RowFlag, type PageRow } from '../../../src/common/page.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function row(change: Partial<PageRow>): PageRow {
  return { line: 1, offset: 0, time: NaN, block: 0, row: 0, source: 0, more: 0, flags: 0, level: 0, cells: [], marks: [], ...change }
}

const u32 = fc.integer({ min: 0, max: 0xffffffff })
const bigInteger = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })

const marks = fc.array(fc.tuple(u32, u32), { maxLength: 4 }).map((pairs) => pairs.flat())

function rows(columns: number): fc.Arbitrary<PageRow[]> {
  return fc.array(
    fc.record({
      line: bigInteger,
      offset: fc.oneof(fc.constant(-1), bigInteger),
      time: fc.oneof(fc.constant(NaN), fc.double()),
      block: u32,
      row: u32,
      source: fc.integer({ min: 0, max: 0xffff }),
      more: fc.integer({ min: 0, max: 0xffff }),
      flags: fc.integer({ min: 0, max: 31 }),
      level: fc.integer({ min: 0, max: LEVELS.length - 1 }),
      cells: fc.array(fc.option(fc.uint8Array({ maxLength: 20 }), { nil: undefined }), { minLength: columns, maxLength: columns }),
      marks,
      otherMarks: fc.array(marks, { minLength: columns, maxLength: columns }),
    }),
    { maxLength: 12 },
  )
}

/** Own copies of views, as plain arrays: what deepEqual can tell apart. */
const plain = (each: PageRow) => ({ ...each, cells: each.cells.map((cell) => cell && [...cell]), marks: [...each.marks], otherMarks: (each.otherMarks ?? each.cells.map(() => [])).map((pairs) => [...pairs]) })

describe('common/page', () => {
  it('gives back the rows it was made of', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4 }).chain((columns) => fc.tuple(fc.constant(columns), rows(columns))),
        ([columns, given]) => {
          const page = new Page(structuredClone(encodePage(given, columns)))
          assert.deepEqual([page.rows, page.columns], [given.length, columns])
          assert.deepEqual(
            given.map((_, i) => plain(pageRow(page, i))),
            given.map(plain),
          )
        },
      ),
    )
  })

  it('tells an empty cell from a missing one', () => {
    const page = new Page(encodePage([row({ cells: [bytes(''), undefined, bytes('ü')] })], 3))
    assert.deepEqual([page.cell(0, 0), page.cell(0, 1), page.cell(0, 2)], ['', undefined, 'ü'])
  })

  it('keeps a byte order mark in a cell', () => {
    const page = new Page(encodePage([row({ cells: [bytes('\ufeffx')] })], 1))
    assert.equal(page.cell(0, 0), '\ufeffx')
  })

  it('names levels, and none for a number it does not know', () => {
    const page = new Page(encodePage([row({ level: LEVELS.indexOf('error') }), row({ level: 200 })], 0))
    assert.deepEqual([page.levelOf(0), page.levelOf(1)], ['error', ''])
  })

  it('keeps the marks of each row apart', () => {
    const page = new Page(encodePage([row({ marks: [1, 2] }), row({}), row({ marks: [3, 4, 5, 6] })], 0))
    assert.deepEqual([0, 1, 2].map((i) => [...page.marksOf(i)]), [[1, 2], [], [3, 4, 5, 6]])
  })

  it('has flags that do not overlap', () => {
    const flags = Object.values(RowFlag)
    assert.equal(flags.reduce((all: number, flag) => all | flag, 0), flags.reduce((sum: number, flag) => sum + flag, 0))
  })

  it('refuses what is no page', () => {
    assert.throws(() => new Page(new ArrayBuffer(64)), RangeError)
    assert.throws(() => new Page(new ArrayBuffer(3)), RangeError)
    const cut = encodePage([row({ cells: [bytes('some text')] })], 1).slice(0, 40)
    assert.throws(() => new Page(cut), RangeError)
  })
})
