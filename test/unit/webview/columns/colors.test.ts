import { strict as assert } from 'node:assert'
import { COLORS, ValueColors } from '../../../../src/webview/columns/colors.ts'

describe('columns/colors', () => {
  it('gives a value the same colour again, and the first values different ones', () => {
    const colors = new ValueColors()
    const values = Array.from({ length: COLORS }, (_, i) => `service-${i}`)
    const given = values.map((value) => colors.colorOf(value))
    assert.equal(new Set(given).size, COLORS)
    assert.deepEqual(values.map((value) => colors.colorOf(value)), given)
    assert.equal(new ValueColors().colorOf('service-0'), given[0])
  })

  it('has one for each of any number of values', () => {
    const colors = new ValueColors()
    const given = Array.from({ length: 20_000 }, (_, i) => colors.colorOf(`${i}`))
    assert.ok(given.every((color) => color >= 0 && color < COLORS))
    assert.equal(colors.colorOf('19999'), given[19_999])
  })
})
