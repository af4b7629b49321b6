/** Streams of rows with keys are merged as all rows sorted, and no more of them is there at a time than one item each. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { mergeStreams, type KeyedStream } from '../../src/engine/merge/mergeStreams.ts'

interface Item {
  readonly source: number
  readonly first: number
  readonly keys: Float64Array
}

/** Rows of a stream, cut into items, of which some are empty; `slack`: how much less than its first key the bound is. */
const stream = fc.record({
  keys: fc.array(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant(-Infinity)), { maxLength: 30 }).map((keys) => keys.sort((a, b) => a - b)),
  cuts: fc.array(fc.nat(6), { minLength: 1, maxLength: 8 }),
  slack: fc.constantFrom(0, 0, 1, Infinity),
})
type Stream = typeof stream extends fc.Arbitrary<infer T> ? T : never

class Watched {
  begun = 0
  /** Streams of which something is there. */
  held = 0
  most = 0

  of({ keys, cuts, slack }: Stream, source: number, forward: boolean): KeyedStream<Item> {
    const items: Item[] = []
    for (let at = 0, i = 0; at < keys.length; i++) {
      const length = cuts.some((cut) => cut > 0) ? cuts[i % cuts.length] : 7
      items.push({ source, first: at, keys: Float64Array.from(keys.slice(at, at + length)) })
      at += length
    }
    if (!forward) items.reverse()
    const bound = keys.length === 0 ? 0 : forward ? keys[0] - slack : keys[keys.length - 1] + slack
    return { bound: Number.isNaN(bound) ? keys[0] : bound, items: this.watch(items) }
  }

  private async *watch(items: readonly Item[]): AsyncGenerator<Item> {
    this.begun++
    for (const item of items) {
      this.most = Math.max(this.most, ++this.held)
      try {
        yield item
      } finally {
        this.held--
      }
    }
  }
}

async function merged(streams: readonly Stream[], direction: 'forward' | 'backward', watched = new Watched()): Promise<string[]> {
  const rows: string[] = []
  for await (const { item, from, to } of mergeStreams(streams.map((each, i) => watched.of(each, i, direction === 'forward')), direction)) {
    assert.ok(to > from)
    const part = Array.from({ length: to - from }, (_, i) => `${item.source}:${item.first + from + i}`)
    rows.push(...(direction === 'forward' ? part : part.reverse()))
  }
  return rows
}

describe('properties: streams of rows that are merged', () => {
  it('come as if they were sorted, in either direction', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stream, { maxLength: 9 }), async (streams) => {
        const rows = streams.flatMap(({ keys }, source) => keys.map((key, row) => ({ key, source, row })))
        const sorted = rows.sort((a, b) => (a.key === b.key ? a.source - b.source || a.row - b.row : a.key - b.key)).map(({ source, row }) => `${source}:${row}`)
        assert.deepEqual(await merged(streams, 'forward'), sorted)
        assert.deepEqual(await merged(streams, 'backward'), sorted.toReversed())
      }),
      { numRuns: 1000 },
    )
  })

  it('hold one item of each that has begun, however many there are, and begin when they are met', async () => {
    // Two hundred rotations, of which each goes on where the one before ends, with some overlap.
    const files = Array.from({ length: 200 }, (_, i): Stream => ({ keys: Array.from({ length: 100 }, (_, row) => 100 * i + row * 1.5), cuts: [10], slack: 0 }))
    const watched = new Watched()
    assert.equal((await merged(files, 'forward', watched)).length, 20_000)
    assert.deepEqual([watched.begun, watched.most], [200, 2])
    // All of the same time.
    const together = new Watched()
    await merged(files.map(({ cuts }) => ({ keys: Array.from({ length: 50 }, (_, row) => row), cuts, slack: 0 })), 'forward', together)
    assert.deepEqual([together.begun, together.most], [200, 200])
    // Who wants no more of them has begun no more.
    const few = new Watched()
    const streams = files.map((each, i) => few.of(each, i, true))
    for await (const { item } of mergeStreams(streams)) if (item.source === 3) break
    assert.deepEqual([few.begun, few.held], [4, 0])
  })
})
