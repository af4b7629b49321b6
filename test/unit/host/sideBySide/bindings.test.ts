import { strict as assert } from 'node:assert'
import type { Bound, BoundPlace } from '../../../../src/common/panelProtocol.ts'
import { Bindings, type Side } from '../../../../src/host/sideBySide/bindings.ts'

interface Told {
  readonly bound?: Bound
  readonly lead?: boolean
  readonly waiting?: boolean
}

class FakeSide implements Side {
  readonly name: string
  told: Told[] = []
  places: BoundPlace[] = []

  constructor(name: string) {
    this.name = name
  }

  emit: Side['emit'] = (event, params) => void (event === 'bound' ? this.told.push(params as Told) : this.places.push(params as BoundPlace))

  /** What it was told last; it is as new then. */
  get last(): Told | undefined {
    const last = this.told.at(-1)
    this.told = []
    return last
  }
}

const place = (time: number): BoundPlace => ({ time, y: 40, row: '1:2', selected: false, live: false })

describe('host/sideBySide/bindings', () => {
  const sides = (...names: string[]): FakeSide[] => names.map((name) => new FakeSide(name))

  it('passes on what is in view, on the clock of the other log', () => {
    const bindings = new Bindings()
    const [a, b, c] = sides('a.log', 'b.log', 'c.log')
    bindings.bind(a, b, 1500)
    assert.equal(a.last?.lead, true)
    assert.equal(b.last?.lead, false)
    bindings.placed(a, { place: place(10_000) })
    bindings.placed(b, { place: place(10_000) })
    bindings.placed(c, { place: place(1) })
    assert.deepEqual([a.places, b.places, c.places], [[place(8500)], [place(11_500)], []])
  })

  it('binds each panel to one other', () => {
    const bindings = new Bindings()
    const [a, b, c] = sides('a.log', 'b.log', 'c.log')
    let changes = 0
    bindings.onChange.on(() => changes++)
    bindings.bind(a, b)
    const { bound } = b.last!
    assert.deepEqual([bound?.name, bound?.offset, bound?.title], ['a.log', 0, 'Scrolls along with a.log, by time. Click to unbind.'])
    bindings.bind(c, b, -2000)
    assert.deepEqual(a.last, {})
    const other = b.last!.bound!
    assert.deepEqual([other.name, other.offset, other.title], ['c.log +2s', 2000, 'Scrolls along with c.log, by time; its clock differs by +2s. Click to unbind.'])
    assert.equal(bindings.other(c), b)
    assert.equal(bindings.other(a), undefined)
    bindings.bind(c, c)
    assert.equal(bindings.other(c), b)
    bindings.remove(b)
    assert.deepEqual(c.last, {})
    assert.equal(bindings.other(c), undefined)
    bindings.unbind(c)
    assert.equal(changes, 3)
  })

  it('tells a page that comes later, or again, how it is bound and where the other is', () => {
    const bindings = new Bindings()
    const [a, b] = sides('a.log', 'b.log')
    bindings.bind(a, b)
    a.last
    bindings.arrived(a, undefined)
    assert.equal(a.last?.lead, true, 'nothing is in view yet')
    bindings.placed(a, { place: place(5) })
    b.last
    b.places = []
    bindings.arrived(b, { id: 'of another time', offset: 3 })
    assert.equal(b.last?.bound?.name, 'a.log')
    assert.deepEqual(b.places, [place(5)])
    bindings.arrived(a, undefined)
    assert.equal(a.last?.lead, false)
    assert.deepEqual(a.places, [])
  })

  it('binds again what was bound before the window was reloaded, once both are back', () => {
    const before = new Bindings()
    const [a, b] = sides('a.log', 'b.log')
    before.bind(a, b, 700)
    const kept = [a, b].map((side) => side.last!.bound!)
    before.dispose()
    before.remove(a)
    assert.deepEqual(b.told, [], 'the window goes, not the panel')

    const bindings = new Bindings()
    const [a2, b2, c2] = sides('a.log', 'b.log', 'c.log')
    bindings.arrived(b2, kept[1])
    assert.deepEqual(b2.last, { waiting: true })
    bindings.arrived(b2, kept[1])
    assert.equal(bindings.other(b2), undefined, 'it is not its own partner')
    for (const none of [undefined, {}, { id: 5, offset: 0 }, { id: 'x', offset: NaN }, 'x']) bindings.arrived(c2, none)
    assert.deepEqual(c2.last, {})
    bindings.arrived(a2, kept[0])
    assert.equal(bindings.other(a2), b2)
    bindings.placed(a2, { place: place(1000) })
    assert.deepEqual(b2.places, [place(1700)])
    assert.equal((b2.last as Told | undefined)?.bound?.id, kept[0].id)
  })

  it('does not wait for who was closed, or bound otherwise', () => {
    const bindings = new Bindings()
    const [a, b, c, d] = sides('a.log', 'b.log', 'c.log', 'd.log')
    bindings.arrived(a, { id: 'x', offset: 0 })
    bindings.remove(a)
    bindings.arrived(b, { id: 'x', offset: 0 })
    assert.equal(bindings.other(b), undefined)
    bindings.bind(b, c)
    bindings.arrived(d, { id: 'x', offset: 0 })
    assert.equal(bindings.other(b), c)
    assert.equal(bindings.other(d), undefined)
  })

  it('knows how far clocks differ by the rows that were selected last', () => {
    const bindings = new Bindings()
    const [a, b] = sides('a.log', 'b.log')
    bindings.placed(a, { chosen: 1000 })
    assert.equal(bindings.offsetBetween(a, b), undefined)
    bindings.placed(b, { chosen: 3500 })
    assert.equal(bindings.offsetBetween(a, b), 2500)
    assert.equal(bindings.offsetBetween(b, a), -2500)
    bindings.remove(a)
    assert.equal(bindings.offsetBetween(a, b), undefined)
  })
})
