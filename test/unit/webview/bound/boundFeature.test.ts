import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import type { ScrollAction } from '../../../../src/webview/scroll/reducer.ts'
import { boundPair, ROW_HEIGHT, type BoundPanel } from '../../../support/boundPanels.ts'

const seconds = (count: number, step = 1, from = 0): number[] => Array.from({ length: count }, (_, i) => (from + i * step) * 1000)

/** The row at or before a time, as the words say it: the first of exactly this time, else the last before it, else the first with one. */
function plainTarget(times: readonly number[], time: number): number {
  if (times.includes(time)) return times.indexOf(time)
  const before = times.findLastIndex((each) => each < time)
  return before < 0 ? times.findIndex((each) => !Number.isNaN(each)) : before
}

/** The number of the row by which a panel binds, and its height. */
function binding(panel: BoundPanel, bySelection = false): { number: number; y: number } | undefined {
  const { state } = panel
  const focus = state.rows.findIndex(({ key }) => key === state.selection?.focus.key)
  const first = Math.max(0, state.top.index)
  for (let index = bySelection && focus >= 0 && !Number.isNaN(panel.times[panel.number(focus)]) ? focus : first; index < state.rows.length; index++) {
    const number = panel.number(index)
    const y = panel.heightOf(number)
    if (y >= state.viewHeight && !bySelection) return undefined
    if (!Number.isNaN(panel.times[number])) return { number, y }
  }
  return undefined
}

/** The other panel shows the row of the time at the same height, as nearly as its rows and its ends let it. */
function assertBound(from: BoundPanel, to: BoundPanel, bySelection: boolean, offset: number): void {
  const at = binding(from, bySelection)
  if (!at || to.times.every((time) => Number.isNaN(time))) return
  const target = plainTarget(to.times, from.times[at.number] + offset)
  const { state } = to
  const numbers = state.rows.map((_, index) => to.number(index))
  assert.ok(numbers.includes(target), `row ${target} of ${numbers[0]} to ${numbers.at(-1)}`)
  const wrong = to.heightOf(target) - at.y
  if (Math.abs(wrong) < ROW_HEIGHT) return
  const atTop = numbers[0] === 0 && state.top.index === 0 && state.top.offset === 0
  const atBottom = numbers.at(-1) === to.times.length - 1 && to.heightOf(to.times.length) <= state.viewHeight
  assert.ok((wrong < 0 && atTop) || (wrong > 0 && atBottom), `row ${target} is ${wrong} pixels off`)
}

