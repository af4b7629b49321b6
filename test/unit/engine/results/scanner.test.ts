import { strict as assert } from 'node:assert'
import { Page } from '../../../../src/common/page.ts'
import { Transfer, type CallContext, type Handlers } from '../../../../src/common/rpc.ts'
import { makePlan } from '../../../../src/engine/results/plan.ts'
import { RowPlaces } from '../../../../src/engine/results/rowPlaces.ts'
import { createScanner } from '../../../../src/engine/results/scanner.ts'
import { Cancel, type ProgramSpec, type ScannerApi } from '../../../../src/engine/results/scannerApi.ts'
import { WorkerState, WorkerStatus } from '../../../../src/engine/results/workerStatus.ts'
import { parseOrThrow } from '../../../../src/engine/stages/registry.ts'
import { MemoryFile } from '../../../support/memoryFile.ts'

const context: CallContext = { signal: new AbortController().signal }
const sizes = { blockBytes: 16, maxLineBytes: 64 }

/** A scanner with one program over files in memory. */
function setUp(query: string, ...texts: string[]) {
  const files = texts.map((text) => new MemoryFile(Buffer.from(text)))
  const status = new WorkerStatus()
  const scanner: Handlers<ScannerApi> = createScanner(status, (spec) => files[Number(spec.path)])
  const spec: ProgramSpec = {
    program: 7,
    sources: files.map((file, i) => ({ path: String(i), name: `${i}.log`, size: file.size, skip: 0, file: { device: 0n, inode: 0n } })),
    plan: makePlan(parseOrThrow(query)),
    sizes,
    cancel: new Int32Array(new SharedArrayBuffer(4)),
  }
  void scanner.load(spec, context)
  // As they come out of a channel: what is moved is unwrapped.
  const call = async <K extends keyof ScannerApi>(method: K, params: Omit<Parameters<ScannerApi[K]>[0], 'program'>) => {
    const value: unknown = await (scanner[method] as (params: unknown, context: CallContext) => unknown)({ program: 7, ...params }, context)
    return (value instanceof Transfer ? value.value : value) as Awaited<ReturnType<ScannerApi[K]>>
  }
  return { files, status, spec, call }
}

