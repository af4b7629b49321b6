import { strict as assert } from 'node:assert'
import { linesOf } from '../../../support/blocks.ts'

describe('open fields', () => {
  const opened = (text: string, found: Readonly<Record<string, string | null>>): ReturnType<ReturnType<typeof linesOf>['withOpenFields']> =>
    linesOf(text).withValues(['x'], (row) => [`x${row}`]).withOpenFields(() => found, (all, name) => all[name], Object.keys)

  it('show what is below where a row has none, and hide it by null', () => {
    assert.equal(opened('a\n', {}).field('x', 0), 'x0')
    assert.equal(opened('a\n', { x: null }).field('x', 0), undefined)
    assert.equal(opened('a\n', { x: 'new' }).field('x', 0), 'new')
  })

  it('are looked for once a row, when one is asked for', () => {
    const rows: number[] = []
    const batch = linesOf('a\nb\nc\n').withOpenFields((row) => void rows.push(row), () => 'never', () => [])
    const chosen = batch.select(Uint32Array.of(2))
    assert.deepEqual([chosen.field('p', 0), chosen.field('q', 0), rows], [undefined, undefined, [2]])
    assert.equal(batch.field('raw', 0), 'a')
    assert.deepEqual(rows, [2])
  })

  it('may be any, as far as anybody knows', () => {
    const batch = opened('a\n', {})
    assert.deepEqual([batch.has('anything'), linesOf('a\n').has('anything')], [true, false])
    assert.deepEqual(batch.spans?.(['anything']), [undefined])
  })

  it('are given with all that the row has besides, as stages above leave them', () => {
    const batch = opened('a\n', { y: '1', z: null, x: 'new', time: '5', raw: 'no' })
    assert.equal(batch.isOpen, true)
    assert.deepEqual([...batch.openFields(0)], [['y', '1'], ['z', undefined], ['x', 'new'], ['time', '5']])
    const above = batch.withChangedValues((value) => `${value}!`).withValues(['x'], () => ['hidden'])
    assert.deepEqual([...above.openFields(0)], [['y', '1!'], ['z', undefined], ['time', '5']])
    assert.deepEqual([linesOf('a\n').isOpen, [...linesOf('a\n').openFields(0)]], [false, []])
  })

  it('do not take the places of what every row has', () => {
    assert.equal(opened('a\n', { raw: 'no' }).field('raw', 0), 'a')
    const inTable = linesOf('a\n').withValues(['time'], () => ['12:00']).withOpenFields(() => 1, () => 'no', () => [])
    assert.equal(inTable.field('time', 0), '12:00')
    assert.equal(linesOf('a\n').withOpenFields(() => 1, () => 'yes', () => []).field('time', 0), 'yes')
  })
})

describe('changed values', () => {
  it('are those of the fields below, and of none above', () => {
    const batch = linesOf('a\n')
      .withValues(['x', 'time', 'none'], () => ['1', '2', undefined])
      .withChangedValues((value, row) => `${value}!${row}`)
      .withValues(['y'], () => ['3'])
    assert.deepEqual(['x', 'time', 'none', 'y', 'raw'].map((name) => batch.field(name, 0)), ['1!0', '2', undefined, '3', 'a'])
    assert.deepEqual(batch.spans?.(['anything']), [undefined])
  })
})
