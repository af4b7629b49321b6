import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { clampWidth, displayWidth, gridTemplate, isNumeric, layOutColumns, nearColumns, placeIn, type ColumnInput } from '../../../../src/webview/list/columns.ts'

const base: ColumnInput = {
  names: ['raw'],
  table: false,
  sources: ['a.log'],
  widths: {},
  charWidth: 8,
  largestNumber: 99_999,
  samples: new Map(),
  timeLength: 0,
  viewWidth: 1000,
  spare: [],
}
const samples = (each: Record<string, readonly string[]>) => new Map(Object.entries(each))

describe('columns', () => {
  it('puts the row number first and gives the text the rest', () => {
    const columns = layOutColumns(base)
    assert.deepEqual(columns.map(({ id }) => id), ['#number', 'raw'])
    assert.equal(columns[1].width, undefined)
    assert.equal(gridTemplate(columns, false), `${columns[0].width}px minmax(max-content, 1fr)`)
  })

  it('tells numbers, fields and the text', () => {
    const columns = layOutColumns({ ...base, names: ['user', 'ms', 'raw'], samples: samples({ user: ['u-1'], ms: ['12', '8,213', '1.5e3'] }) })
    assert.deepEqual(columns.map(({ id, kind }) => [id, kind]), [['#number', 'number'], ['user', 'field'], ['ms', 'field'], ['raw', 'text']])
    assert.deepEqual(columns.map(({ numeric }) => numeric), [true, false, true, false])
  })

  it('shows the text of the row where a page does not have the message yet', () => {
    const page = (names: readonly string[]) => ({ columnOf: (name: string) => names.indexOf(name) })
    assert.equal(placeIn(page(['time', 'message']), { id: 'message', kind: 'text' }), 1)
    assert.equal(placeIn(page(['raw']), { id: 'message', kind: 'text' }), 0)
    assert.equal(placeIn(page(['raw']), { id: 'level', kind: 'level' }), -1)
  })

  it('keeps the order that was chosen', () => {
    const columns = layOutColumns({ ...base, names: ['raw', 'user'] })
    assert.deepEqual(columns.map(({ id }) => id), ['#number', 'raw', 'user'])
    assert.ok(columns.every(({ width }) => width !== undefined))
    assert.ok(gridTemplate(columns, false).endsWith(' 1fr'))
  })

  it('names the source where there are several', () => {
    const columns = layOutColumns({ ...base, sources: ['a.log', 'b.log'] })
    assert.deepEqual(columns.map(({ kind }) => kind), ['number', 'source', 'text'])
    assert.deepEqual(layOutColumns({ ...base, names: ['source', 'raw'], sources: ['a', 'b'] }).map(({ id }) => id), ['#number', 'source', 'raw'])
    assert.deepEqual(layOutColumns({ ...base, table: true, sources: ['a', 'b'] }).map(({ kind }) => kind), ['number', 'field'])
  })

  it('takes widths that a person chose, and makes room for what is there', () => {
    const input = { ...base, names: ['user', 'raw'], samples: samples({ user: ['x'.repeat(20)] }) }
    assert.ok((layOutColumns(input)[1].width ?? 0) >= 160)
    assert.equal(layOutColumns({ ...input, widths: { user: 77 } })[1].width, 77)
    assert.ok((layOutColumns({ ...input, samples: samples({ user: ['x'.repeat(2000)] }) })[1].width ?? 0) <= 320)
  })

  it('gives a last field that is long the rest, as it does the text', () => {
    const last = (more: Partial<ColumnInput>, text: string): number | undefined =>
      layOutColumns({ ...base, names: ['user', 'text'], samples: samples({ user: ['a'], text: [text] }), ...more }).at(-1)?.width
    assert.equal(last({}, 'x'.repeat(50)), undefined)
    assert.equal(last({ table: true }, 'x'.repeat(80)), undefined)
    assert.ok(last({}, 'short') !== undefined && last({}, '1'.repeat(50)) !== undefined)
    assert.equal(last({ widths: { text: 90 } }, 'x'.repeat(50)), 90)
  })

  it('makes room for the largest number', () => {
    const [narrow] = layOutColumns(base)
    const [wide] = layOutColumns({ ...base, largestNumber: 999_999_999 })
    assert.ok((wide.width ?? 0) >= (narrow.width ?? 0) + 5 * 8)
  })

  it('gives texts of tables more room, and the names of columns some for the arrow of the order', () => {
    const table = { ...base, table: true, names: ['user', 'text', 'ms'], samples: samples({ user: ['a'], text: ['x'.repeat(2000)], ms: ['5'] }) }
    const width = (more: object, place: number): number => layOutColumns({ ...table, ...more })[place].width ?? 0
    assert.ok(width({}, 1) >= 'user'.length * 8 + 16 + 20 && width({ table: false }, 1) >= 'user'.length * 8 + 16 + 20)
    assert.ok(width({}, 2) > width({ table: false }, 2) && width({}, 2) < 600)
  })

  it('keeps what comes first in view, as long as it leaves room for the rest', () => {
    const lefts = (more: Partial<ColumnInput>): readonly (number | undefined)[] => layOutColumns({ ...base, widths: { time: 100, level: 50, host: 80 }, ...more }).map(({ left }) => left)
    const [{ width: first = 0 }] = layOutColumns(base)
    assert.deepEqual(lefts({ names: ['time', 'level', 'host', 'message'] }), [0, first, first + 100, undefined, undefined])
    assert.deepEqual(lefts({ names: ['host', 'time', 'message'] }), [0, undefined, undefined, undefined])
    assert.deepEqual(lefts({ names: ['time', 'level', 'message'], viewWidth: 300 }), [0, undefined, undefined, undefined])
    assert.deepEqual(lefts({ names: ['time', 'level'], table: true }), [0, undefined, undefined])
  })

  it('leaves out fields that nobody asked for where the text would have little room', () => {
    const shown = (viewWidth: number, spare: readonly string[] = ['time', 'host', 'app', 'message']): readonly string[] =>
      layOutColumns({ ...base, names: ['time', 'host', 'app', 'ms', 'message'], widths: { time: 100, host: 100, app: 100, ms: 60 }, viewWidth, spare }).map(({ id }) => id).slice(1)
    assert.deepEqual(shown(900), ['time', 'host', 'app', 'ms', 'message'])
    assert.deepEqual(shown(700), ['time', 'host', 'ms', 'message'])
    assert.deepEqual(shown(300), ['ms', 'message'])
    assert.deepEqual(shown(300, []), ['time', 'host', 'app', 'ms', 'message'])
  })

  it('leaves out where rows are from, how bad they are and when they are of where there would be no text to read', () => {
    const shown = (viewWidth: number): readonly string[] =>
      layOutColumns({ ...base, sources: ['a.log', 'b.log'], names: ['time', 'level', 'message'], widths: { '#source': 100, time: 100, level: 80 }, viewWidth, spare: ['time', 'level', 'message'] }).map(({ id }) => id).slice(1)
    const [{ width: first = 0 }] = layOutColumns(base)
    assert.deepEqual(shown(first + 280 + 120), ['#source', 'time', 'level', 'message'])
    assert.deepEqual(shown(first + 180 + 120), ['time', 'level', 'message'])
    assert.deepEqual(shown(first + 220), ['time', 'message'])
    assert.deepEqual(shown(first + 180), ['message'])
  })

  it('gives times the room that they need', () => {
    const width = (timeLength: number): number => layOutColumns({ ...base, names: ['time', 'raw'], samples: samples({ time: ['x'.repeat(30)] }), timeLength })[1].width ?? 0
    assert.ok(width(12) < width(20) && width(20) < width(0))
  })

  it('bounds widths', () => {
    assert.equal(clampWidth(-10), 40)
    assert.equal(clampWidth(100.4), 100)
    assert.equal(clampWidth(1e9), 4000)
  })

  it('knows about how wide a text is', () => {
    assert.equal(displayWidth('größe'), 5)
    assert.equal(displayWidth('日本'), 4)
  })

  it('tells numbers from other values', () => {
    for (const text of ['1', '-1.5', '8,213', '1e9', ' 12 ']) assert.ok(isNumeric(text), text)
    for (const text of ['', 'x', '12ms', '1.2.3', '12:00']) assert.ok(!isNumeric(text), text)
  })

  describe('of which many are out of view', () => {
    const many = layOutColumns({ ...base, names: ['time', ...Array.from({ length: 300 }, (_, i) => `field${i}`)], table: false })

    it('draws those that stay, those in view and the last', () => {
      const near = nearColumns(many, 5000, 5100)
      assert.deepEqual(near.slice(0, 3).map(({ id }) => id), ['#number', 'time', '#gap2'])
      assert.equal(near.filter(({ kind }) => kind === 'gap').length, 2)
      assert.equal(near.at(-1)?.id, 'field299')
      assert.ok(near.length < 12)
    })

    it('has each column of the part at its place, and room for all others', () => {
      const lefts = many.map((_, i) => many.slice(0, i).reduce((sum, { width = 0 }) => sum + width, 0))
      const whole = lefts[lefts.length - 1] + (many.at(-1)?.width ?? 0)
      fc.assert(
        fc.property(fc.integer({ min: -2000, max: whole + 2000 }), fc.integer({ min: 1, max: 4000 }), (from, width) => {
          const near = nearColumns(many, from, from + width)
          let x = 0
          for (const { kind, id, place = -1, width: own = 0 } of near) {
            assert.equal(lefts[place], x)
            if (kind !== 'gap') assert.equal(many[place].id, id)
            x += own
          }
          assert.equal(x, whole)
          const drawn = new Set(near.map(({ id }) => id))
          many.forEach(({ id, width: own = 0 }, i) => {
            if (lefts[i] + own > from && lefts[i] < from + width) assert.ok(drawn.has(id), id)
          })
          assert.equal(new Set(near.map(({ id }) => id)).size, near.length)
        }),
      )
    })
  })
})
