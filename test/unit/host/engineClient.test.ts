import { strict as assert } from 'node:assert'
import { getPriority } from 'node:os'
import { GIVEN_UP } from '../../../src/host/engineClient.ts'
import { RestartPolicy } from '../../../src/host/restartPolicy.ts'
import { fakeEngine, isAlive, next, until, type FakeEngine } from '../../support/hostEngine.ts'
import { checkLeaks } from '../../support/leaks.ts'

const code = (expected: string) => (error: unknown) => (error as { code?: unknown }).code === expected

describe('EngineClient', function () {
  this.timeout(30_000)
  let engine: FakeEngine | undefined
  const make = (...params: Parameters<typeof fakeEngine>): FakeEngine => (engine = fakeEngine(...params))

  checkLeaks(async () => {
    await engine?.end()
    engine = undefined
  })

  it('starts the engine at the first call, once, with lower priority, and takes its output to the log', async () => {
    const { client, log } = make(['--threads=3'])
    assert.equal(client.pid, undefined)
    const [first, second] = await Promise.all([client.call('about', {}), client.call('about', {})])
    assert.deepEqual([first.pid, first.threads], [client.pid, 3])
    assert.equal(second.pid, first.pid)
    assert.ok(getPriority(first.pid) > getPriority(process.pid))
    await until(() => log.text.includes('info engine: fake engine says hello'))
    assert.match(log.text, /info Engine \d+ started in \d+ ms/)
  })

  it('rejects with the error of the engine', async () => {
    const { client } = make()
    await assert.rejects(client.call('open', { paths: ['missing'] }), code('notFound'))
  })

  it('ends every call when the engine dies, tells so, and starts another', async () => {
    const { client } = make()
    const lost = next(client.onLost)
    const { pid } = await client.call('about', {})
    await assert.rejects(client.call('open', { paths: ['die'] }), code('disposed'))
    assert.deepEqual(await lost, { message: 'The engine ended unexpectedly (exit code 1).', givenUp: false })
    const { pid: other } = await client.call('about', {})
    assert.notEqual(other, pid)
  })

  it('notices that it was killed', async () => {
    const { client } = make()
    const lost = next(client.onLost)
    process.kill((await client.call('about', {})).pid, 'SIGKILL')
    assert.match((await lost).message, /SIGKILL/)
  })

  it('gives up after three crashes, until it is restarted by hand', async () => {
    const { client } = make()
    for (let i = 0; i < 3; i++) {
      const lost = next(client.onLost)
      await assert.rejects(client.call('open', { paths: ['die'] }), code('disposed'))
      assert.equal((await lost).givenUp, i === 2)
    }
    await assert.rejects(client.call('about', {}), (error: { details?: unknown }) => error.details === GIVEN_UP)
    const revived = next(client.onRevived)
    client.restart('by hand')
    await revived
    assert.ok((await client.call('about', {})).pid)
  })

  it('gives up when it cannot be started', async () => {
    const { client, log } = make(['--die-at-start'])
    await assert.rejects(client.call('about', {}), (error: { details?: unknown }) => error.details === GIVEN_UP)
    assert.equal(log.lines.filter((line) => line.includes('could not be started: exit code 1')).length, 3)
  })

  it('starts without a flag that the engine refuses, which is no crash', async () => {
    const { client } = make(['--refuse-flags'], { policy: new RestartPolicy(1) })
    const lost = next(client.onLost)
    const { pid } = await client.call('about', {})
    process.kill(pid, 'SIGKILL')
    assert.equal((await lost).givenUp, true)
  })

  it('kills an engine that does not answer in time', async () => {
    const { client } = make([], { limits: { stop: 50 } })
    const { pid } = await client.call('about', {})
    const { analysis } = await client.call('open', { paths: ['a'] })
    await client.call('run', { analysis, query: 'hang' })
    await until(() => engine!.journal().includes('hang'))
    const lost = next(client.onLost)
    const asked = client.call('fetch', { analysis, run: 1, from: { at: 'start' }, skip: 0, count: 1 })
    await Promise.all([
      assert.rejects(client.call('stop', { analysis }), code('notResponding')),
      assert.rejects(asked, code('disposed')),
    ])
    assert.match((await lost).message, /did not respond/)
    await until(() => !isAlive(pid))
    assert.ok((await client.call('about', {})).pid)
  })

  it('does not count engines that we end as crashes', async () => {
    const { client } = make([], { policy: new RestartPolicy(1) })
    for (let i = 0; i < 3; i++) {
      await client.call('about', {})
      client.abandon('a test')
    }
    assert.ok((await client.call('about', {})).pid)
  })

  it('does not start an engine to tell it something', async () => {
    const { client } = make()
    await client.tell('close', { analysis: 1 })
    assert.equal(client.pid, undefined)
  })

  it('cancels by signal', async () => {
    const { client } = make()
    await client.call('about', {})
    await assert.rejects(client.call('about', {}, AbortSignal.abort()), code('cancelled'))
  })

  it('ends the engine with itself, even one that is being started or hangs', async () => {
    const { client } = make()
    const starting = assert.rejects(client.call('about', {}), code('disposed'))
    await client.dispose()
    await starting
    assert.equal(client.pid, undefined)
    await assert.rejects(client.call('about', {}), code('disposed'))

    const second = fakeEngine()
    const { pid } = await second.client.call('about', {})
    const { analysis } = await second.client.call('open', { paths: ['a'] })
    await second.client.call('run', { analysis, query: 'hang' })
    await until(() => second.journal().includes('hang'))
    await second.end()
    await until(() => !isAlive(pid))
  })
})
