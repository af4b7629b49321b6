import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { isSelected, partsOf, selectedRows } from '../../../../src/webview/scroll/selection.ts'
import { initialScroll, type ScrollState } from '../../../../src/webview/scroll/state.ts'
import { Driver, ModelHost } from './modelHost.ts'

const ROWS = 40

function driver(merged = false): Driver {
  const made = new Driver(initialScroll, new ModelHost(ROWS))
  made.act({ type: 'resize', viewHeight: 200, rowHeight: 20 })
  made.act({ type: 'run', run: 1, merged })
  made.settle()
  return made
}

/** Numbers of the selected rows. */
function chosen({ rows, selection, merged, ordinal }: ScrollState): number[] {
  return rows.flatMap((row, i) => (isSelected(selection, row, merged ? ordinal + i : undefined) ? [i] : []))
}

const click = fc.record({ row: fc.nat(ROWS - 1), how: fc.constantFrom('plain', 'shift', 'ctrl', 'ctrl') })

/** The plain twin: a set of the rows, an anchor, and what was selected besides the range from it. */
class PlainSelection {
  rows = new Set<number>()
  private anchor = 0
  private others = new Set<number>()
  private started = false

  click(row: number, how: string): void {
    if (how === 'shift' && this.started) {
      this.rows = new Set(this.others)
      for (let i = Math.min(row, this.anchor); i <= Math.max(row, this.anchor); i++) this.rows.add(i)
      return
    }
    if (how === 'ctrl' && this.started) {
      this.others = new Set(this.rows)
      this.others.delete(row)
      if (!this.rows.delete(row)) this.rows.add(row)
    } else {
      this.rows = new Set([row])
      this.others = new Set()
    }
    this.anchor = row
    this.started = true
  }
}

describe('webview/scroll/selection', () => {
  it('has the rows that clicks with Shift and Ctrl choose', () => {
    fc.assert(
      fc.property(fc.array(click, { minLength: 1, maxLength: 12 }), fc.boolean(), (clicks, merged) => {
        const made = driver(merged)
        const plain = new PlainSelection()
        for (const { row, how } of clicks) {
          const target = made.state.rows[row]
          made.act(how === 'ctrl' ? { type: 'toggle', target } : { type: 'select', target, extend: how === 'shift', reveal: false })
          plain.click(row, how)
          const wanted = [...plain.rows].sort((a, b) => a - b)
          assert.deepEqual(chosen(made.state), wanted)
          const count = selectedRows(made.state.selection)
          if (count !== undefined) assert.equal(count, wanted.length)
          const parts = partsOf(made.state.selection!).map(({ first, last }) => [first, last].map(({ key }) => made.state.rows.findIndex((each) => each.key === key)))
          assert.deepEqual(parts.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i)), wanted)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('goes by the numbers of rows where files are merged', () => {
    const made = driver(true)
    // Of two files the rows come in turn.
    const rows = made.state.rows.map((row, i) => ({ ...row, block: i % 2, row: i >> 1, key: `${i % 2}:${i >> 1}` }))
    made.state = { ...made.state, rows }
    made.act({ type: 'select', target: rows[5], extend: false })
    made.act({ type: 'select', target: rows[8], extend: true })
    assert.deepEqual(chosen(made.state), [5, 6, 7, 8])
    made.act({ type: 'select', target: rows[2], extend: true })
    assert.deepEqual(chosen(made.state), [2, 3, 4, 5])
    const [part] = partsOf(made.state.selection!)
    assert.deepEqual([part.first.key, part.last.key], ['0:1', '1:2'])
  })

  it('leaves the rows at both sides when one of many is taken out', () => {
    const made = new Driver(initialScroll, new ModelHost(100_000))
    made.act({ type: 'resize', viewHeight: 200, rowHeight: 20 })
    made.act({ type: 'run', run: 1 })
    made.settle()
    made.act({ type: 'selectRange', anchor: { key: '0:0', block: 0, row: 0 }, focus: { key: '14285:4', block: 14285, row: 4 }, distance: 99_999 })
    made.act({ type: 'toggle', target: made.state.rows[30] })
    assert.deepEqual(partsOf(made.state.selection!).map(({ first, last, rows }) => [first.key, last.key, rows]), [['0:0', '4:1', 30], ['4:3', '14285:4', undefined]])
    // The engine counts them.
    assert.equal(selectedRows(made.state.selection), undefined)
    assert.equal(made.state.selection?.out, true)
  })
})
