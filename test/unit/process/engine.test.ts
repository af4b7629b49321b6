import { strict as assert } from 'node:assert'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { toDisposable } from '../../../src/common/lifecycle.ts'
import { Page } from '../../../src/common/page.ts'
import type { EngineApi, EngineEvents, Progress } from '../../../src/common/protocol.ts'
import { RpcEndpoint, type Channel } from '../../../src/common/rpc.ts'
import { bundle } from '../../support/built.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

/** Starts the engine as the extension host does. */
function start(...args: string[]) {
  const child = fork(bundle('engine.js'), args, { serialization: 'advanced', execArgv: [] })
  const channel: Channel = {
    send: (message) => void (child.connected && child.send(message as object, () => undefined)),
    onMessage(listener) {
      child.on('message', listener)
      return toDisposable(() => child.off('message', listener))
    },
    onClose(listener) {
      child.once('exit', () => listener('the engine has ended'))
      return toDisposable(() => undefined)
    },
  }
  const progress: Progress[] = []
  let ended: (progress: Progress) => void = () => undefined
  const endpoint = new RpcEndpoint<EngineEvents, EngineApi>(channel, {
    progress(each) {
      progress.push(each)
      if (each.state !== 'running') ended(each)
    },
    sourceChange: () => undefined,
    exportProgress: () => undefined,
    log: () => undefined,
  })
  return { child, api: endpoint.remote, progress, end: () => new Promise<Progress>((resolve) => (ended = resolve)) }
}

describe('process/engine', function () {
  this.timeout(60_000)
  const folder = new TemporaryFolder()
  const children: ChildProcess[] = []
  before(() => void bundle('engine.js'))
  after(() => {
    for (const child of children) child.kill('SIGKILL')
    folder.remove()
  })
  const engine = (...args: string[]) => {
    const started = start(...args)
    children.push(started.child)
    return started
  }

  it('answers over its channel, with workers of its own', async () => {
    const { api, end, child } = engine('--threads', '2')
    const path = folder.file('a.log', Array.from({ length: 50_000 }, (_, i) => `line ${i} user=${i % 3}`).join('\n'))
    const { analysis } = await api.open({ paths: [path] })
    const ended = end()
    const { run, table } = await api.run({ analysis, query: '| parse "user=*" as user | stats count() by user' })
    assert.equal(table, true)
    assert.deepEqual([(await ended).state, (await ended).rowsMatched], ['done', 3])
    const page = new Page((await api.fetch({ analysis, run, from: { at: 'start' }, skip: 0, count: 10 })).page)
    assert.deepEqual([0, 1, 2].map((row) => [page.cell(row, 0), page.cell(row, 1)]), [['0', '16667'], ['1', '16667'], ['2', '16666']])
    const about = await api.about({})
    assert.deepEqual([about.pid, about.threads], [child.pid, 2])
  })

  it('ends when its parent lets go of it', async () => {
    const { api, child } = engine()
    await api.about({})
    child.disconnect()
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    assert.deepEqual([code, signal], [null, 'SIGKILL'])
  })

  it('takes with it all calls when it is killed', async () => {
    const { api, child } = engine()
    await api.about({})
    const { analysis } = await api.open({ paths: [folder.file('b.log', 'x\n'.repeat(1000))] })
    const call = api.exportTo({ analysis, run: 1, format: 'text', path: folder.join('out.txt') })
    child.kill('SIGKILL')
    await assert.rejects(call, (error: { code: string }) => ['disposed', 'outdated'].includes(error.code))
    await assert.rejects(api.about({}), { code: 'disposed' })
  })

  it('ends an expression that does not end in the time it was given', async () => {
    const { api, end } = engine('--threads', '1', '--regex-timeout', '300')
    const { analysis } = await api.open({ paths: [folder.file('c.log', `fine\n${'x'.repeat(60)}-xxy\n`)] })
    const ended = end()
    await api.run({ analysis, query: '/^(x+x+)+y/i' })
    const { state, message, stages } = await ended
    assert.equal(state, 'failed')
    assert.match(message ?? '', /0\.3 s on the row at byte 5/)
    assert.match(stages[0].error ?? '', /regular expression/)
    const next = end()
    await api.run({ analysis, query: 'fine' })
    assert.deepEqual([(await next).state, (await next).rowsMatched], ['done', 1])
  })
})
