/** Files whose stamps have no year are merged by the years that they were written in, over New Years too. */
import { strict as assert } from 'node:assert'
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { Page } from '../../src/common/page.ts'
import { MONTH_NAMES } from '../../src/engine/records/time/layout.ts'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import type { Run } from '../../src/engine/run.ts'
import { Session } from '../../src/engine/session.ts'
import type { WorkerPool } from '../../src/process/workerPool.ts'
import { plainMerge } from '../support/plainMerge.ts'
import { rendered, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import { workerPool } from '../support/workers.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NEW_YEAR = Date.UTC(2024, 0, 1)

/** Nothing is further from the line above than tells a New Year, nor later than a line may be. */
const GAP = 150 * DAY
const LATE = 20 * HOUR

interface Line {
  /** NaN: it is before all heads. */
  readonly time: number
  readonly text: string
}

const step = fc.record({
  on: fc.oneof({ weight: 3, arbitrary: fc.nat(90) }, { weight: 2, arbitrary: fc.nat((2 * DAY) / 1000) }, { weight: 1, arbitrary: fc.nat(GAP / 1000 - LATE / 500) }),
  late: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(LATE / 1000) }),
  more: fc.oneof({ weight: 4, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constant('  more\n') }),
})

/** A log that begins not long before some New Year, or goes on from one that does; `behind`: days from its last line to when it was last changed. */
const file = fc.record({ years: fc.integer({ min: -2, max: 1 }), before: fc.integer({ min: -10, max: 20 }), steps: fc.array(step, { minLength: 1, maxLength: 25 }), begins: fc.boolean(), behind: fc.nat(4) })

const stamp = (time: number): string => {
  const iso = new Date(time).toISOString()
  return `${MONTH_NAMES[Number(iso.slice(5, 7)) - 1]} ${iso.slice(8, 10).replace(/^0/, ' ')} ${iso.slice(11, 19)}`
}

function linesOf({ years, before, steps, begins }: typeof file extends fc.Arbitrary<infer T> ? T : never, source: number): Line[] {
  let time = NEW_YEAR + Math.round(years * 365.25) * DAY - before * DAY
  const lines = steps.map(({ on, late, more }, i) => {
    time += 1000 * on
    const at = time - 1000 * late
    return { time: at, text: `${stamp(at)} web app[${source}]: ${i}\n${more}` }
  })
  return begins ? [{ time: NaN, text: `  the end of what was before ${source}\n` }, ...lines] : lines
}

describe('properties: merged files whose stamps have no year', function () {
  this.timeout(60_000)
  const folder = new TemporaryFolder()
  const inline = inlinePool()
  const { now } = performance
  let threads: WorkerPool
  before(() => {
    threads = workerPool(2)
    // Pages are as full as they can be in the time that they may take.
    performance.now = () => 0
  })
  after(async () => {
    performance.now = now
    await inline.dispose()
    await threads.dispose()
    folder.remove()
  })
  let number = 0

  async function pages(session: Session, run: Run, count: number): Promise<[number, number][]> {
    const seen: [number, number][] = []
    for (let result = await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count }); ; ) {
      const page = new Page(result.page)
      for (let i = 0; i < page.rows; i++) seen.push([page.source[i], page.offset[i]])
      if (result.atEnd) return seen
      const last = page.rows - 1
      const next = last < 0 ? result.resume! : { from: { at: 'row', block: page.block[last], row: page.row[last] } as const, skip: 1 }
      result = await session.fetch({ run: run.id, ...next, count })
    }
  }

  for (const where of ['one thread', 'several'] as const) {
    it(`come in the order of their times, in ${where}`, async () => {
      let crossing = 0
      await fc.assert(
        fc.asyncProperty(fc.array(file, { minLength: 2, maxLength: 4 }), fc.integer({ min: 64, max: 700 }), fc.integer({ min: 1, max: 12 }), fc.nat(20), async (files, blockBytes, count, some) => {
          const contents = files.map(linesOf)
          const paths = contents.map((lines) => folder.file(`${number++}.log`, lines.map(({ text }) => text).join('')))
          const formats = contents.map((lines, i) => {
            const changed = Math.max(...lines.flatMap(({ time }) => (Number.isNaN(time) ? [] : [time]))) + files[i].behind * DAY
            return `syslog until=${new Date(changed).toISOString().slice(0, 10)}`
          })
          const rows = contents.flatMap((lines, source) => {
            let offset = 0
            return lines.map(({ time, text }) => ({ source, time, text, offset: (offset += text.length) - text.length }))
          })
          const expected = plainMerge(rows)
          if (new Set(rows.flatMap(({ time }) => (Number.isNaN(time) ? [] : [new Date(time).getUTCFullYear()]))).size > 1) crossing++
          const texts = (of: readonly Line[]): string => of.map(({ text }) => text).join('')
          const listener = { progress: () => undefined, sourceChange: () => undefined }
          const options = { id: 1, formats, sizes: { blockBytes, maxLineBytes: 4096, reachBytes: 4096 }, pool: where === 'several' ? threads : inline }
          const inShell = await Session.open(paths, options)
          const inPanel = await Session.open(paths, { ...options, listener })
          try {
            const written = async (query: string, counted: boolean): Promise<string> => {
              const run = inShell.prepare(query)
              await run.execute(counted)
              if (run.error) throw run.error
              return (await rendered(inShell, run, { format: 'text' })).bytes.toString()
            }
            assert.equal(await written(`| head ${some + 1}`, false), texts(expected.slice(0, some + 1)), 'head')
            assert.equal(await written('', false), texts(expected))
            assert.equal(await written(`| tail ${some + 1}`, true), texts(expected.slice(-some - 1)), 'tail')
            const run = await runToEnd(inPanel, '')
            assert.deepEqual(await pages(inPanel, run, count), expected.map(({ source, offset }) => [source, offset]), 'pages')
            const middle = expected[Math.floor(expected.length / 2)].time
            if (!Number.isNaN(middle)) {
              const from = await runToEnd(inPanel, `time>=${new Date(middle).toISOString().slice(0, 19)}`)
              assert.deepEqual(await pages(inPanel, from, count), expected.filter(({ time }) => time >= middle).map(({ source, offset }) => [source, offset]), 'by time')
            }
          } finally {
            inShell.close()
            inPanel.close()
            paths.forEach((path) => rmSync(path))
          }
        }),
        { numRuns: where === 'several' ? 40 : 120 },
      )
      assert.ok(crossing > 20, `only ${crossing} over a New Year`)
    })
  }
})
