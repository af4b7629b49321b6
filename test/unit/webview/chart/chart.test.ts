import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { chartData, ticks } from '../../../../src/webview/chart/chartData.ts'
import { chartHeight, chartShapes, type Palette } from '../../../../src/webview/chart/shapes.ts'

const palette: Palette = { text: '#ccc', grid: '#333', background: '#111', font: 'sans-serif', series: ['#00f', '#f00'], levels: { error: '#f00' } }

describe('webview/chart', () => {
  it('draws a line for each label over time, with gaps where it has no value', () => {
    const rows = [
      ['2026-05-01T12:00:00.000Z', 'error', '2'],
      ['2026-05-01T12:00:00.000Z', 'info', '7'],
      ['2026-05-01T12:01:00.000Z', 'info', '8'],
    ]
    assert.deepEqual(chartData({ columns: ['time', 'level', 'count()'], rows }), {
      kind: 'line',
      times: [Date.UTC(2026, 4, 1, 12), Date.UTC(2026, 4, 1, 12, 1)],
      series: [{ name: 'error', values: [2, undefined] }, { name: 'info', values: [7, 8] }],
    })
  })

  it('draws a line for each value of a field of numbers by which rows are counted', () => {
    const rows = [['2026-05-01T12:00:00Z', '500', '2'], ['2026-05-01T12:00:00Z', '504', '0'], ['2026-05-01T12:01:00Z', '500', '1'], ['2026-05-01T12:01:00Z', '504', '9']]
    const found = chartData({ columns: ['time', 'status', 'count()'], rows })
    assert.deepEqual(found?.kind === 'line' && found.series, [{ name: '500', values: [2, 1] }, { name: '504', values: [0, 9] }])
  })

  it('draws a line for each number where there is no label', () => {
    const found = chartData({ columns: ['span(time, 1m)', 'count()', 'avg(ms)'], rows: [['2026-05-01T12:00:00Z', '2', ''], ['2026-05-01T12:01:00Z', '3', '1.5']] })
    assert.deepEqual(found?.kind === 'line' && found.series, [{ name: 'count()', values: [2, 3] }, { name: 'avg(ms)', values: [undefined, 1.5] }])
  })

  it('draws bars of the first number behind the labels, and of ranges', () => {
    const bars = (columns: string[], rows: string[][]): unknown[] => {
      const found = chartData({ columns, rows })
      return found?.kind !== 'bars' ? [] : [found.labels, found.series.name, found.series.values, found.more]
    }
    assert.deepEqual(bars(['user', 'ms', 'count'], [['ann', '3', '9'], ['bob', '4', '8']]), [['ann', 'bob'], 'ms', [3, 4], 0])
    assert.deepEqual(bars(['from', 'to', 'count'], [['0', '5', '12']]), [['0 · 5'], 'count', [12], 0])
    assert.deepEqual(bars(['status', 'count()'], [['200', '5'], ['500', '1']]), [['200', '500'], 'count()', [5, 1], 0])
    assert.deepEqual(bars(['count()'], [['5']]), [['1'], 'count()', [5], 0])
    assert.equal(bars(['user', 'n'], Array.from({ length: 40 }, (_, i) => [`u${i}`, String(i)]))[3], 10)
  })

  it('draws nothing of a table without numbers', () => {
    assert.equal(chartData({ columns: ['user'], rows: [['ann'], ['7']] }), undefined)
    assert.equal(chartData({ columns: ['n'], rows: [] }), undefined)
  })

  it('has round ticks that hold all values between them', () => {
    const value = fc.double({ min: -1e12, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(value, value, fc.integer({ min: 1, max: 10 }), (a, b, count) => {
        const [least, greatest] = [Math.min(a, b), Math.max(a, b)]
        const found = ticks(least, greatest, count)
        const slack = 1e-9 * Math.max(Math.abs(least), Math.abs(greatest), 1)
        assert.ok(found[0] <= Math.min(0, least) + slack && found[found.length - 1] >= greatest - slack)
        assert.ok(found.length >= 2 && found.length <= count * 2 + 3, `${found.length} ticks`)
        assert.ok(found.every((tick, i) => i === 0 || tick > found[i - 1]))
      }),
    )
  })

  it('shows a value that stands alone, and those of lines where somebody points at them', () => {
    const rows = [['2026-05-01T12:00:00Z', '1'], ['2026-05-01T12:01:00Z', ''], ['2026-05-01T12:02:00Z', '2'], ['2026-05-01T12:03:00Z', '3']]
    const data = chartData({ columns: ['time', 'count()'], rows })
    assert.ok(data)
    const dots = chartShapes(data, { width: 600, height: 200 }, palette).filter((shape) => shape.type === 'dot')
    assert.deepEqual(dots.map(({ alone }) => alone), [true, false, false])
  })

  it('names bars by what tells them apart, in half of the room', () => {
    const data = chartData({ columns: ['logger', 'n'], rows: [['org.apache.hadoop.mapreduce.Task', '1'], ['org.apache.hadoop.mapreduce.Job\u202e', '2'], ['', '3']] })
    assert.ok(data)
    const texts = (width: number): string[] => chartShapes(data, { width, height: 60 }, palette).flatMap((shape) => (shape.type === 'text' && shape.anchor === 'end' ? [shape.text] : []))
    assert.deepEqual(texts(900), ['org.apache.hadoop.mapreduce.Task', 'org.apache.hadoop.mapreduce.JobRLO', '(empty)'])
    assert.deepEqual(texts(300), ['…mapreduce.Task', '…mapreduce.JobRLO', '(empty)'])
  })

  it('stays within its plane, whatever the values', () => {
    const cell = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map(String), { nil: undefined })
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 20 }), fc.boolean(), fc.integer({ min: 300, max: 2000 }), (cells, overTime, width) => {
        const rows = cells.map((value, i) => [overTime ? new Date(i * 60_000).toISOString() : `row ${i}`, value])
        const data = chartData({ columns: ['key', 'n'], rows })
        if (!data) return
        const size = { width, height: chartHeight(data, width) }
        for (const shape of chartShapes(data, size, palette)) {
          const points = shape.type === 'line' ? shape.points : [[shape.x, shape.y]]
          for (const [x, y] of points) assert.ok(Number.isFinite(x) && x >= -1 && x <= width + 1 && Number.isFinite(y) && y >= -1 && y <= size.height + 1, `${shape.type} at ${x}, ${y}`)
        }
      }),
    )
  })
})
