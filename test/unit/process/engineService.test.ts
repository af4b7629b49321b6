import { strict as assert } from 'node:assert'
import { appendFileSync, readFileSync } from 'node:fs'
import { Page } from '../../../src/common/page.ts'
import type { EngineApi, EngineEvents, ExportProgress, Progress } from '../../../src/common/protocol.ts'
import { RpcEndpoint, type Proxy } from '../../../src/common/rpc.ts'
import { inlinePool } from '../../../src/engine/results/inlinePool.ts'
import type { Session } from '../../../src/engine/session.ts'
import { createEngineService } from '../../../src/process/engineService.ts'
import { channelPair } from '../../support/channels.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

describe('process/engineService', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  /** The service behind a channel, as the host sees it. */
  function connect() {
    const [near, far] = channelPair()
    const pool = inlinePool()
    const sessions = new Map<number, Session>()
    const exports: ExportProgress[] = []
    let ended: (progress: Progress) => void = () => undefined
    const engine: { events?: Proxy<EngineEvents> } = {}
    engine.events = new RpcEndpoint<EngineApi, EngineEvents>(far, createEngineService(pool, sessions, () => engine.events!)).remote
    const host = new RpcEndpoint<EngineEvents, EngineApi>(near, {
      progress: (progress) => {
        if (progress.state !== 'running') ended(progress)
      },
      sourceChange: () => undefined,
      exportProgress: (progress) => void exports.push(progress),
      log: () => undefined,
    })
    return { api: host.remote, sessions, exports, end: () => new Promise<Progress>((resolve) => (ended = resolve)) }
  }

  it('opens, runs, shows, expands, copies, exports and closes', async () => {
    const { api, sessions, end, exports } = connect()
    const path = folder.file('a.log', 'error 1\nfine\nerror 2\n')
    const { analysis, sources } = await api.open({ paths: [path] })
    assert.deepEqual(sources.map(({ name }) => name), ['a.log'])
    const ended = end()
    const { run, columns } = await api.run({ analysis, query: 'error | parse "error *" as n' })
    assert.deepEqual(columns, ['raw', 'n'])
    assert.deepEqual([(await ended).rowsMatched, (await ended).analysis], [2, analysis])
    const result = await api.fetch({ analysis, run, from: { at: 'start' }, skip: 1, count: 5 })
    const page = new Page(result.page)
    assert.deepEqual([page.rows, page.cell(0, 1), page.line[0]], [1, '2', 3])
    const place = { block: page.block[0], row: page.row[0] }
    assert.deepEqual((await api.expand({ analysis, run, ...place })).fields, [['source', 'a.log'], ['n', '2']])
    const range = { first: place, last: place }
    assert.deepEqual(await api.copy({ analysis, run, range, format: 'text', maxBytes: 100 }), { text: 'error 2\n', rows: 1, complete: true })
    const target = folder.join('out.jsonl')
    assert.equal((await api.exportTo({ analysis, run, format: 'jsonl', path: target })).rows, 2)
    assert.equal(readFileSync(target, 'utf8').split('\n').length, 3)
    assert.ok(exports.every((progress) => progress.analysis === analysis))
    await api.close({ analysis })
    assert.equal(sessions.size, 0)
    await assert.rejects(api.fetch({ analysis, run, from: { at: 'start' }, skip: 0, count: 1 }), { code: 'outdated' })
    await api.close({ analysis })
  })

  it('passes on mistakes with their places, and what a file is not', async () => {
    const { api } = connect()
    const { analysis } = await api.open({ paths: [folder.file('b.log', 'x\n')] })
    await assert.rejects(api.run({ analysis, query: 'x | hed' }), (error: { code: string; details: { start: number }[] }) => {
      assert.deepEqual([error.code, error.details[0].start], ['query', 4])
      return true
    })
    await assert.rejects(api.open({ paths: [folder.path] }), { code: 'isDirectory' })
    await api.close({ analysis })
  })

  it('keeps analyses apart, and opens files again', async () => {
    const { api, end } = connect()
    const path = folder.file('c.log', 'x\n')
    const [a, b] = [await api.open({ paths: [path] }), await api.open({ paths: [path] })]
    assert.notEqual(a.analysis, b.analysis)
    appendFileSync(path, 'y\n')
    assert.equal((await api.reload({ analysis: a.analysis })).sources[0].size, 4)
    const ended = end()
    await api.run({ analysis: a.analysis, query: '' })
    assert.equal((await ended).rowsMatched, 2)
    const other = end()
    await api.run({ analysis: b.analysis, query: '' })
    assert.equal((await other).rowsMatched, 1)
    for (const { analysis } of [a, b]) await api.close({ analysis })
  })

  it('stops a pass, and tells about itself', async () => {
    const { api } = connect()
    const { analysis } = await api.open({ paths: [folder.file('d.log', 'x\n')] })
    await api.stop({ analysis })
    const { pid, threads, rssBytes, node } = await api.about({})
    assert.deepEqual([pid, threads, node], [process.pid, 1, process.version])
    assert.ok(rssBytes > 1e6)
    await api.close({ analysis })
  })
})
