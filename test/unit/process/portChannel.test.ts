import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import { MessageChannel, Worker } from 'node:worker_threads'
import { portChannel } from '../../../src/process/portChannel.ts'

describe('process/portChannel', () => {
  it('sends and moves', async () => {
    const { port1, port2 } = new MessageChannel()
    const received: unknown[] = []
    const channel = portChannel(port1)
    const listening = channel.onMessage((message) => received.push(message))
    const buffer = new ArrayBuffer(8)
    portChannel(port2).send({ buffer }, [buffer])
    await once(port1, 'message')
    assert.equal(buffer.byteLength, 0)
    assert.equal((received[0] as { buffer: ArrayBuffer }).buffer.byteLength, 8)
    listening.dispose()
    portChannel(port2).send('nobody listens')
    channel.onClose(() => undefined)
    port1.close()
    port2.close()
  })

  it('says once that it has closed, and then sends nothing and throws nothing', async () => {
    const { port1, port2 } = new MessageChannel()
    const channel = portChannel(port1)
    const reasons: string[] = []
    channel.onClose((reason) => reasons.push(reason))
    port2.close()
    await once(port1, 'close')
    channel.send('too late')
    assert.deepEqual(reasons, ['port closed'])
  })

  it('says with which code a worker has ended', async () => {
    const worker = new Worker('process.exit(7)', { eval: true })
    const channel = portChannel(worker)
    const reason = await new Promise<string>((resolve) => channel.onClose(resolve))
    assert.match(reason, /code 7/)
    channel.send('too late')
  })
})