describe('webview/bound/boundFeature', () => {
  it('shows the row of the same time at the same height, wherever the other list goes', async () => {
    const { a, b, work } = await boundPair(seconds(5000), seconds(10_000, 0.5))
    a.act({ type: 'scrollBy', pixels: 105 })
    await work.settle()
    assert.equal(b.heightOf(10), a.heightOf(5))
    a.act({ type: 'goTo', from: { at: 'fraction', value: 0.7 }, align: 'top' })
    await work.settle()
    assert.equal(b.heightOf(7000), a.heightOf(3500))
    a.act({ type: 'toEnd' })
    await work.settle()
    assert.equal(a.heightOf(5000), 400)
    assert.equal(b.heightOf(9960), a.heightOf(4980))
    b.act({ type: 'toStart' })
    await work.settle()
    assert.equal(a.heightOf(0), 0)
  })

  it('asks for no rows that it has', async () => {
    const { a, b, work } = await boundPair(seconds(5000), seconds(5000))
    const { fetches } = b
    for (let i = 0; i < 40; i++) {
      a.act({ type: 'scrollBy', pixels: 33 })
      await work.settle()
    }
    assert.equal(b.heightOf(66), a.heightOf(66))
    // What comes beyond its window, as if it was scrolled by hand.
    assert.ok(b.fetches - fetches <= 2, `${b.fetches - fetches} requests`)
  })

  it('marks the row of the time that is selected, at its height', async () => {
    const { a, b, work } = await boundPair(seconds(1000), seconds(100, 10))
    a.act({ type: 'goTo', from: { at: 'time', value: 500_000 }, align: 'third', select: 'set' })
    await work.settle()
    a.act({ type: 'move', rows: 3, extend: false })
    await work.settle()
    const focus = a.state.selection!.focus
    assert.equal(focus.block * 50 + focus.row, 503)
    assert.equal(b.heightOf(50), a.heightOf(503))
    assert.equal(b.store.current.bound?.mark, '1:0')
    assert.equal(a.store.current.bound?.mark, undefined)
    // Scrolled on, the mark stays; what is selected here takes it away.
    a.act({ type: 'scrollBy', pixels: 10 })
    await work.settle()
    assert.equal(b.store.current.bound?.mark, '1:0')
    b.act({ type: 'move', rows: 1, extend: false })
    await work.settle()
    assert.equal(b.store.current.bound?.mark, undefined)
    assert.ok(a.store.current.bound?.mark)
  })

  it('does not go to and fro where many rows there are beside one here', async () => {
    const { a, b, work } = await boundPair(seconds(2000), seconds(20, 100, -1))
    let before = b.heightOf(5)
    a.act({ type: 'goTo', from: { at: 'time', value: 500_000 }, align: 'top' })
    await work.settle()
    before = b.heightOf(5)
    for (let i = 0; i < 200; i++) {
      a.act({ type: 'scrollBy', pixels: 7 })
      await work.settle()
      const now = b.heightOf(5)
      assert.ok(now <= before, `${before} to ${now}`)
      before = now
    }
  })

  it('moves by how far the clocks differ', async () => {
    const { a, b, work } = await boundPair(seconds(1000), seconds(1000, 1, 300), 200_000)
    assert.equal(b.heightOf(0), 0)
    a.act({ type: 'goTo', from: { at: 'time', value: 400_000 }, align: 'top' })
    await work.settle()
    assert.equal(b.heightOf(300), a.heightOf(400))
    b.act({ type: 'goTo', from: { at: 'time', value: 1_000_000 }, align: 'top' })
    await work.settle()
    assert.equal(a.heightOf(800), b.heightOf(700))
  })

  it('says once that there is no such time, and shows the start or the end', async () => {
    const { a, b, work } = await boundPair(seconds(1000), seconds(100, 1, 400))
    assert.deepEqual(b.said, ['b.log begins after this time: these are its first rows.'])
    assert.equal(b.heightOf(0), 0)
    a.act({ type: 'scrollBy', pixels: 400 })
    await work.settle()
    assert.equal(b.said.length, 1)
    a.act({ type: 'toEnd' })
    await work.settle()
    assert.deepEqual(b.said.slice(1), ['b.log ends before this time: these are its last rows.'])
    assert.equal(b.heightOf(100), 400)
    a.act({ type: 'goTo', from: { at: 'time', value: 450_000 }, align: 'top' })
    await work.settle()
    assert.equal(b.heightOf(50), a.heightOf(450))
    assert.deepEqual([a.said.length, b.said.length], [0, 2])
  })

  it('says that rows have no time, or are not in its order', async () => {
    const text = 'The rows of b.log have no time to bind by, or are not in its order.'
    const none = await boundPair(seconds(500), Array.from({ length: 300 }, () => NaN))
    assert.deepEqual(none.b.said, [text])
    none.a.act({ type: 'toEnd' })
    await none.work.settle()
    assert.deepEqual(none.b.said, [text])
    const { a, b, work } = await boundPair(seconds(500), seconds(500))
    b.query('| sort level')
    a.act({ type: 'toEnd' })
    await work.settle()
    assert.deepEqual(b.said, [text])
    assert.equal(b.heightOf(0), 0)
    b.query('| stats count()', [NaN, NaN], true)
    a.act({ type: 'toStart' })
    await work.settle()
    assert.equal(b.said.length, 2)
    a.said.length = 0
    b.query('')
    b.query('| sort - level', seconds(500))
    await work.settle()
    b.act({ type: 'scrollBy', pixels: 50 })
    await work.settle()
    assert.equal(b.said.length, 3, 'who leads says it too')
    assert.deepEqual(a.said, [])
  })

  it('goes on over other results of either log', async () => {
    const { a, b, work } = await boundPair(seconds(1000), seconds(1000))
    a.act({ type: 'goTo', from: { at: 'time', value: 500_000 }, align: 'top' })
    await work.settle()
    b.query('| where x', seconds(100, 10))
    await work.settle()
    a.act({ type: 'scrollBy', pixels: 60 })
    await work.settle()
    assert.equal(b.heightOf(50), a.heightOf(503))
  })

  it('tells one place at a time and the latest last, and never tells what it was told', async () => {
    const { a, b, work } = await boundPair(seconds(3000), seconds(3000))
    const told = b.told
    for (let i = 0; i < 100; i++) {
      a.act({ type: 'scrollBy', pixels: 500 })
      await work.settle(1)
    }
    await work.settle()
    assert.equal(a.mostTelling, 1)
    assert.equal(b.told, told)
    assert.equal(b.heightOf(2500), a.heightOf(2500))
  })

  it('lets two ends that are followed be, and else goes where the other one is', async () => {
    const { a, b, work } = await boundPair(seconds(1000), seconds(600))
    const live = { on: true, atEnd: true, newRows: 0 }
    for (const panel of [a, b]) {
      panel.act({ type: 'toEnd' })
      await work.settle()
      panel.store.update({ follow: live })
    }
    a.act({ type: 'toEnd' })
    await work.settle()
    assert.equal(b.heightOf(600), 400)
    a.store.update({ follow: { ...live, atEnd: false } })
    a.act({ type: 'goTo', from: { at: 'time', value: 300_000 }, align: 'top' })
    await work.settle()
    assert.equal(b.heightOf(300), a.heightOf(300))
  })

  it('keeps any two lists together, whoever moves them', async () => {
    const times = fc.array(fc.tuple(fc.constantFrom(0, 1, 1, 5, 300), fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 300 }).map((steps) => {
      let time = 0
      return steps.map(([step, none]) => ((time += step), none === 0 ? NaN : time))
    })
    const action: fc.Arbitrary<ScrollAction> = fc.oneof(
      fc.integer({ min: -900, max: 900 }).map((pixels): ScrollAction => ({ type: 'scrollBy', pixels })),
      fc.integer({ min: -30, max: 30 }).map((rows): ScrollAction => ({ type: 'move', rows, extend: false })),
      fc.double({ min: 0, max: 1, noNaN: true }).map((value): ScrollAction => ({ type: 'goTo', from: { at: 'fraction', value }, align: 'top' })),
      fc.constantFrom<ScrollAction>({ type: 'toStart' }, { type: 'toEnd' }, { type: 'page', direction: 1 }, { type: 'page', direction: -1 }),
    )
    await fc.assert(
      fc.asyncProperty(times, times, fc.integer({ min: -50, max: 50 }), fc.array(fc.tuple(fc.boolean(), action, fc.constantFrom(0, 0, 0, 1, 3)), { maxLength: 12 }), async (first, second, offset, steps) => {
        const { a, b, work } = await boundPair(first, second, offset)
        let settled = true
        for (const [isFirst, action, tasks] of steps) {
          const [from, to] = isFirst ? [a, b] : [b, a]
          const { told } = to
          from.act(action)
          // Now and then the next thing is done before all that follows has happened.
          await work.settle(tasks > 0 ? tasks : Infinity)
          if (settled) assert.equal(to.told, told, 'it tells what it was told')
          settled = tasks === 0
          if (!settled) continue
          assertBound(from, to, action.type === 'move', isFirst ? offset : -offset)
          assert.ok(a.mostTelling <= 1 && b.mostTelling <= 1)
        }
      }),
      { numRuns: 150 },
    )
  })
})
