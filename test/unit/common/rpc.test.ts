import { strict as assert } from 'node:assert'
import { SluiceError, type ErrorCode } from '../../../src/common/errors.ts'
import { trackDisposables } from '../../../src/common/lifecycle.ts'
import { RpcEndpoint, transfer, type CallContext } from '../../../src/common/rpc.ts'
import { channelPair } from '../../support/channels.ts'

interface Sums {
  add(params: { a: number; b: number }): Promise<number>
  later(params: { name: string }): Promise<string>
  bytes(params: { size: number }): Promise<ArrayBuffer>
  fail(params: { how: 'coded' | 'plain' | 'abort' | 'text' }): Promise<void>
  wrong(params: Record<string, never>): Promise<unknown>
}
type Nothing = Record<never, never>

const code = (expected: ErrorCode) => (error: unknown) => error instanceof SluiceError && error.code === expected

function connect() {
  const [near, far] = channelPair()
  const waiting = new Map<string, { context: CallContext; finish: (text: string) => void }>()
  const made: ArrayBuffer[] = []
  const server = new RpcEndpoint<Sums, Nothing>(far, {
    add: ({ a, b }) => a + b,
    later: ({ name }, context) => new Promise<string>((finish) => waiting.set(name, { context, finish })),
    bytes({ size }) {
      const buffer = new ArrayBuffer(size)
      made.push(buffer)
      return transfer(buffer, [buffer])
    },
    fail({ how }) {
      if (how === 'coded') throw new SluiceError('tooManyGroups', 'Too many.', { groups: 3 })
      if (how === 'abort') throw new DOMException('stop', 'AbortError')
      throw how === 'text' ? 'just text' : new TypeError('no such thing')
    },
    wrong: () => () => 'functions cannot be sent',
  })
  const client = new RpcEndpoint<Nothing, Sums>(near, {})
  return { near, far, server, client, waiting, made }
}

/** Lets everything that is on its way arrive. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('common/rpc', () => {
  it('ends a call with its result', async () => {
    const { client } = connect()
    assert.equal(await client.remote.add({ a: 2, b: 3 }), 5)
  })

  it('keeps answers apart that come in another order', async () => {
    const { client, waiting } = connect()
    const [a, b] = [client.remote.later({ name: 'a' }), client.remote.later({ name: 'b' })]
    await settled()
    waiting.get('b')?.finish('B')
    assert.equal(await b, 'B')
    waiting.get('a')?.finish('A')
    assert.equal(await a, 'A')
  })

  it('ends a call with the coded error of its handler, details included', async () => {
    const { client } = connect()
    await assert.rejects(client.remote.fail({ how: 'coded' }), (error: SluiceError) => {
      assert.deepEqual([error.code, error.message, error.details], ['tooManyGroups', 'Too many.', { groups: 3 }])
      return true
    })
  })

  it('makes `internal` of anything else that is thrown, and `cancelled` of an AbortError', async () => {
    const { client } = connect()
    await assert.rejects(client.remote.fail({ how: 'plain' }), { code: 'internal', message: 'no such thing' })
    await assert.rejects(client.remote.fail({ how: 'text' }), { code: 'internal', message: 'just text' })
    await assert.rejects(client.remote.fail({ how: 'abort' }), code('cancelled'))
  })

  it('ends a call whose result cannot be sent', async () => {
    const { client } = connect()
    await assert.rejects(client.remote.wrong({}), code('internal'))
  })

  it('ends a call whose parameters cannot be sent, and forgets it', async () => {
    const { client, near } = connect()
    const controller = new AbortController()
    const params = { a: 1, b: (() => 1) as unknown as number }
    await assert.rejects(client.remote.add(params, controller.signal), { name: 'DataCloneError' })
    controller.abort()
    await settled()
    assert.deepEqual(near.sent, [], 'nothing to cancel is left')
  })

  it('refuses an unknown method, and those that every object has', async () => {
    const { client } = connect()
    const call = (method: string): Promise<unknown> =>
      (client.remote as unknown as Record<string, (params: object) => Promise<unknown>>)[method]({})
    await assert.rejects(call('nothing'), /No such call: nothing/)
    await assert.rejects(call('constructor'), code('internal'))
    await assert.rejects(call('toString'), code('internal'))
  })

  it('is not mistaken for a promise', async () => {
    const { client } = connect()
    assert.equal(await Promise.resolve(client.remote), client.remote)
  })

  it('ends a cancelled call at once and aborts its handler', async () => {
    const { client, waiting } = connect()
    const controller = new AbortController()
    const call = client.remote.later({ name: 'a' }, controller.signal)
    await settled()
    controller.abort()
    await assert.rejects(call, code('cancelled'))
    await settled()
    assert.equal(waiting.get('a')?.context.signal.aborted, true)
    waiting.get('a')?.finish('too late')
    await settled()
    assert.equal(await client.remote.add({ a: 1, b: 1 }), 2, 'a late answer does no harm')
  })

  it('sends nothing for a call that was cancelled before it began', async () => {
    const { client, near } = connect()
    await assert.rejects(client.remote.add({ a: 1, b: 1 }, AbortSignal.abort()), code('cancelled'))
    assert.deepEqual(near.sent, [])
  })

  it('does not listen to a signal after the call has ended', async () => {
    const { client, near } = connect()
    const controller = new AbortController()
    await client.remote.add({ a: 1, b: 1 }, controller.signal)
    controller.abort()
    await settled()
    assert.equal(near.sent.length, 1, 'the call, and no cancel')
  })

  for (const side of ['near', 'far'] as const) {
    it(`ends all pending calls when the channel closes at the ${side} end, and aborts the handlers`, async () => {
      const ends = connect()
      const calls = [ends.client.remote.later({ name: 'a' }), ends.client.remote.later({ name: 'b' })]
      await settled()
      ends[side].close('it was killed')
      for (const call of calls) await assert.rejects(call, { code: 'disposed', message: /it was killed/ })
      assert.equal(ends.waiting.get('a')?.context.signal.aborted, true)
      await assert.rejects(ends.client.remote.add({ a: 1, b: 2 }), code('disposed'))
      ends.waiting.get('a')?.finish('nobody listens')
      await settled()
    })
  }

  it('ends pending calls when it is disposed, twice if need be', async () => {
    const { client } = connect()
    const call = client.remote.later({ name: 'a' })
    client.dispose()
    client.dispose()
    await assert.rejects(call, code('disposed'))
    await assert.rejects(client.remote.add({ a: 1, b: 2 }), code('disposed'))
  })

  it('answers nothing after it has been disposed', async () => {
    const { server, client, far } = connect()
    server.dispose()
    let answered = false
    client.remote.add({ a: 1, b: 2 }).then(
      () => (answered = true),
      () => (answered = true),
    )
    await settled()
    assert.deepEqual([answered, far.sent], [false, []])
    client.dispose()
  })

  it('moves buffers instead of copying them', async () => {
    const { client, made } = connect()
    const buffer = await client.remote.bytes({ size: 64 })
    assert.equal(buffer.byteLength, 64)
    assert.equal(made[0].byteLength, 0, 'the sender has lost it')
  })

  it('leaves no listener behind', async () => {
    let held = 0
    trackDisposables((_, change) => (held += change))
    try {
      const { client, server } = connect()
      await client.remote.add({ a: 1, b: 2 })
      assert.ok(held > 0)
      client.dispose()
      server.dispose()
      assert.equal(held, 0)
    } finally {
      trackDisposables(undefined)
    }
  })
})
