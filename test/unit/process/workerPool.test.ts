import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Page } from '../../../src/common/page.ts'
import { WorkerState } from '../../../src/engine/results/workerStatus.ts'
import { LocalLane } from '../../../src/process/localLane.ts'
import { startWorker } from '../../../src/process/startWorker.ts'
import { defaultThreads } from '../../../src/process/threads.ts'
import type { WorkerLane } from '../../../src/process/workerLane.ts'
import type { WorkerPool } from '../../../src/process/workerPool.ts'
import { openSession, rendered, runToEnd } from '../../support/sessions.ts'
import { TemporaryFolder } from '../../support/temporary.ts'
import { workerPool } from '../../support/workers.ts'

/**
 * Takes longer than anybody waits on a line of some dozens of x; V8's linear engine is not on here. The line has all that a match must
 * hold, so that no look at its bytes keeps the expression from it.
 */
const HOSTILE = '/(x+x+)+y/'
const small = { blockBytes: 512, maxLineBytes: 1024 }

describe('process/workerPool', () => {
  const folder = new TemporaryFolder()
  const pools: WorkerPool[] = []
  const make = (...args: Parameters<typeof workerPool>): WorkerPool => {
    const pool = workerPool(...args)
    pools.push(pool)
    return pool
  }
  let users = ''
  let hostile = ''
  before(() => {
    users = folder.file('users.log', Array.from({ length: 3000 }, (_, i) => `user=u${i % 7} ms=${i}`).join('\n'))
    hostile = folder.file('hostile.log', `${'plain\n'.repeat(300)}${'x'.repeat(60)}-xxy\n${'plain\n'.repeat(300)}`)
  })
  after(async () => {
    await Promise.all(pools.map((pool) => pool.dispose()))
    folder.remove()
  })

  it('has a thread less than cores, two to eight', () => {
    assert.deepEqual([1, 2, 3, 4, 9, 64].map(defaultThreads), [2, 2, 2, 3, 8, 8])
    assert.equal(make(0).threads, defaultThreads())
  })

  it('gives what the inline pool gives', async () => {
    const queries = ['u3', '| head 5', '| tail 5', '| parse "user=* ms=*" as user, ms | stats count() by user | head 3', '/ms=1\\d+5/ | replace /ms/ with "MS"']
    const inline = await openSession([users, hostile], { sizes: small })
    const threads = await openSession([users, hostile], { sizes: small, pool: make(3) })
    for (const query of queries) {
      const [a, b] = [await runToEnd(inline, query), await runToEnd(threads, query)]
      assert.equal(b.counts?.total, a.counts?.total)
      const both = [await rendered(inline, a, { format: 'jsonl' }), await rendered(threads, b, { format: 'jsonl' })]
      assert.equal(both[1].bytes.toString(), both[0].bytes.toString(), query)
    }
    inline.close()
    threads.close()
  })

  it('ends an expression that does not end, names the stage and the row, and works afterwards', async () => {
    const pool = make(2, { testLimit: 300 })
    const session = await openSession([hostile], { sizes: small, pool })
    const run = session.prepare(`plain OR x | search ${HOSTILE}`)
    await run.execute()
    assert.equal(run.state, 'failed')
    assert.equal(run.error?.code, 'stageTimeout')
    assert.deepEqual(run.error?.details, { stage: 1, source: 0, offset: 1800 })
    assert.match(run.error?.message ?? '', /1,800/)
    assert.deepEqual(
      run.progress(1).stages.map(({ error }) => error !== undefined),
      [false, true],
    )
    const after = await runToEnd(session, 'plain')
    assert.equal(after.counts?.total, 600)
    session.close()
  }).timeout(20_000)

  it('ends one in a page too, and pages work afterwards', async () => {
    const pool = make(1, { testLimit: 300 })
    const session = await openSession([hostile], { sizes: small, pool })
    const run = session.prepare(HOSTILE)
    await assert.rejects(session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 10 }), { code: 'stageTimeout' })
    const next = session.prepare('plain')
    const page = await session.fetch({ run: next.id, from: { at: 'start' }, skip: 0, count: 10 })
    assert.equal(page.atStart, true)
    session.close()
  }).timeout(20_000)

  it('frees a worker from an expression that has been replaced, without a word of it', async () => {
    const pool = make(1, { testLimit: 30_000 })
    const session = await openSession([hostile], { sizes: small, pool })
    const first = session.prepare(HOSTILE)
    const pass = first.execute()
    // The worker is in the expression once it has said so.
    while ((pool.lanes[0] as WorkerLane).look(performance.now()).state !== WorkerState.Testing) await delay(5)
    const next = await runToEnd(session, 'plain')
    assert.equal(next.counts?.total, 600)
    await pass
    assert.equal(first.state, 'stopped')
    assert.equal(first.error, undefined)
    session.close()
  }).timeout(20_000)

  it('starts the worker for pages when it is told to, and no other', async () => {
    const pool = make(2)
    pool.prepare()
    assert.deepEqual([pool.pageLane, ...pool.lanes].map((lane) => (lane as WorkerLane).running), [true, false, false])
    const session = await openSession([users], { sizes: small, pool })
    const run = await runToEnd(session, 'u3')
    const { page } = await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 2 })
    assert.equal(new Page(page).rows, 2)
    session.close()
  }).timeout(20_000)

  describe('with this thread as one of its lanes', () => {
    const local = (threads: number, watched: boolean, taskLimit?: number): WorkerPool =>
      make(threads, { testLimit: 300, local: (successor) => new LocalLane({ successor, watched, taskLimit }) })

    it('gives what the inline pool gives', async () => {
      const inline = await openSession([users, hostile], { sizes: small })
      for (const threads of [1, 3]) {
        const session = await openSession([users, hostile], { sizes: small, pool: local(threads, true) })
        for (const query of ['u3', '| head 5', '| tail 5', '| parse "user=* ms=*" as user, ms | stats count() by user', '/ms=1\\d+5/']) {
          const [a, b] = [await runToEnd(inline, query), await runToEnd(session, query)]
          assert.equal(b.counts?.total, a.counts?.total)
          const both = [await rendered(inline, a, { format: 'jsonl' }), await rendered(session, b, { format: 'jsonl' })]
          assert.equal(both[1].bytes.toString(), both[0].bytes.toString(), query)
        }
        session.close()
      }
      inline.close()
    }).timeout(20_000)

    it('uses a worker that has been started before', async () => {
      const script = new URL('../../../src/process/worker.ts', import.meta.url)
      const pool = make(2, { started: [startWorker(script)], local: (successor) => new LocalLane({ successor, watched: false }) })
      assert.deepEqual([pool.lanes.length, (pool.lanes[1] as WorkerLane).running, (pool.lanes[1] as WorkerLane).starting], [2, true, true])
      const session = await openSession([users], { sizes: small, pool })
      const run = session.prepare('u3')
      await pool.lanes[1].calls.count({ program: run.id, segment: 0, from: 0, to: 1 })
      assert.equal((pool.lanes[1] as WorkerLane).starting, false)
      session.close()
    }).timeout(20_000)

    it('lets a worker take its place when an expression does not end, which is then ended with a word of it', async () => {
      const pool = local(2, true, 100)
      const session = await openSession([hostile], { sizes: small, pool })
      const run = session.prepare(`plain OR x | search ${HOSTILE}`)
      await run.execute()
      assert.equal(run.error?.code, 'stageTimeout')
      assert.deepEqual(run.error?.details, { stage: 1, source: 0, offset: 1800 })
      const after = await runToEnd(session, 'plain')
      assert.equal(after.counts?.total, 600)
      session.close()
    }).timeout(20_000)

    it('adds up all rows though it is broken off in the middle of them', async () => {
      // The expression ends, but not in the time that a task has here.
      const slow = folder.file('slow.log', Array.from({ length: 300 }, (_, i) => `user=u${i % 7} ${i === 150 ? 'x'.repeat(23) : ''} ms=${i}`).join('\n'))
      const pool = make(2, { local: (successor) => new LocalLane({ successor, watched: true, taskLimit: 10 }) })
      const session = await openSession([slow], { sizes: small, pool })
      const inline = await openSession([slow], { sizes: small })
      const query = '/(x+x+)+y|ms=/i | parse "user=* " as user | stats count() by user'
      const [a, b] = [await runToEnd(inline, query), await runToEnd(session, query)]
      const both = [await rendered(inline, a, { format: 'csv' }), await rendered(session, b, { format: 'csv' })]
      assert.equal(both[1].bytes.toString(), both[0].bytes.toString())
      assert.ok((pool.lanes[0] as LocalLane).isReplaced)
      for (const each of [inline, session]) each.close()
    }).timeout(20_000)
  })

  describe('when a worker has to be ended for one analysis', () => {
    for (const query of ['u1', '| parse "user=* " as user | stats count() by user']) {
      it(`goes on with the others: ${query}`, async () => {
        const pool = make(1, { testLimit: 300 })
        const sizes = { blockBytes: 64, maxLineBytes: 1024 }
        const bad = await openSession([hostile], { sizes, pool })
        const good = await openSession([users], { sizes, pool })
        const expected = await runToEnd(await openSession([users], { sizes }), query)
        const failing = bad.prepare(HOSTILE)
        const run = good.prepare(query)
        const passes = [run.execute(), failing.execute()]
        await Promise.all(passes)
        assert.equal(failing.error?.code, 'stageTimeout')
        assert.equal(run.error, undefined)
        assert.equal(run.state, 'done')
        assert.deepEqual(
          run.progress(1).stages.map((stage) => [stage.rowsIn, stage.rowsOut]),
          expected.progress(1).stages.map((stage) => [stage.rowsIn, stage.rowsOut]),
        )
        const { bytes } = await rendered(good, run, { format: 'csv' })
        const again = await openSession([users], { sizes })
        assert.equal(bytes.toString(), (await rendered(again, await runToEnd(again, query), { format: 'csv' })).bytes.toString())
        for (const session of [bad, good, again]) session.close()
      }).timeout(20_000)
    }
  })

  it('says why a worker could not be started, for every call', async () => {
    const pool = make(1, { script: new URL('./nowhere.ts', import.meta.url) })
    const session = await openSession([users], { sizes: small, pool })
    for (let i = 0; i < 2; i++) {
      const run = session.prepare('u1')
      await run.execute()
      assert.deepEqual([run.state, run.error?.code], ['failed', 'internal'])
      assert.match(run.error?.message ?? '', /nowhere/)
    }
    session.close()
  })

  it('starts a worker again that has ended by itself', async () => {
    const pool = make(1, { script: new URL('../../support/dyingWorker.ts', import.meta.url) })
    const session = await openSession([users], { sizes: small, pool })
    const run = session.prepare('u1')
    await run.execute()
    assert.deepEqual([run.state, run.error?.code], ['failed', 'internal'])
    const again = session.prepare('u1')
    await again.execute()
    assert.deepEqual([again.state, again.error?.code], ['failed', 'internal'], 'started again, and ended again')
    session.close()
  })

  it('ends pending calls when it is disposed, and refuses new ones', async () => {
    const pool = make(1)
    const session = await openSession([hostile], { sizes: small, pool })
    const run = session.prepare(HOSTILE)
    const pass = run.execute()
    while ((pool.lanes[0] as WorkerLane).look(performance.now()).state !== WorkerState.Testing) await delay(5)
    await pool.dispose()
    await pass
    assert.equal(run.state, 'stopped')
    await assert.rejects(session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 1 }), { code: 'disposed' })
    session.close()
  }).timeout(20_000)

  it('leaves no thread that would keep the process alive', async () => {
    const script = fileURLToPath(new URL('../../support/poolProcess.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [script, users], { timeout: 20_000 })
    assert.equal(stdout, '429\n429 after dispose\n')
  }).timeout(25_000)
})
