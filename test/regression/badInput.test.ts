/** Input that breaks tools: lines without an end, nothing but line ends, files of no text. */
import { strict as assert } from 'node:assert'
import { closeSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs'
import { BLOCK_BYTES, MAX_LINE_BYTES, MAX_PAGE_ROW_BYTES } from '../../src/common/constants.ts'
import { Page, RowFlag } from '../../src/common/page.ts'
import type { Place } from '../../src/common/protocol.ts'
import type { WorkerPool } from '../../src/process/workerPool.ts'
import { shell, sluice } from '../support/built.ts'
import { openSession, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import { workerPool } from '../support/workers.ts'

const GIGABYTE = 1024 * 1024 * 1024
const MEGABYTE = 1024 * 1024
/** What a process may take for anything; an idle Node has 50 MB. */
const LITTLE = 300 * MEGABYTE

describe('bad input', function () {
  this.timeout(120_000)
  const folder = new TemporaryFolder()
  let pool: WorkerPool
  before(() => (pool = workerPool(2)))
  after(async () => {
    await pool.dispose()
    folder.remove()
  })

  async function pageAt(path: string, query: string, from: Place, skip: number, count: number) {
    const session = await openSession([path], { pool })
    try {
      // What is above is counted first, so that line numbers are exact.
      if (query.includes('tail')) await runToEnd(session, '')
      const run = await runToEnd(session, query)
      let result = await session.fetch({ run: run.id, from, skip, count })
      while (result.resume) result = await session.fetch({ run: run.id, ...result.resume, count })
      return { page: new Page(result.page), result, run }
    } finally {
      session.close()
    }
  }

  /** What `--stats` says, and what came out. */
  async function figures(...args: string[]): Promise<{ out: string; peakRssBytes: number; lines: number; rows: number }> {
    const { status, stdout, stderr } = await sluice('--stats', ...args)
    assert.equal(status, 0, stderr)
    return { out: stdout.toString(), ...(JSON.parse(stderr) as { peakRssBytes: number; lines: number; rows: number }) }
  }

  describe('one line of 2 GB', () => {
    let path = ''
    const size = 2 * GIGABYTE + 14
    before(() => {
      // Sparse: takes no space, and reads as NUL bytes.
      path = folder.join('oneLine.log')
      const fd = openSync(path, 'w')
      writeSync(fd, 'the beginning ')
      ftruncateSync(fd, 2 * GIGABYTE)
      writeSync(fd, ' Needle at end', 2 * GIGABYTE)
      closeSync(fd)
    })

    it('is one row, whose words are found in all of its bytes, with little memory', async () => {
      const { out, lines, peakRssBytes } = await figures('-c', 'beginning "Needle at end"', path)
      assert.deepEqual([out, lines], ['1\n', 1])
      assert.ok(peakRssBytes < LITTLE, `${peakRssBytes / MEGABYTE} MB`)
    })

    it('is shown and parsed up to the limit, and says so', async () => {
      const { page, result } = await pageAt(path, '| parse "the * " as what', { at: 'end' }, -1, 1)
      assert.deepEqual([page.rows, page.line[0], page.flags[0], page.cell(0, 1)], [1, 1, RowFlag.TooLong | RowFlag.Cut, 'beginning'])
      assert.equal(page.cellBytes(0, 0)?.length, MAX_PAGE_ROW_BYTES)
      assert.deepEqual([result.atStart, result.atEnd], [true, true])
    })

    it('comes out whole, in pieces', async () => {
      // Counted by another program: 2 GB are not held here.
      const { status, stdout } = await shell(`set -o pipefail; $SLUICE beginning '${path}' | wc -lc`)
      assert.deepEqual([status, stdout.toString().trim().split(/\s+/)], [0, ['1', String(size + 1)]])
    })
  })

  describe('lines at the limit and at the borders of blocks', () => {
    it('of 1 MiB, ending exactly at a border', async () => {
      const line = Buffer.alloc(MAX_LINE_BYTES - 1, 'a')
      line.write('over the border', BLOCK_BYTES - 8)
      line.write('END', line.length - 3)
      const path = folder.file('border.log', Buffer.concat([line, Buffer.from('\n'), Buffer.from('next\n')]))
      for (const query of ['"over the border"', 'END', '/border.*END$/']) {
        const { page, run } = await pageAt(path, query, { at: 'start' }, 0, 5)
        assert.deepEqual([run.counts?.total, page.rows, page.flags[0]], [1, 1, RowFlag.Cut], query)
      }
      const next = await pageAt(path, 'next', { at: 'start' }, 0, 5)
      assert.deepEqual([next.page.line[0], next.page.offset[0]], [2, MAX_LINE_BYTES])
    })

    it('of one byte more than can be held', async () => {
      const line = Buffer.alloc(MAX_LINE_BYTES + 1, 'a')
      line.write('END', line.length - 3)
      const path = folder.file('over.log', Buffer.concat([line, Buffer.from('\nnext\n')]))
      const { page, run } = await pageAt(path, 'END', { at: 'start' }, 0, 5)
      assert.deepEqual([run.counts?.total, page.flags[0]], [1, RowFlag.TooLong | RowFlag.Cut])
      const whole = await sluice('END', path)
      assert.ok(whole.stdout.equals(Buffer.concat([line, Buffer.from('\n')])))
    })
  })

  it('100 million empty lines', async () => {
    const path = folder.join('emptyLines.log')
    const fd = openSync(path, 'w')
    const chunk = Buffer.alloc(10 * 1000 * 1000, '\n')
    for (let i = 0; i < 10; i++) writeSync(fd, chunk)
    closeSync(fd)
    const { out, lines, peakRssBytes } = await figures('-c', '', path)
    assert.deepEqual([out, lines], ['100000000\n', 100_000_000])
    assert.ok(peakRssBytes < LITTLE, `${peakRssBytes / MEGABYTE} MB`)
    const { page, result } = await pageAt(path, '', { at: 'end' }, -5, 5)
    assert.deepEqual([...page.line], [1, 2, 3, 4, 5].map((back) => 100_000_000 - 5 + back))
    assert.deepEqual([result.ordinal, result.ordinalExact, result.atEnd], [99_999_995, true, true])
    const last = await pageAt(path, '| tail 3 | fields line, raw', { at: 'start' }, 0, 10)
    assert.deepEqual([0, 1, 2].map((row) => last.page.cell(row, 0)), ['99999998', '99999999', '100000000'])
  })

  it('NUL bytes and binary data', async () => {
    const bytes = Buffer.alloc(3 * MEGABYTE)
    let state = 1
    for (let i = 0; i < bytes.length; i++) bytes[i] = (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16
    bytes.write('\0needle\0', 2 * MEGABYTE, 'latin1')
    const path = folder.file('binary.log', bytes)
    const expected = bytes.filter((byte) => byte === 10).length + (bytes.at(-1) === 10 ? 0 : 1)
    const { run } = await pageAt(path, '', { at: 'start' }, 0, 1000)
    assert.equal(run.counts?.total, expected)
    const { stdout } = await sluice('', path)
    assert.ok(stdout.subarray(0, bytes.length).equals(bytes))
    assert.equal((await sluice('-c', 'needle', path)).stdout.toString(), '1\n')
  })

  it('an empty file, and one of a single line end', async () => {
    for (const [content, rows] of [['', 0], ['\n', 1], ['\r\n', 1], ['\ufeff', 0], ['x', 1]] as const) {
      const path = folder.file('tiny.log', content)
      const { page, result, run } = await pageAt(path, '', { at: 'start' }, 0, 10)
      assert.deepEqual([run.counts?.total, page.rows, result.atStart, result.atEnd], [rows, rows, true, true], JSON.stringify(content))
      const end = await pageAt(path, '', { at: 'end' }, -3, 3)
      assert.equal(end.page.rows, rows)
      for (const place of [{ at: 'fraction', value: 1 }, { at: 'fraction', value: 0 }, { at: 'byte', source: 0, offset: 99 }, { at: 'line', source: 0, line: 99 }, { at: 'line', source: 7, line: 1 }] as const) {
        const { page: there } = await pageAt(path, '', place, 0, 3)
        assert.ok(there.rows <= rows)
      }
      assert.equal(statSync(path).size, Buffer.byteLength(content))
    }
  })
})
