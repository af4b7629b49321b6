import { strict as assert } from 'node:assert'
import { Analysis } from '../../../src/host/analysis.ts'
import { GIVEN_UP, type CallLimits } from '../../../src/host/engineClient.ts'
import { RestartPolicy } from '../../../src/host/restartPolicy.ts'
import { fakeEngine, isAlive, next, until, type FakeEngine } from '../../support/hostEngine.ts'
import { checkLeaks } from '../../support/leaks.ts'

const code = (expected: string) => (error: unknown) => (error as { code?: unknown }).code === expected
const page = { run: 1, from: { at: 'start' }, skip: 0, count: 1 } as const

describe('Analysis', function () {
  this.timeout(30_000)
  let engine: FakeEngine
  const made: Analysis[] = []
  const limits: CallLimits = { stop: 50, open: 300 }

  function open(...paths: string[]): Analysis {
    const analysis = new Analysis(engine.client, paths)
    made.push(analysis)
    return analysis
  }

  beforeEach(() => (engine = fakeEngine([], { limits })))
  checkLeaks(async () => {
    for (const analysis of made.splice(0)) analysis.dispose()
    await engine.end()
  })

  it('opens its files once', async () => {
    const analysis = open('a', 'b')
    const [first, second] = await Promise.all([analysis.open(), analysis.open()])
    assert.equal(first, second)
    assert.deepEqual(first.map(({ path }) => path), ['a', 'b'])
    assert.deepEqual(engine.journal(), ['open a b'])
  })

  it('keeps what runs, and how far it is', async () => {
    const analysis = open('a')
    const told = next(analysis.onProgress)
    const result = await analysis.start('short')
    assert.equal((await told).state, 'done')
    assert.deepEqual([analysis.run?.query, analysis.run?.result, analysis.run?.progress?.state], ['short', result, 'done'])
  })

  it('tells of progress that comes before the answer after it', async () => {
    const analysis = open('a')
    const heard: string[] = []
    const listening = analysis.onProgress.on(({ state }) => heard.push(state))
    const told = next(analysis.onProgress)
    await analysis.start('early')
    heard.push('started')
    await told
    listening.dispose()
    assert.deepEqual(heard, ['started', 'done'])
    assert.equal(analysis.run?.progress?.state, 'done')
  })

  it('hears only of its own', async () => {
    const [one, other] = [open('a'), open('b')]
    await other.open()
    let heard = 0
    const listening = other.onProgress.on(() => heard++)
    const told = next(one.onProgress)
    await one.start('short')
    await told
    listening.dispose()
    assert.equal(heard, 0)
  })

  it('tries again when the files could not be opened', async () => {
    const analysis = open('missing')
    await assert.rejects(analysis.open(), code('notFound'))
    await assert.rejects(analysis.ask('fetch', page), code('notFound'))
    await assert.rejects(analysis.reload(), code('notFound'))
    assert.deepEqual(engine.journal(), ['open missing', 'open missing'])
  })

  it('is opened again when the engine has died, and says why', async () => {
    const analysis = open('a')
    await analysis.start('die')
    const { sources, reason } = await next(analysis.onReopened)
    assert.deepEqual(sources.map(({ path }) => path), ['a'])
    assert.equal(reason, 'The engine ended unexpectedly (exit code 3).')
    assert.equal(analysis.run, undefined)
    assert.equal((await analysis.start('short')).run, 1)
  })

  it('says so when the engine was given up, and goes on when it is restarted', async () => {
    await engine.end()
    engine = fakeEngine([], { limits, policy: new RestartPolicy(1) })
    const analysis = open('a')
    const failed = next(analysis.onFailed)
    await analysis.start('die')
    assert.equal((await failed).details, GIVEN_UP)
    await assert.rejects(analysis.start('short'), (error: { details?: unknown }) => error.details === GIVEN_UP)
    const reopened = next(analysis.onReopened)
    engine.client.restart('by hand')
    await reopened
    await analysis.start('short')
  })

  it('ends an engine that does not come back from a stop, and leaves the others running', async () => {
    const [stuck, other] = [open('a'), open('b')]
    await other.open()
    await stuck.start('hang')
    await until(() => engine.journal().includes('hang'))
    const [failed, reopened] = [next(stuck.onFailed), next(other.onReopened)]
    await stuck.stop()
    assert.equal((await failed).code, 'notResponding')
    assert.match((await reopened).reason ?? '', /did not respond/)
    await assert.rejects(stuck.ask('fetch', page), code('notResponding'))

    const again = next(stuck.onReopened)
    await stuck.reload()
    assert.equal((await again).reason, undefined)
    await stuck.start('short')
  })

  it('looks again at a file of which more has been unpacked', async () => {
    const analysis = open('a')
    const reopened = next(analysis.onReopened)
    await analysis.start('unpack')
    assert.deepEqual([(await reopened).reason, analysis.run], [undefined, undefined])
  })

  it('ends an engine whose worker hangs in a read when the pass is stopped', async () => {
    const analysis = open('a')
    const stalled = next(analysis.onSourceChange)
    await analysis.start('stall')
    await stalled
    const { pid } = await engine.client.call('about', {})
    const failed = next(analysis.onFailed)
    await analysis.stop()
    await failed
    await until(() => !isAlive(pid))
  })

  it('ends an engine whose worker hangs in a read when the panel is closed', async () => {
    const analysis = open('a')
    const stalled = next(analysis.onSourceChange)
    await analysis.start('stall')
    await stalled
    const { pid } = await engine.client.call('about', {})
    analysis.dispose()
    await until(() => !isAlive(pid))
  })

  it('says which files do not answer when they are opened', async () => {
    const analysis = open('hang')
    await assert.rejects(analysis.open(), (error: Error) => code('notResponding')(error) && error.message.includes('Opening hang'))
  })

  it('is opened by the next engine if that of the first died meanwhile', async () => {
    const [one, other] = [open('a'), open('b')]
    await one.open()
    const opening = other.open()
    engine.client.restart('by hand')
    assert.deepEqual((await opening).map(({ path }) => path), ['b'])
    await one.open()
  })

  it('looks at the files again', async () => {
    const analysis = open('a')
    await analysis.start('short')
    const reopened = next(analysis.onReopened)
    await analysis.reload()
    assert.equal((await reopened).reason, undefined)
    assert.equal(analysis.run, undefined)
  })

  it('tells how far an export is', async () => {
    const analysis = open('a')
    const { run } = await analysis.start('short')
    const told = next(analysis.onExportProgress)
    await analysis.ask('exportTo', { run, format: 'text', path: '/x' })
    assert.equal((await told).fraction, 0.5)
  })

  it('is closed in the engine, also while it is being opened', async () => {
    const [one, other] = [open('a'), open('b')]
    await one.open()
    one.dispose()
    void other.open()
    other.dispose()
    await until(() => engine.journal().filter((line) => line.startsWith('close')).length === 2)
    assert.deepEqual(engine.journal().filter((line) => line.startsWith('close')).sort(), ['close a', 'close b'])
  })
})
