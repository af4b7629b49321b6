// Pages at random places of a large file whose blocks are all counted: node test/bench/pages.ts [--size 4G] [--fetches 1000] [--json FILE]
// A session in this process over scan workers, as in the engine. Ends with status 1 if a page shows rows that are not those of the file.
import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { MAX_PAGE_ROW_BYTES } from '../../src/common/constants.ts'
import { Page } from '../../src/common/page.ts'
import { Session } from '../../src/engine/session.ts'
import { WorkerPool } from '../../src/process/workerPool.ts'
import { repeatedLog } from './bigLog.ts'
import { machine, parseSize, root, warm } from './support.ts'

const PAGE_ROWS = 200

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '4G' },
    fetches: { type: 'string', default: '1000' },
    json: { type: 'string' },
    /** Delete the file at the end. */
    clean: { type: 'boolean', default: false },
  },
})

interface PageCase {
  readonly name: string
  readonly query: string
  /** What every row of the result holds. */
  readonly expected: RegExp
}

const cases: readonly PageCase[] = [
  { name: 'all rows', query: '', expected: /(?:)/ },
  { name: 'word on most lines', query: 'INFO', expected: /INFO/i },
  { name: 'phrase on some lines of a block', query: '"77 user=bob"', expected: /77 user=bob/ },
  { name: 'rare phrase, a line every few blocks', query: '"7777 user="', expected: /7777 user=/ },
  { name: 'rare regex', query: '/request=\\d*7777 /', expected: /request=\d*7777 / },
  { name: 'rare phrase, parsed', query: '"7777 user=" | parse "took *ms" as ms', expected: /7777 user=/ },
]

interface PageFigures {
  readonly name: string
  readonly query: string
  readonly rows: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
  readonly worst: number
}

/** A generator of numbers in [0, 1), the same every time (a linear congruence; nothing hangs on its quality). */
function places(): () => number {
  let state = 1
  return () => (state = (state * 16807) % 2147483647) / 2147483647
}

/** Throws if a row of the page is not what the file has at its place, up to the end of a line, or does not belong into the result. */
function check(page: Page, fd: number, expected: RegExp): void {
  const bytes = Buffer.alloc(2 * MAX_PAGE_ROW_BYTES)
  for (let row = 0; row < page.rows; row++) {
    const shown = page.cell(row, 0) ?? ''
    const length = Buffer.byteLength(shown)
    readSync(fd, bytes, 0, length + 1, page.offset[row])
    const text = bytes.toString('utf8', 0, length)
    if (shown !== text || bytes[length] !== 10 || !expected.test(text)) {
      throw new Error(`at byte ${page.offset[row]}: ${JSON.stringify(shown)} instead of ${JSON.stringify(text)}`)
    }
    if (row > 0 && (page.offset[row] <= page.offset[row - 1] || page.line[row] <= page.line[row - 1])) throw new Error('rows out of order')
  }
}

async function measure(session: Session, { name, query, expected }: PageCase, fd: number): Promise<PageFigures> {
  const run = session.prepare(query)
  const started = performance.now()
  await run.execute()
  if (run.error) throw run.error
  const seconds = (performance.now() - started) / 1000
  const rows = run.counts?.total ?? 0
  const next = places()
  const times: number[] = []
  for (let i = 0; i < Number(values.fetches); i++) {
    const value = next()
    const from = performance.now()
    const { page: buffer, ordinal } = await session.fetch({ run: run.id, from: { at: 'fraction', value }, skip: 0, count: PAGE_ROWS })
    times.push(performance.now() - from)
    const page = new Page(buffer)
    if (page.rows === 0 || page.rows > Math.min(PAGE_ROWS, rows - ordinal)) throw new Error(`${page.rows} rows at ${ordinal} of ${rows}`)
    check(page, fd, expected)
  }
  times.sort((a, b) => a - b)
  const at = (part: number): number => times[Math.min(times.length - 1, Math.floor(part * times.length))]
  return { name, query, rows, seconds, p50: at(0.5), p99: at(0.99), worst: times[times.length - 1] }
}

const file = repeatedLog(parseSize(values.size))
warm(file)
const script = pathToFileURL(path.join(root, 'dist', 'worker.js'))
const pool = new WorkerPool({ script, threads: 2, testLimit: 60_000, readLimit: 60_000 })
const listener = { progress: () => undefined, sourceChange: () => undefined }
const session = await Session.open([file], { id: 1, pool, listener })
const fd = openSync(file, 'r')
const results: PageFigures[] = []
console.log(`${machine()}\npages of ${PAGE_ROWS} rows at ${values.fetches} random places of ${values.size}; aim: p50 5 ms, p99 25 ms\n`)
console.log(`${'result'.padEnd(40)} ${'rows'.padStart(10)} ${'pass'.padStart(8)} ${'p50'.padStart(8)} ${'p99'.padStart(8)} ${'worst'.padStart(8)}`)
try {
  for (const each of cases) {
    const figures = await measure(session, each, fd)
    results.push(figures)
    const [p50, p99, worst] = [figures.p50, figures.p99, figures.worst].map((ms) => `${ms.toFixed(2).padStart(6)}ms`)
    console.log(`${each.name.padEnd(40)} ${String(figures.rows).padStart(10)} ${figures.seconds.toFixed(2).padStart(7)}s ${p50} ${p99} ${worst}`)
  }
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  session.close()
  await pool.dispose()
  closeSync(fd)
  if (values.clean) rmSync(file, { force: true })
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine: machine(), pages: results }, undefined, 2)}\n`)
