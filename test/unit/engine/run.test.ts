import { strict as assert } from 'node:assert'
import { truncateSync } from 'node:fs'
import { BLOCK_BYTES } from '../../../src/common/constants.ts'
import type { StageCounts } from '../../../src/common/protocol.ts'
import type { Run } from '../../../src/engine/run.ts'
import { inlineLanes, ReadCounter } from '../../support/lanes.ts'
import { openSession, rendered, runToEnd } from '../../support/sessions.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

const MEGABYTE = 1024 * 1024
const small = { blockBytes: 64, maxLineBytes: 256 }

function chips(run: Run): string[] {
  const number = (value: number, exact: boolean): string => `${value}${exact ? '' : '+'}`
  return run.progress(1).stages.map((stage: StageCounts) => `${number(stage.rowsIn, stage.inExact)} → ${number(stage.rowsOut, stage.outExact)}`)
}

describe('engine/run', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  /** 100,000 lines of 160 bytes: 16 MB, 62 blocks. */
  const large = (): string => folder.file('large.log', Array.from({ length: 100_000 }, (_, i) => `${i} `.padEnd(159, 'x')).join('\n') + '\n')

  describe('reads no more than it needs', () => {
    let path = ''
    before(() => (path = large()))

    /** Bytes read for a query, by the pass and for the whole of the output. */
    async function bytesFor(query: string, lanes = 1): Promise<{ pass: number; all: number; text: string }> {
      const counter = new ReadCounter()
      const session = await openSession([path], { pool: inlineLanes(lanes, counter.open) })
      const run = await runToEnd(session, query)
      const pass = counter.bytes
      assert.ok(run.bytesRead <= pass)
      const { bytes } = await rendered(session, run, { format: 'text' })
      session.close()
      return { pass, all: counter.bytes, text: bytes.toString() }
    }

    it('for head: a few blocks at the start', async () => {
      const { pass, all, text } = await bytesFor('| head 1')
      assert.ok(text.startsWith('0 x'))
      assert.ok(pass <= 5 * BLOCK_BYTES, `${pass}`)
      assert.ok(all <= pass + 2 * BLOCK_BYTES, `${all}`)
    })

    it('for head on many lanes: about one block a lane and one ahead', async () => {
      const { pass } = await bytesFor('| head 1', 8)
      assert.ok(pass <= 20 * BLOCK_BYTES, `${pass / BLOCK_BYTES} blocks`)
    })

    it('for head behind a search: up to the place where it has enough', async () => {
      const { pass, text } = await bytesFor('"99 x" | head 3')
      assert.equal(text.split('\n').length, 4)
      assert.ok(pass <= 5 * BLOCK_BYTES, `${pass}`)
    })

    it('for tail: a few blocks at the end', async () => {
      const { pass, all, text } = await bytesFor('| tail 1')
      assert.ok(text.startsWith('99999 x'))
      assert.ok(pass <= 5 * BLOCK_BYTES, `${pass}`)
      assert.ok(all <= pass + 2 * BLOCK_BYTES, `${all}`)
    })

    it('for head of nothing: nothing', async () => {
      assert.deepEqual(await bytesFor('| head 0'), { pass: 0, all: 0, text: '' })
      assert.deepEqual(await bytesFor('| tail 0'), { pass: 0, all: 0, text: '' })
    })

    it('for a head that takes all: once', async () => {
      const { pass } = await bytesFor('| head 1000000')
      assert.ok(pass <= 16 * MEGABYTE + 62 * 1024, `${pass}`)
    })

    it('for a narrower query: only blocks that have rows', async () => {
      const counter = new ReadCounter()
      const session = await openSession([path], { pool: inlineLanes(1, counter.open) })
      await runToEnd(session, '"77777 "')
      counter.bytes = 0
      const run = await runToEnd(session, '"77777 " | search x')
      assert.equal(run.counts?.total, 1)
      assert.ok(counter.bytes <= 2 * BLOCK_BYTES, `${counter.bytes}`)
      assert.deepEqual(chips(run), ['100000 → 1', '1 → 1'])
      session.close()
    })

    it('for an export of few rows: only blocks that have rows, once all are counted', async () => {
      const counter = new ReadCounter()
      const session = await openSession([path], { pool: inlineLanes(1, counter.open) })
      const run = await runToEnd(session, '"77777 "')
      counter.bytes = 0
      const { bytes } = await rendered(session, run, { format: 'jsonl' })
      assert.deepEqual((JSON.parse(bytes.toString()) as { line: number }).line, 77778)
      assert.ok(counter.bytes <= 2 * BLOCK_BYTES, `${counter.bytes}`)
      session.close()
    })

    it('for a page in the middle of an uncounted file: the blocks around it', async () => {
      const counter = new ReadCounter()
      const session = await openSession([path], { pool: inlineLanes(1, counter.open) })
      const run = session.prepare('')
      const result = await session.fetch({ run: run.id, from: { at: 'fraction', value: 0.5 }, skip: 0, count: 50 })
      assert.equal(result.ordinalExact, false)
      assert.ok(counter.bytes <= 12 * BLOCK_BYTES, `${counter.bytes}`)
      session.close()
    })
  })

  it('adds up partial tables of many lanes', async () => {
    const lines = Array.from({ length: 2000 }, (_, i) => `user=u${i % 7} n=${i}`)
    const session = await openSession([folder.file('users.log', lines.join('\n'))], { sizes: small, pool: inlineLanes(5) })
    const run = await runToEnd(session, '| parse "user=* " as user | stats count() by user | head 2')
    const { bytes } = await rendered(session, run, { format: 'csv' })
    assert.equal(bytes.toString(), 'user,count()\nu0,286\nu1,286\n')
    assert.deepEqual(chips(run), ['2000 → 2000', '2000 → 2000', '2000 → 7', '7 → 2'])
    session.close()
  })

  it('shows what every stage let through, also where it stopped the reading', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => (i % 2 ? `error ${i}` : `fine ${i}`))
    const session = await openSession([folder.file('half.log', lines.join('\n'))], { sizes: small })
    const run = await runToEnd(session, 'error | /* search 1 */ | head 3 | search 3')
    const [, , head, search] = chips(run)
    assert.match(chips(run)[0], /^\d+\+ → \d+\+$/)
    assert.equal(chips(run)[1].split(' → ')[0], chips(run)[1].split(' → ')[1])
    assert.match(head, /\+ → 3$/)
    assert.equal(search, '3 → 1')
    session.close()
  })

  it('knows what went through a stage exactly, once everything was read, although head looked for no more', async () => {
    const path = folder.file('few.log', 'a 1\nb 2\na 3\n')
    const session = await openSession([path])
    assert.deepEqual(chips(await runToEnd(session, 'a | head 1')), ['3 → 2', '2 → 1'])
    assert.deepEqual(chips(await runToEnd(session, 'a | tail 1')), ['3 → 2', '2 → 1'])
  })

  it('never shows more rows out of a search than in, where head reads only a part of what a wider query found', async () => {
    const path = folder.file('wider.log', 'a\n'.repeat(1000))
    const session = await openSession([path], { sizes: small, pool: inlineLanes(1) })
    assert.deepEqual(chips(await runToEnd(session, 'a')), ['1000 → 1000'])
    assert.deepEqual(chips(await runToEnd(session, 'a | head 1')), ['1000 → 1000', '1000 → 1'])
  })

  it('warns of a field that no row had, and not of one that a row had', async () => {
    const session = await openSession([folder.file('fields.log', 'user=ann\nuser=bob\n')], { sizes: small })
    const run = await runToEnd(session, '| parse "user=*" as user | search usr=ann OR user=zoe')
    assert.deepEqual(
      run.progress(1).stages.map((stage) => stage.warnings),
      [[], [], ["No row that was read has the field 'usr'."]],
    )
    // The narrower query reads no block again, and still knows what the wider one has seen.
    const narrower = await runToEnd(session, '| parse "user=*" as user | search usr=ann OR user=zoe | search x')
    assert.deepEqual(narrower.progress(1).stages[2].warnings, ["No row that was read has the field 'usr'."])
    session.close()
  })

  it('does not build on counts that only pages have made', async () => {
    const session = await openSession([folder.file('looked.log', 'a\nb\nab\n'.repeat(50))], { sizes: small })
    const first = session.prepare('a')
    await session.fetch({ run: first.id, from: { at: 'start' }, skip: 0, count: 1000 })
    await session.fetch({ run: first.id, from: { at: 'end' }, skip: -1000, count: 1000 })
    assert.equal(first.counts?.complete, true)
    assert.deepEqual(chips(await runToEnd(session, 'a | search b')), ['150 → 100', '100 → 50'])
    session.close()
  })

  it('stops when it is told, and keeps what it found', async () => {
    const session = await openSession([folder.file('stop.log', 'line\n'.repeat(2000))], { sizes: small })
    const run = session.prepare('line')
    const pass = run.execute()
    run.stop()
    assert.equal(run.state, 'stopped')
    await pass
    assert.equal(run.state, 'stopped')
    const { exact, rowsMatched } = run.progress(1)
    assert.deepEqual([exact, rowsMatched < 2000], [false, true])
    const page = await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 10 })
    assert.ok(page.page.byteLength > 0)
    session.close()
  })

  it('fails with what happened to the file, and shows no mixture of two states', async () => {
    const counter = new ReadCounter()
    const path = folder.file('cut.log', 'some line\n'.repeat(1000))
    const session = await openSession([path], { sizes: small, pool: inlineLanes(1, counter.open) })
    let reads = 0
    counter.onRead = () => {
      if (reads++ === 20) truncateSync(path, 2000)
    }
    const run = session.prepare('line')
    await run.execute()
    assert.equal(run.state, 'failed')
    assert.equal(run.error?.code, 'changed')
    assert.match(run.error?.message ?? '', /shorter/)
    session.close()
  })

  it('has nothing to do for empty files', async () => {
    const session = await openSession([folder.file('empty1.log', ''), folder.file('empty2.log', '')], { sizes: small })
    const run = await runToEnd(session, '| stats count()')
    assert.equal((await rendered(session, run, { format: 'text' })).bytes.toString(), '0\n')
    const all = await runToEnd(session, '')
    assert.deepEqual([all.counts?.total, all.progress(1).exact, all.progress(1).bytesTotal], [0, true, 0])
    session.close()
  })

  it('skips empty files among others, and knows the source of every row', async () => {
    const paths = [folder.file('e1.log', ''), folder.file('x.log', 'one\ntwo'), folder.file('e2.log', ''), folder.file('y.log', 'three\n')]
    const session = await openSession(paths, { sizes: small })
    const run = await runToEnd(session, '')
    const { bytes } = await rendered(session, run, { format: 'jsonl' })
    assert.deepEqual(
      bytes.toString().trim().split('\n').map((line) => JSON.parse(line) as object),
      [
        { line: 1, source: 'x.log', raw: 'one' },
        { line: 2, source: 'x.log', raw: 'two' },
        { line: 1, source: 'y.log', raw: 'three' },
      ],
    )
    session.close()
  })
})
