import { strict as assert } from 'node:assert'
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { MAX_PAGE_ROW_BYTES, MAX_PAGE_ROWS } from '../../../src/common/constants.ts'
import { Page, RowFlag } from '../../../src/common/page.ts'
import type { FetchResult, Progress, SourceChange } from '../../../src/common/protocol.ts'
import type { KeptIndexStore } from '../../../src/engine/results/keptIndex/store.ts'
import { inlinePool } from '../../../src/engine/results/inlinePool.ts'
import { Session } from '../../../src/engine/session.ts'
import { encode } from '../../support/encoders.ts'
import { inlineLanes, ReadCounter } from '../../support/lanes.ts'
import { openSession, runToEnd } from '../../support/sessions.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

const small = { blockBytes: 64, maxLineBytes: 256 }
const texts = (result: FetchResult): (string | undefined)[] => {
  const page = new Page(result.page)
  return Array.from({ length: page.rows }, (_, row) => page.cell(row, 0))
}
const everything = { first: { block: 0, row: 0 }, last: { block: 0, row: 1e9 } }

describe('engine/session', () => {
  const folder = new TemporaryFolder()
  const sessions: Session[] = []
  let number = 0
  after(() => folder.remove())
  afterEach(() => sessions.splice(0).forEach((session) => session.close()))

  async function open(content: string, options: Parameters<typeof openSession>[1] = {}): Promise<Session> {
    const session = await openSession([folder.file(`${number++}.log`, content)], { sizes: small, ...options })
    sessions.push(session)
    return session
  }

  /** Progress of a session that was started, and when it has ended. */
  function listener() {
    const seen: Progress[] = []
    const changes: SourceChange[] = []
    let end: (progress: Progress) => void = () => undefined
    let change: (change: SourceChange) => void = () => undefined
    return {
      seen,
      changes,
      ended: () => new Promise<Progress>((resolve) => (end = resolve)),
      changed: () => new Promise<SourceChange>((resolve) => (change = resolve)),
      progress(progress: Progress) {
        seen.push(progress)
        if (progress.state !== 'running') end(progress)
      },
      sourceChange(what: SourceChange) {
        changes.push(what)
        change(what)
      },
    }
  }

  it('opens files and tells what they are', async () => {
    const session = await open('a\r\nb\r\n')
    assert.deepEqual(
      session.sources.map(({ size, lineEnd }) => [size, lineEnd]),
      [[6, 'CRLF']],
    )
    assert.equal(session.run, undefined)
  })

  it('fails to open if one file cannot be opened', async () => {
    await assert.rejects(openSession([folder.file('ok.log', 'x'), folder.join('none.log')]), { code: 'notFound', message: /none\.log/ })
  })

  it('starts a pass, and tells how it goes on and ends', async () => {
    const watch = listener()
    const session = await open('error 1\nfine\nerror 2\n', { listener: watch })
    const ended = watch.ended()
    const result = session.start('error | parse "error *" as n')
    assert.deepEqual([result.columns, result.table], [['raw', 'n'], false])
    const progress = await ended
    assert.deepEqual([progress.run, progress.state, progress.exact, progress.rowsMatched, progress.rowsScanned], [result.run, 'done', true, 2, 3])
    assert.deepEqual([progress.bytesDone, progress.bytesTotal], [21, 21])
  })

  it('changes nothing for a query that does not parse', async () => {
    const session = await open('a\nb\n')
    const run = await runToEnd(session, 'a')
    assert.throws(() => session.start('a | nonsense'), { code: 'query' })
    assert.equal(session.run, run)
    assert.deepEqual(texts(await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 10 })), ['a'])
  })

  it('gives nothing of a run that was replaced', async () => {
    const session = await open('a\nb\n')
    const first = await runToEnd(session, 'a')
    await runToEnd(session, 'b')
    const outdated = { code: 'outdated' }
    assert.throws(() => session.fetch({ run: first.id, from: { at: 'start' }, skip: 0, count: 1 }), outdated)
    assert.throws(() => session.row(first.id, 0, 0), outdated)
    assert.throws(() => session.render(first.id, { format: 'text' }), outdated)
  })

  it('stops a pass, and pages go on', async () => {
    const watch = listener()
    const session = await open('line\n'.repeat(500), { listener: watch })
    const { run } = session.start('line')
    session.stop()
    assert.equal(watch.seen.at(-1)?.state, 'stopped')
    assert.equal(texts(await session.fetch({ run, from: { at: 'start' }, skip: 3, count: 5 })).length, 5)
  })

  describe('pages', () => {
    it('are no longer than allowed, and have at least a row', async () => {
      const session = await open('x\n'.repeat(3000))
      const run = await runToEnd(session, '')
      const rows = async (count: number): Promise<number> => texts(await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count })).length
      // On a busy machine a page may end before it is full.
      const most = await rows(1e9)
      assert.ok(most > 2 && most <= MAX_PAGE_ROWS, `${most} rows`)
      assert.deepEqual([await rows(0), await rows(-5), await rows(2.7)], [1, 1, 2])
    })

    it('hold the beginning of a long row, and never half a character', async () => {
      const session = await open(`${'ä'.repeat(3000)}\n${'😀'.repeat(1500)}\nx${'€'.repeat(2000)}\n`, { sizes: { blockBytes: 8192, maxLineBytes: 8192 } })
      const run = await runToEnd(session, '')
      const page = new Page((await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 10 })).page)
      assert.deepEqual([0, 1, 2].map((row) => page.flags[row]), [RowFlag.Cut, RowFlag.Cut, RowFlag.Cut])
      for (let row = 0; row < 3; row++) {
        const bytes = page.cellBytes(row, 0) ?? Buffer.alloc(0)
        assert.ok(bytes.length <= MAX_PAGE_ROW_BYTES && bytes.length > MAX_PAGE_ROW_BYTES - 4)
        assert.doesNotThrow(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes))
      }
      const detail = await session.row(run.id, 0, 1)
      assert.deepEqual([detail.text, detail.tooLong], ['😀'.repeat(1500), false])
    })

    it('end early when they are full, and go on from there', async () => {
      const line = 'z'.repeat(4000)
      const session = await open(`${line}\n`.repeat(600), { sizes: { blockBytes: 65536, maxLineBytes: 65536 } })
      const run = await runToEnd(session, '')
      const first = await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 600 })
      const page = new Page(first.page)
      assert.ok(page.rows > 200 && page.rows < 600, `${page.rows}`)
      assert.equal(first.atEnd, false)
      const last = { at: 'row', block: page.block[page.rows - 1], row: page.row[page.rows - 1] } as const
      const second = new Page((await session.fetch({ run: run.id, from: last, skip: 1, count: 1 })).page)
      assert.equal(second.line[0], page.rows + 1)
    })

    it('say which line numbers are estimates', async () => {
      const session = await open('12345678\n'.repeat(1000))
      const run = session.prepare('')
      const fetch = () => session.fetch({ run: run.id, from: { at: 'byte', source: 0, offset: 4500 }, skip: 0, count: 1 })
      const before = new Page((await fetch()).page)
      assert.equal(before.flags[0] & RowFlag.LineEstimated, RowFlag.LineEstimated)
      await run.execute()
      const result = await fetch()
      const page = new Page(result.page)
      assert.deepEqual([page.flags[0], page.line[0], result.ordinal, result.ordinalExact], [0, 501, 500, true])
    })

    it('find a line that no pass has counted', async () => {
      const session = await open('12345678\n'.repeat(1000))
      const run = session.prepare('')
      run.stop()
      const page = new Page((await session.fetch({ run: run.id, from: { at: 'line', source: 0, line: 700 }, skip: 0, count: 2 })).page)
      assert.deepEqual([...page.line], [700, 701])
      assert.deepEqual([...page.flags], [0, 0])
    })

    it('mark what the search looks for', async () => {
      const session = await open('an Error, no error\n')
      const run = await runToEnd(session, 'error NOT warning')
      const page = new Page((await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 1 })).page)
      assert.deepEqual([...page.marksOf(0)], [3, 8, 13, 18])
    })

    it('mark it in all columns, and in the whole row', async () => {
      const session = await open('took 12 by joann\n')
      const run = await runToEnd(session, 'ann | parse "took * by *" as ms, user | search user:jo OR /1/')
      const columns = ['ms', 'raw', 'user']
      const page = new Page((await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 1, columns })).page, columns)
      assert.deepEqual([0, 1, 2].map((column) => [...page.marksOfCell(0, column)]), [[0, 1], [5, 6, 13, 16], [0, 5]])
      assert.deepEqual((await session.row(run.id, 0, 0)).marks, { text: [5, 6, 13, 16], fields: { ms: [0, 1], user: [0, 5] } })
    })

    it('are cancelled', async () => {
      const session = await open('x\n'.repeat(1000))
      const run = session.prepare('y')
      await assert.rejects(session.fetch({ run: run.id, from: { at: 'end' }, skip: -5, count: 5 }, AbortSignal.abort()), { code: 'cancelled' })
    })

    it('have every column of a row, and its details', async () => {
      const session = await open('user=ann x\nnobody\n')
      const run = await runToEnd(session, '| parse "user=* " as user | replace /x/ with "y"')
      const detail = await session.row(run.id, 0, 0)
      const source = ['source', session.sources[0].name]
      assert.deepEqual(detail, { text: 'user=ann y', tooLong: false, fields: [source, ['user', 'ann']] })
      assert.deepEqual((await session.row(run.id, 0, 1)).fields, [source, ['user', undefined]])
      await assert.rejects(session.row(run.id, 0, 7), { code: 'outdated' })
    })

    it('have all fields of a row: those of its format, those that only it has, and those of stages, whatever columns were chosen', async () => {
      const session = await open('{"time":"2026-05-01T12:00:00Z","level":"info","message":"a","http":{"status":500,"tags":["x"]},"only":null}\n'.repeat(20), { format: 'json', sizes: { blockBytes: 2 ** 18, maxLineBytes: 2 ** 20 } })
      const run = await runToEnd(session, '| eval n = 1 | fields message')
      const { fields } = await session.row(run.id, 0, 3)
      const names = ['time', 'level', 'message', 'http.status', 'http.tags', 'n']
      assert.deepEqual(fields.filter(([name]) => names.includes(name)).map(([name, value]) => [name, value]), [
        ['time', '2026-05-01T12:00:00Z'], ['level', 'info'], ['message', 'a'], ['http.status', '500'], ['http.tags', '["x"]'], ['n', '1'],
      ])
      assert.equal(new Set(fields.map(([name]) => name)).size, fields.length, 'each once')
      assert.ok(!fields.some(([name]) => name === 'only' || name === 'raw'))
    })

    it('give no more of a row with very many fields than can be shown', async () => {
      const many = Array.from({ length: 12_000 }, (_, i) => `"k${i}":${i}`).join(',')
      const session = await open(`{"level":"info",${many}}\n`.repeat(3), { format: 'json', sizes: { blockBytes: 2 ** 18, maxLineBytes: 2 ** 20 } })
      const run = await runToEnd(session, '')
      const { fields } = await session.row(run.id, 0, 1)
      assert.equal(fields.length, 10_000)
      assert.ok(fields.some(([name, value]) => name === 'k9000' && value === '9000'))
    })

    it('show the column raw of a table, and its row', async () => {
      const session = await open('b\na\nb\n')
      const run = await runToEnd(session, '| stats count() by raw')
      const page = new Page((await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 5 })).page)
      assert.deepEqual([page.cell(0, 0), page.cell(0, 1), page.cell(1, 0), page.cell(1, 1)], ['b', '2', 'a', '1'])
      assert.deepEqual((await session.row(run.id, 0, 0)).fields, [['raw', 'b'], ['count()', '2']])
    })
  })

  describe('copies', () => {
    const rows = (count: number): string => Array.from({ length: count }, (_, i) => `row ${i}`).join('\n') + '\n'

    it('a range of rows', async () => {
      const session = await open(rows(100))
      const run = await runToEnd(session, '')
      const at = async (line: number) => {
        const page = new Page((await session.fetch({ run: run.id, from: { at: 'line', source: 0, line }, skip: 0, count: 1 })).page)
        return { block: page.block[0], row: page.row[0] }
      }
      for (const [from, to] of [[1, 100], [5, 5], [3, 4], [10, 60]]) {
        const range = { first: await at(from), last: await at(to) }
        const copied = await session.copy(run.id, range, 'text', 1e6)
        assert.deepEqual(copied, { text: rows(100).split('\n').slice(from - 1, to).join('\n') + '\n', rows: to - from + 1, complete: true })
      }
    })

    it('several ranges, with one head', async () => {
      const session = await open(rows(20), { sizes: { blockBytes: 64, maxLineBytes: 64 } })
      const run = await runToEnd(session, '')
      const page = new Page((await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 20 })).page)
      const part = (from: number, to: number) => ({ first: { block: page.block[from], row: page.row[from] }, last: { block: page.block[to], row: page.row[to] } })
      const copied = await session.copy(run.id, part(0, 0), 'csv', 1e6, undefined, undefined, [part(3, 3), part(11, 12)])
      assert.deepEqual(copied, { text: 'line,level,raw\n1,,row 0\n4,,row 3\n12,,row 11\n13,,row 12\n', rows: 4, complete: true })
      const fits = await session.copy(run.id, part(0, 0), 'text', 15, undefined, undefined, [part(3, 3), part(11, 12)])
      assert.deepEqual(fits, { text: 'row 0\nrow 3\n', rows: 2, complete: false })
      const fenced = await session.copy(run.id, part(1, 1), 'markdown', 1e6, undefined, undefined, [part(3, 3)])
      assert.equal(fenced.text, '```\nrow 1\nrow 3\n```\n')
    })

    it('what there is of a range that goes beyond the end', async () => {
      const session = await open(rows(10))
      const run = await runToEnd(session, '"row 9"')
      const all = await session.copy(run.id, { first: { block: 0, row: 0 }, last: { block: 99, row: 5 } }, 'text', 1e6)
      assert.deepEqual(all, { text: 'row 9\n', rows: 1, complete: true })
      const none = await session.copy(run.id, { first: { block: 98, row: 0 }, last: { block: 99, row: 5 } }, 'text', 1e6)
      assert.deepEqual(none, { text: '', rows: 0, complete: true })
    })

    it('as many whole rows as fit', async () => {
      const session = await open(rows(100), { sizes: { blockBytes: 4096, maxLineBytes: 4096 } })
      const run = await runToEnd(session, '')
      assert.deepEqual(await session.copy(run.id, everything, 'text', 15), { text: 'row 0\nrow 1\n', rows: 2, complete: false })
      assert.deepEqual(await session.copy(run.id, everything, 'text', 3), { text: '', rows: 0, complete: false })
      const csv = await session.copy(run.id, everything, 'csv', 35)
      assert.deepEqual(csv, { text: 'line,level,raw\n1,,row 0\n2,,row 1\n', rows: 2, complete: false })
    })
  })

  it('copies the columns that were asked for, where the format has columns', async () => {
    const session = await open('2024-05-01T12:00:00Z INFO a first\n2024-05-01T12:00:01Z ERROR b second\n', { format: 'timestamped' })
    const { id } = await runToEnd(session, '')
    const range = { first: { block: 0, row: 0 }, last: { block: 0, row: 0 } }
    const copied = async (format: 'text' | 'csv' | 'markdown' | 'jsonl') => (await session.copy(id, range, format, 1e6, undefined, ['level', 'message'])).text
    assert.equal(await copied('csv'), 'line,level,message\n1,info,a first\n')
    assert.equal(await copied('markdown'), '| line | level | message |\n| --- | --- | --- |\n| 1 | info | a first |\n')
    assert.equal(await copied('text'), '2024-05-01T12:00:00Z INFO a first\n')
    assert.match(await copied('jsonl'), /"raw"/)
  })

  describe('exports', () => {
    it('go on to their end when another query is started', async () => {
      const content = Array.from({ length: 500 }, (_, i) => `row ${i}\n`).join('')
      const session = await open(content)
      const run = session.prepare('row')
      await run.execute()
      let started = false
      const path = folder.join('first.txt')
      await session.exportTo({ run: run.id, format: 'text', path }, () => {
        if (started) return
        started = true
        session.prepare('nothing')
      })
      assert.ok(started)
      assert.equal(readFileSync(path, 'utf8'), content)
      await assert.rejects(async () => session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 1 }), { code: 'outdated' })
    })

    it('stream to a file and tell how far they are', async () => {
      const session = await open('b\na\n'.repeat(400))
      const run = await runToEnd(session, 'a')
      const told: number[] = []
      const path = folder.join('out.csv')
      const result = await session.exportTo({ run: run.id, format: 'csv', path }, (count, _bytes, fraction) => told.push(count, fraction))
      assert.deepEqual({ ...result, read: 0 }, { rows: 400, bytes: readFileSync(path).length, read: 0 })
      assert.equal(readFileSync(path, 'utf8').split('\n').length, 402)
      for (let i = 1; i < told.length; i += 2) assert.ok(told[i] >= 0 && told[i] <= 1)
    })

    it('leave nothing behind when they are cancelled', async () => {
      const session = await open('a\n'.repeat(5000))
      const run = await runToEnd(session, '')
      const path = folder.join('cancelled.txt')
      const controller = new AbortController()
      const exporting = session.exportTo({ run: run.id, format: 'text', path, signal: controller.signal }, () => controller.abort())
      await assert.rejects(exporting, { code: 'cancelled' })
      assert.deepEqual([existsSync(path), readdirSync(folder.path).filter((name) => name.includes('cancelled'))], [false, []])
    })

    it('leave nothing behind when the file changes meanwhile', async () => {
      const counter = new ReadCounter()
      const content = 'a\n'.repeat(5000)
      const session = await open(content, { pool: inlineLanes(1, counter.open) })
      const run = await runToEnd(session, '')
      let reads = 0
      counter.onRead = () => {
        if (reads++ === 30) writeFileSync(session.sources[0].path, 'short')
      }
      const path = folder.join('changed.txt')
      await assert.rejects(session.exportTo({ run: run.id, format: 'text', path }, () => undefined), { code: 'changed' })
      assert.equal(existsSync(path), false)
    })

    it('wait for a result that is complete', async () => {
      const session = await open('a\n'.repeat(100))
      const run = session.prepare('| tail 3')
      await assert.rejects(session.exportTo({ run: run.id, format: 'text', path: folder.join('early.txt') }, () => undefined), { code: 'output' })
      await run.execute()
      await session.exportTo({ run: run.id, format: 'text', path: folder.join('early.txt') }, () => undefined)
      assert.equal(readFileSync(folder.join('early.txt'), 'utf8'), 'a\na\na\n')
    })
  })

  describe('a file that changes', () => {
    it('is reported, and can be opened again', async () => {
      const watch = listener()
      const session = await open('one\n', { listener: watch })
      const { path } = session.sources[0]
      await runToEnd(session, '')
      appendFileSync(path, 'two\n')
      const changed = await watch.changed()
      assert.deepEqual([changed.kind, changed.size, changed.source], ['grown', 8, 0])
      assert.match(changed.message, /has grown/)
      const run = await runToEnd(session, '')
      assert.equal(run.counts?.total, 1, 'passes work on what was opened')
      assert.deepEqual((await session.reload()).map(({ size }) => size), [8])
      assert.equal((await runToEnd(session, '')).counts?.total, 2)
    })

    it('is reported again where it has grown while it was opened again', async () => {
      const watch = listener()
      const path = folder.file(`${number++}.log`, 'one\n')
      const growing = {
        load: async () => {
          const changed = watch.changed()
          if (growing.on) appendFileSync(path, 'two\n')
          if (growing.on) await changed
        },
        on: false,
      }
      const session = await openSession([path], { sizes: small, listener: watch, store: growing as unknown as KeptIndexStore })
      sessions.push(session)
      growing.on = true
      assert.deepEqual((await session.reload()).map(({ size }) => size), [4])
      growing.on = false
      // Who follows the log takes what was told before the answer for done.
      assert.equal((await watch.changed()).size, 8)
      assert.deepEqual((await session.reload()).map(({ size }) => size), [8])
    }).timeout(20_000)

    it('is only read at its end when the query is run again', async () => {
      const lines = (count: number): string => '2026-01-05 06:00:00 user=ann took 12ms\n'.repeat(count)
      const path = folder.file(`${number++}.log`, lines(100_000))
      const session = await Session.open([path], { id: 1, pool: inlinePool(), listener: listener() })
      sessions.push(session)
      for (const [query, rows] of [['ann', (count: number) => count], ['* | stats count() by level', () => 1]] as const) {
        const read: number[] = []
        for (let round = 1; round <= 3; round++) {
          const run = await runToEnd(session, query)
          read.push(run.bytesRead)
          const size = session.sources[0].size / lines(1).length
          assert.deepEqual([run.counts?.total, run.progress(1).stages[0].rowsOut], [rows(size), size])
          appendFileSync(path, lines(10))
          await session.reload()
        }
        assert.ok(read[2] > 0 && read[2] < 2 * 2 ** 20, `${query}: ${read.join()}`)
      }
    }).timeout(20_000)

    it('can be opened again in another encoding', async () => {
      const session = await openSession([folder.file(`${number++}.log`, encode('ошибка\nok\n', 'koi8-r'))], { sizes: small, encodings: ['KOI8-R'] })
      sessions.push(session)
      assert.equal((await runToEnd(session, 'ОШИБКА')).counts?.total, 0, 'with a capital letter')
      assert.equal((await runToEnd(session, 'ошибка')).counts?.total, 1)
      assert.deepEqual((await session.reload()).map(({ encoding }) => encoding), ['KOI8-R'])
      assert.deepEqual((await session.reload({ encodings: ['UTF-8'] })).map(({ encoding }) => encoding), ['UTF-8'])
      assert.equal((await runToEnd(session, 'ошибка')).counts?.total, 0)
      await assert.rejects(session.reload({ encodings: ['nonsense'] }), { code: 'unsupportedEncoding' })
      assert.equal(session.sources[0].encoding, 'UTF-8')
    })

    it('can be read by another format', async () => {
      const path = folder.file(`${number++}.log`, '2026-01-05 06:00:00 one\n  and more\n2026-01-05 06:00:01 two\n')
      const session = await Session.open([path], { id: 1, pool: inlinePool() })
      sessions.push(session)
      assert.equal(session.sources[0].format?.name, 'timestamped')
      assert.equal((await runToEnd(session, '')).counts?.total, 2)
      assert.equal((await session.reload({ formats: ['plain'] }))[0].format, undefined)
      assert.equal((await runToEnd(session, '')).counts?.total, 3)
      assert.deepEqual((await session.reload({ formats: ['json'] })).map(({ format }) => format?.title), ['JSON lines'])
      assert.equal((await session.reload({ formats: ['gone'] }))[0].format?.name, 'timestamped', 'as good as none')
    })

    it('is reported once for each change', async () => {
      const watch = listener()
      const session = await open('one\n', { listener: watch })
      const { path } = session.sources[0]
      rmSync(path)
      assert.equal((await watch.changed()).kind, 'deleted')
      writeFileSync(path, 'another\n')
      assert.equal((await watch.changed()).kind, 'changed')
      assert.deepEqual(watch.changes.map(({ kind }) => kind), ['deleted', 'changed'])
    }).timeout(20_000)

    it('is reported at once when a pass has met it', async () => {
      const watch = listener()
      const session = await open('one line\n'.repeat(200), { listener: watch })
      writeFileSync(session.sources[0].path, 'x')
      const [ended, changed] = [watch.ended(), watch.changed()]
      session.start('line')
      const progress = await ended
      assert.equal(progress.state, 'failed')
      assert.match(progress.message ?? '', /shorter/)
      assert.equal((await changed).kind, 'changed')
    })

    it('that is gone cannot be opened again, and what was opened stays', async () => {
      const session = await open('one\n')
      const run = await runToEnd(session, '')
      rmSync(session.sources[0].path)
      await assert.rejects(session.reload(), { code: 'notFound' })
      assert.deepEqual(texts(await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 1 })), ['one'])
    })

    it('that is gone can still be searched as it was opened', async () => {
      const watch = listener()
      const session = await open('one\ntwo\n', { listener: watch })
      await runToEnd(session, 'one')
      rmSync(session.sources[0].path)
      assert.match((await watch.changed()).message, /can still be searched until the panel is closed/)
      assert.equal((await runToEnd(session, 'two')).counts?.total, 1)
    })
  })
})
