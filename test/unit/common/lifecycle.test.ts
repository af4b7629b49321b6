import { strict as assert } from 'node:assert'
import { DisposableStore, Emitter, toDisposable, trackDisposables } from '../../../src/common/lifecycle.ts'

describe('common/lifecycle', () => {
  it('calls the function of a disposable once', () => {
    let calls = 0
    const item = toDisposable(() => calls++)
    item.dispose()
    item.dispose()
    assert.equal(calls, 1)
  })

  it('tells the tracker what is made and disposed', () => {
    const changes: number[] = []
    trackDisposables((_, change) => changes.push(change))
    try {
      const item = toDisposable(() => undefined)
      item.dispose()
      item.dispose()
    } finally {
      trackDisposables(undefined)
    }
    toDisposable(() => undefined).dispose()
    assert.deepEqual(changes, [1, -1])
  })

  it('disposes what a store holds, last first, once', () => {
    const order: string[] = []
    const store = new DisposableStore()
    const item = store.add(toDisposable(() => order.push('a')))
    store.defer(() => order.push('b'))
    assert.equal(store.isDisposed, false)
    store.dispose()
    store.dispose()
    item.dispose()
    assert.deepEqual(order, ['b', 'a'])
    assert.equal(store.isDisposed, true)
  })

  it('disposes at once what is added to a store that has been disposed', () => {
    const store = new DisposableStore()
    store.dispose()
    let calls = 0
    store.defer(() => calls++)
    assert.equal(calls, 1)
  })

  it('may be disposed from within a disposal', () => {
    const store = new DisposableStore()
    let calls = 0
    store.defer(() => {
      calls++
      store.dispose()
    })
    store.dispose()
    assert.equal(calls, 1)
  })

  it('fires an event to its listeners in order, the same function twice if it came twice', () => {
    const emitter = new Emitter<number>()
    const seen: string[] = []
    const same = (value: number): void => void seen.push(`same ${value}`)
    emitter.on(same)
    const second = emitter.on(same)
    emitter.on((value) => seen.push(`other ${value}`))
    emitter.fire(1)
    second.dispose()
    emitter.fire(2)
    emitter.dispose()
    emitter.fire(3)
    assert.deepEqual(seen, ['same 1', 'same 1', 'other 1', 'same 2', 'other 2'])
  })

  it('lets a listener unsubscribe others while it is called', () => {
    const emitter = new Emitter<void>()
    const seen: string[] = []
    const first = emitter.on(() => {
      seen.push('first')
      first.dispose()
    })
    emitter.on(() => seen.push('second'))
    emitter.fire()
    emitter.fire()
    assert.deepEqual(seen, ['first', 'second', 'second'])
  })
})
