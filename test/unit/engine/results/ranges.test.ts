import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { ranges } from '../../../../src/engine/results/ranges.ts'

const list = (...args: Parameters<typeof ranges>): string[] => [...ranges(...args)].map(({ from, to }) => `${from}-${to}`)

describe('engine/results/ranges', () => {
  it('begins and ends with small ranges, and has the largest between', () => {
    for (const direction of ['forward', 'backward'] as const) {
      const sizes = [...ranges({ from: 0, to: 400 }, direction)].map(({ from, to }) => to - from)
      const largest = sizes.indexOf(32)
      assert.deepEqual([sizes[0], sizes.at(-1), Math.max(...sizes)], [1, 1, 32])
      for (let i = 1; i < sizes.length; i++) assert.ok(i <= largest ? sizes[i] >= sizes[i - 1] : sizes[i] <= sizes[i - 1], `${sizes}`)
    }
  })

  it('gives small ranges to all that begin at once', () => {
    assert.deepEqual(list({ from: 0, to: 90 }, 'forward', undefined, 3).slice(0, 8), ['0-1', '1-2', '2-3', '3-5', '5-7', '7-9', '9-13', '13-17'])
  })

  it('begins at the end when going backward', () => {
    const backward = [...ranges({ from: 5, to: 12 }, 'backward')]
    assert.deepEqual([backward[0], backward.at(-1)?.from], [{ from: 11, to: 12 }, 5])
  })

  it('gives nothing for no blocks', () => {
    assert.deepEqual(list({ from: 3, to: 3 }), [])
    assert.deepEqual(list({ from: 3, to: 3 }, 'backward'), [])
    assert.deepEqual(list({ from: 0, to: 4 }, 'forward', () => true), [])
  })

  it('covers just the blocks that are not left out, in order', () => {
    const direction = fc.constantFrom('forward' as const, 'backward' as const)
    fc.assert(
      fc.property(fc.nat(20), fc.array(fc.boolean(), { maxLength: 80 }), direction, fc.nat(4), fc.integer({ min: 1, max: 20 }), (from, skipped, way, more, largest) => {
        const to = from + skipped.length
        const parts = [...ranges({ from, to }, way, (block) => skipped[block - from], 1 + more, largest)]
        const inOrder = way === 'forward' ? parts : parts.toReversed()
        const covered = inOrder.flatMap((part) => Array.from({ length: part.to - part.from }, (_, i) => part.from + i))
        assert.deepEqual(
          covered,
          skipped.flatMap((skip, i) => (skip ? [] : [from + i])),
        )
        for (const part of parts) assert.ok(part.to > part.from && part.to - part.from <= largest)
      }),
    )
  })
})
