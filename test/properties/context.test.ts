/** Rows around rows, and rows by their lines, are those of a plain twin, however blocks lie, files are merged, and passes before have left blocks out. */
import { strict as assert } from 'node:assert'
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import type { ScannerPool } from '../../src/engine/results/pool.ts'
import { parse } from '../../src/engine/stages/registry.ts'
import { blockSizes } from '../support/pipelineArbitrary.ts'
import { reference, referenceJson, referenceText, withoutFields } from '../support/reference.ts'
import { openSession, rendered, runToEnd, writeFiles } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import { workerPool } from '../support/workers.ts'

const HEAD = '2026-01-05 06:00:'
const isHead = (line: Buffer): boolean => line.subarray(0, HEAD.length).equals(Buffer.from(HEAD))
const timeOf = (text: string): number => (text.startsWith(HEAD) ? Date.parse(`${text.slice(0, HEAD.length + 2)}Z`) : NaN)

/** Long runs without a match between them, records of several lines, stamps that go back. */
const file = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.tuple(fc.nat(59), fc.constantFrom('ok', 'ok', 'ok', 'user=ann ok', '')).map(([second, text]) => `${HEAD}${String(second).padStart(2, '0')} ${text}`) },
      { weight: 1, arbitrary: fc.tuple(fc.nat(59), fc.constantFrom('error', 'error user=bob', 'warn error')).map(([second, text]) => `${HEAD}${String(second).padStart(2, '0')} ${text}`) },
      { weight: 2, arbitrary: fc.constantFrom('  at line', '', '  error below', `  ${'x'.repeat(90)}`) },
    ),
    { maxLength: 120 },
  )
  .map((lines) => Buffer.from(lines.map((line) => `${line}\n`).join('')))

const rows = fc.oneof({ weight: 4, arbitrary: fc.nat(4) }, { weight: 2, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.integer({ min: 99, max: 1000 }) })
const range = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.option(fc.nat(50), { nil: undefined })).map(([from, more]) => `lines ${from}..${more === undefined ? '' : from + more}`)
const filter = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('search error', 'search NOT ok', 'where user = "ann"', 'regex /error/', 'search warn OR bob') }, { weight: 1, arbitrary: range })
const transform = fc.constantFrom('parse "user=* " as user', 'replace /o/ with "0"', 'eval size = len(raw)', 'rename user as who', 'eval match = 1')
const behind = fc.oneof(fc.constantFrom('where match = "true"', 'search match=false', 'head 3', 'head 20', 'tail 4', 'stats count() by match', 'search error', 'fields raw, match', 'parse ":* " as second'), range)

const cases = fc.record({
  files: fc.oneof({ weight: 2, arbitrary: fc.tuple(file) }, { weight: 1, arbitrary: fc.array(file, { minLength: 2, maxLength: 3 }) }),
  sizes: blockSizes,
  reach: fc.nat(200),
  everyLine: fc.boolean(),
  first: fc.constantFrom('', 'error', 'error', 'user'),
  before: fc.array(fc.oneof({ weight: 2, arbitrary: filter }, { weight: 1, arbitrary: transform }), { maxLength: 3 }),
  around: fc.oneof({ weight: 5, arbitrary: fc.tuple(rows, rows).map(([before, after]) => [`context before=${before} after=${after}`]) }, { weight: 1, arbitrary: fc.constant<string[]>([]) }),
  behind: fc.array(behind, { maxLength: 2 }),
  /** What of the query runs before all of it does, so that some blocks are known. */
  known: fc.constantFrom('nothing', 'everything', 'less'),
})
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

describe('properties: rows around rows', () => {
  const folder = new TemporaryFolder()
  const inline = inlinePool()
  after(async () => {
    folder.remove()
    await inline.dispose()
  })

  async function check({ files, sizes: { blockBytes, maxLineBytes }, reach, everyLine, first, before, around, behind: later, known }: Case, pool: ScannerPool): Promise<void> {
    const text = [first, ...before, ...around, ...later].join(' | ')
    const parsed = parse(text)
    // A stage for lines behind a table.
    if (parsed.diagnostics.length > 0) return
    const reachBytes = blockBytes + reach
    const sizes = { blockBytes, reachBytes, maxLineBytes: Math.max(maxLineBytes, reachBytes) }
    const { paths, reference: plain } = writeFiles(folder, files)
    const expected = reference(parsed.query, plain, sizes.maxLineBytes, everyLine ? { isHead: () => true, reachBytes: 0, timeOf } : { isHead, reachBytes, timeOf })
    const session = await openSession(paths, { sizes, pool, format: 'timestamped', everyLine })
    try {
      if (known === 'everything') await runToEnd(session, '')
      if (known === 'less') await runToEnd(session, first)
      const run = await runToEnd(session, text)
      assert.equal(run.state, 'done', run.error?.message)
      assert.equal(run.counts?.total, expected.rows.length, text)
      assert.deepEqual(run.plan.columns.names, expected.columns)
      run.progress(1).stages.forEach((stage, i) => {
        if (stage.outExact) assert.equal(stage.rowsOut, expected.stages[i][1], `rows out of stage ${i} of ${text}`)
        else assert.ok(stage.rowsOut <= expected.stages[i][1], `rows out of stage ${i} of ${text}`)
      })
      const numbered = await rendered(session, run, { format: 'text', numbered: true })
      assert.equal(numbered.bytes.toString('latin1'), referenceText(expected, true).toString('latin1'), text)
      const json = await rendered(session, run, { format: 'jsonl' })
      assert.equal(withoutFields(json.bytes.toString(), expected), referenceJson(expected, plain), text)
    } finally {
      session.close()
      for (const path of paths) rmSync(path)
    }
  }

  it('are those of the plain twin, for any blocks', async () => {
    await fc.assert(
      fc.asyncProperty(cases, (each) => check(each, inline)),
      { numRuns: 500 },
    )
  }).timeout(120_000)

  it('are those of the plain twin, on several threads', async () => {
    const threads = workerPool(3)
    try {
      await fc.assert(
        fc.asyncProperty(cases, (each) => check(each, threads)),
        { numRuns: 80 },
      )
    } finally {
      await threads.dispose()
    }
  }).timeout(120_000)
})