describe('engine/results/scanner', () => {
  it('counts rows and lines of blocks, and rows out of every stage', async () => {
    const { call } = setUp('a | search b', 'ab\nbb\nab\na\nx\nab\nab\n', 'ab\n')
    const result = await call('scan', { segment: 0, from: 0, to: 3, lines: true })
    assert.deepEqual([[...result.rows], [...result.lines], [...result.out]], [[3, 1, 1], [6, 1, 1], [6, 5]])
    assert.ok(result.bytes >= 22)
    const again = await call('scan', { segment: 0, from: 2, to: 3, lines: false })
    assert.deepEqual([[...again.rows], [...again.lines], [...again.out]], [[1], [], [1, 1]], 'since the last call')
  })

  it('gives rows as pages with the numbers they have', async () => {
    const { call } = setUp('a', 'a1\nbb\na2\na3\nbbb\na4\n')
    const wants = [
      { block: 0, from: 1, count: 2, linesAbove: 0, linesExact: true },
      { block: 1, from: 0, count: 1, linesAbove: 5, linesExact: true },
    ]
    const { page: buffer, truncated } = await call('page', { wants, columns: ['raw'] })
    const page = new Page(buffer)
    assert.deepEqual([truncated, page.rows, page.cell(0, 0), page.cell(1, 0), page.cell(2, 0)], [false, 3, 'a2', 'a3', 'a4'])
    assert.deepEqual([[...page.line], [...page.offset], [...page.row], [...page.block]], [[3, 4, 6], [6, 9, 16], [1, 2, 0], [0, 0, 1]])
  })

  it('notes where the rows of sparse blocks are, and makes pages of just these rows', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => (i % 13 === 5 ? `row ${i} ${'x'.repeat(100)}` : 'other'))
    const { call, files } = setUp('row', `${lines.join('\n')}\n`)
    const blocks = Math.ceil(files[0].size / 16)
    const { rows, places = new Uint32Array() } = await call('scan', { segment: 0, from: 0, to: blocks, lines: false, places: true })
    const kept = new RowPlaces(blocks)
    kept.add(0, places)
    const found = [...rows.keys()].filter((block) => rows[block] > 0)
    const wants = found.map((block) => ({ block, from: 0, count: 1, linesAbove: 0, linesExact: true, places: kept.of(block, 0, 1) }))
    assert.deepEqual(wants.map((want) => want.places?.length), [undefined, undefined, undefined], 'lines that are cut are not among them')

    const short = setUp('row', `${lines.map((line) => line.slice(0, 20)).join('\n')}\n`)
    const shortBlocks = Math.ceil(short.files[0].size / 16)
    const scanned = await short.call('scan', { segment: 0, from: 0, to: shortBlocks, lines: true, places: true })
    const shortPlaces = new RowPlaces(shortBlocks)
    shortPlaces.add(0, scanned.places ?? new Uint32Array())
    let linesAbove = 0
    const shortWants = [...scanned.rows.keys()].flatMap((block) => {
      const want = { block, from: 0, count: scanned.rows[block], linesAbove, linesExact: true, places: shortPlaces.of(block, 0, scanned.rows[block]) }
      linesAbove += scanned.lines[block]
      return want.count > 0 ? [want] : []
    })
    short.files[0].bytesRead = 0
    const page = new Page((await short.call('page', { wants: shortWants, columns: ['raw'] })).page)
    assert.deepEqual([...Array(page.rows).keys()].map((row) => [page.line[row], page.cell(row, 0)]), [5, 18, 31].map((i) => [i + 1, lines[i].slice(0, 20)]))
    assert.ok(short.files[0].bytesRead <= 3 * 21, `${short.files[0].bytesRead} bytes were read`)
  })

  it('reads the block where a row is not at its place any more', async () => {
    const { call } = setUp('row', 'one\nrow two\nthree\n')
    for (const place of [{ at: 3, bytes: 7, line: 0 }, { at: 0, bytes: 3, line: 0 }, { at: 12, bytes: 70, line: 0 }]) {
      const wants = [{ block: 0, from: 0, count: 1, linesAbove: 0, linesExact: true, places: [place] }]
      const page = new Page((await call('page', { wants, columns: ['raw'] })).page)
      assert.deepEqual([page.rows, page.cell(0, 0), page.line[0], page.offset[0]], [1, 'row two', 2, 4])
    }
  })

  it('tells how many rows of a block start before a byte', async () => {
    const { call } = setUp('a', 'a1\nb\na2\na3\n', 'a4\n')
    const before = async (block: number, source: number, offset: number) => (await call('rowsBefore', { block, source, offset })).rows
    assert.deepEqual([await before(0, 0, 0), await before(0, 0, 1), await before(0, 0, 5), await before(0, 0, 6), await before(0, 0, 99)], [0, 1, 1, 2, 3])
    assert.deepEqual([await before(1, 0, 99), await before(1, 1, 99)], [0, 1], 'of the source only')
  })

  it('tells where a line starts, and counts lines', async () => {
    const { call } = setUp('', 'one\ntwo\nthree\nfour\nfive\n')
    assert.equal((await call('lineOffset', { block: 0, line: 2 })).offset, 8)
    assert.deepEqual([...(await call('countLines', { from: 0, to: 2 })).lines], [4, 1])
  })

  it('gives the bytes of a long line piece by piece', async () => {
    const text = `${'x'.repeat(200)}\r\nnext`
    const { call } = setUp('', text)
    const { bytes, done } = await call('longLine', { source: 0, offset: 0 })
    assert.deepEqual([Buffer.from(bytes).toString(), done], [text.slice(0, 202), true])
    const end = await call('longLine', { source: 0, offset: 202 })
    assert.deepEqual([Buffer.from(end.bytes).toString(), end.done], ['next', true])
  })

  it('adds up an aggregate until it is collected, and says of how many rows it is', async () => {
    const { call } = setUp('| stats count() by raw', 'a\nb\na\n')
    await call('scan', { segment: 0, from: 0, to: 1, lines: false })
    assert.equal((await call('collect', { segment: 0 })).rows, 3)
    assert.equal((await call('collect', { segment: 0 })).rows, 0)
  })

  it('does not add up what is only looked at', async () => {
    const { call } = setUp('| stats count() by raw', 'a\nb\na\n')
    await call('count', { segment: 0, from: 0, to: 1 })
    assert.equal((await call('collect', { segment: 0 })).rows, 0)
  })

  it('stops a pass that was stopped, and nothing else', async () => {
    const { call, spec } = setUp('', 'a\nb\n')
    Atomics.store(spec.cancel, 0, Cancel.Pass)
    await assert.rejects(call('scan', { segment: 0, from: 0, to: 1, lines: false }), { code: 'cancelled' })
    assert.deepEqual([...(await call('count', { segment: 0, from: 0, to: 1 })).rows], [2])
    Atomics.store(spec.cancel, 0, Cancel.All)
    await assert.rejects(call('count', { segment: 0, from: 0, to: 1 }), { code: 'cancelled' })
  })

  it('knows nothing of a program that was dropped, and closes its files', async () => {
    const { call, files } = setUp('', 'a\nb\n')
    await call('count', { segment: 0, from: 0, to: 1 })
    await call('drop', {})
    assert.equal(files[0].closed, true)
    await assert.rejects(call('count', { segment: 0, from: 0, to: 1 }), { code: 'outdated' })
    await call('drop', {})
  })

  it('tells the watchdog where it is', async () => {
    const { call, status, files } = setUp('/a+b/', 'aab\n')
    const seen = new Set<number>()
    files[0].onRead = () => seen.add(status.state)
    assert.equal(status.state, WorkerState.Idle)
    await call('scan', { segment: 0, from: 0, to: 1, lines: false })
    assert.deepEqual([status.state, [...seen], status.program, status.stage, status.row], [WorkerState.Idle, [WorkerState.Reading], 7, 0, { source: 0, offset: 0 }])
    files[0].bytes = new Uint8Array()
    await assert.rejects(call('scan', { segment: 0, from: 0, to: 1, lines: false }), { code: 'changed' })
    assert.equal(status.state, WorkerState.Idle, 'also after a failure')
  })
})
