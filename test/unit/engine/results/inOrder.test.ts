import { strict as assert } from 'node:assert'
import { inOrder } from '../../../../src/engine/results/inOrder.ts'

/** Work that ends when the test says so. */
class Work {
  readonly started: number[] = []
  private readonly ends = new Map<number, { resolve: (value: string) => void; reject: (error: Error) => void }>()

  readonly run = (item: number): Promise<string> => {
    this.started.push(item)
    return new Promise((resolve, reject) => this.ends.set(item, { resolve, reject }))
  }

  finish(...items: number[]): void {
    for (const item of items) this.ends.get(item)?.resolve(`<${item}>`)
  }

  fail(item: number): void {
    this.ends.get(item)?.reject(new Error(`no ${item}`))
  }
}

class Items implements Iterable<number> {
  pulled = 0
  returned = 0
  private readonly count: number
  constructor(count: number) {
    this.count = count
  }
  [Symbol.iterator](): Iterator<number> {
    return {
      next: () => (this.pulled < this.count ? { done: false, value: this.pulled++ } : { done: true, value: undefined }),
      return: () => {
        this.returned++
        return { done: true, value: undefined }
      },
    }
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('engine/results/inOrder', () => {
  it('gives results in the order of the items, whichever ends first', async () => {
    const work = new Work()
    const results: string[] = []
    const done = (async () => {
      for await (const { item, result } of inOrder([0, 1, 2], 3, work.run)) results.push(`${item}${result}`)
    })()
    await settled()
    work.finish(2, 1)
    await settled()
    assert.deepEqual(results, [])
    work.finish(0)
    await done
    assert.deepEqual(results, ['0<0>', '1<1>', '2<2>'])
  })

  it('pulls items only when there is room', async () => {
    const work = new Work()
    const items = new Items(10)
    const results = inOrder(items, 3, work.run)
    const first = results.next()
    await settled()
    assert.deepEqual([items.pulled, work.started], [3, [0, 1, 2]])
    work.finish(1, 2)
    await settled()
    assert.equal(items.pulled, 3, 'nothing has been taken yet')
    work.finish(0)
    await first
    assert.equal(items.pulled, 4)
    await results.next()
    assert.equal(items.pulled, 5)
    work.finish(3, 4)
    await results.return(undefined)
  })

  it('goes on ahead of one that takes long, as far as it may', async () => {
    const work = new Work()
    const items = new Items(10)
    const results = inOrder(items, 2, work.run, 4)
    const first = results.next()
    await settled()
    assert.deepEqual(work.started, [0, 1])
    for (const [item, pulled] of [[1, 3], [2, 4], [3, 4]]) {
      work.finish(item)
      await settled()
      assert.equal(items.pulled, pulled)
    }
    work.finish(0)
    assert.equal((await first).value?.result, '<0>')
    assert.equal((await results.next()).value?.result, '<1>')
    await settled()
    assert.deepEqual(work.started, [0, 1, 2, 3, 4, 5])
    work.finish(4, 5)
    await results.return(undefined)
  })

  it('ends with nothing for no items', async () => {
    assert.deepEqual(await inOrder<number, string>([], 2, new Work().run).next(), { done: true, value: undefined })
  })

  it('starts nothing more when it is closed early, and waits for what is under way', async () => {
    const work = new Work()
    const items = new Items(10)
    const results = inOrder(items, 2, work.run)
    work.finish()
    const first = results.next()
    await settled()
    work.finish(0)
    await first
    let closed = false
    const closing = results.return(undefined).then(() => (closed = true))
    await settled()
    assert.deepEqual([closed, items.returned, work.started], [false, 1, [0, 1, 2]])
    work.finish(1, 2)
    await closing
    assert.deepEqual(work.started, [0, 1, 2])
  })

  it('throws what a piece of work throws when its turn comes, and not before', async () => {
    const work = new Work()
    const results = inOrder(new Items(5), 3, work.run)
    const first = results.next()
    await settled()
    work.fail(1)
    await settled()
    work.finish(0)
    assert.equal((await first).value?.result, '<0>')
    const second = results.next()
    work.finish(2, 3)
    await assert.rejects(second, /no 1/)
    assert.deepEqual(await results.next(), { done: true, value: undefined })
  })

  it('leaves no rejection unhandled when it is closed', async () => {
    const unhandled: unknown[] = []
    const listen = (error: unknown): void => void unhandled.push(error)
    process.on('unhandledRejection', listen)
    try {
      const work = new Work()
      const results = inOrder(new Items(5), 3, work.run)
      const first = results.next()
      await settled()
      work.finish(0)
      await first
      for (const item of [1, 2, 3]) work.fail(item)
      await results.return(undefined)
      await settled()
      assert.deepEqual(unhandled, [])
    } finally {
      process.off('unhandledRejection', listen)
    }
  })
})
