import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { StreamSource, WindowError } from '../../src/engine/bytes/packed/streamSource.ts'
import type { PlainChunks } from '../../src/engine/bytes/packed/packedFile.ts'
import type { Content } from '../../src/engine/bytes/packed/unpack.ts'
import type { StreamTotals } from '../../src/engine/rangeOutput.ts'
import { fieldsOf } from '../../src/engine/results/export/fields.ts'
import { makePlan } from '../../src/engine/results/plan.ts'
import { parseOrThrow } from '../../src/engine/stages/registry.ts'
import { isStreamable, streamPass, type StreamOptions } from '../../src/engine/streamPass.ts'
import { openSession, rendered, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'

const line = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('2024-05-01 12:00:00 ERROR user=ann took 12ms', '2024-05-01 12:00:01 INFO user=bob took 7ms') },
  { weight: 3, arbitrary: fc.constantFrom('  at Main.run(Main.java:7)', '', 'Error', 'x') },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3000 }).map((length) => 'y'.repeat(length)) },
)
const text = fc.tuple(fc.array(line, { maxLength: 120 }), fc.boolean(), fc.constantFrom('\n', '\r\n')).map(
  ([lines, ended, end]) => Buffer.from(lines.join(end) + (ended && lines.length > 0 ? end : '')),
)
const sizes = fc
  .tuple(fc.integer({ min: 1, max: 300 }), fc.nat(200), fc.nat(500))
  .map(([blockBytes, reach, line]) => ({ blockBytes, reachBytes: blockBytes + reach, maxLineBytes: blockBytes + reach + line }))
const queries = [
  '', 'error', 'NOT error', 'ann OR at', '/took \\d+ms/', '| parse "user=* took *ms" as user, ms | fields line, user',
  '| stats count()', 'error | parse "user=* " as user | stats count() by user', '| stats count() by nope | search nope:*',
  'line>5', 'error | where line % 3 = 0 | eval n = line * 2 | fields line, n', '| where line < 40 | stats max(line), sum(line) by source',
]

function contentOf(bytes: Buffer, chunks: readonly number[]): Content {
  async function* plain(): PlainChunks {
    for (let at = 0, i = 0; at < bytes.length; i++) {
      const end = at + 1 + (chunks[i % chunks.length] ?? 0)
      yield Buffer.from(bytes.subarray(at, end))
      at = end
    }
    return undefined
  }
  return { name: 'a.log', chunks: plain(), fraction: () => 0, close: async () => undefined }
}

describe('properties: a pass over a stream', function () {
  this.timeout(60_000)
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  async function pass(
    contents: readonly Buffer[],
    chunks: readonly number[],
    options: Omit<StreamOptions, 'write' | 'warn'>,
    formatName: string,
    limit?: number,
  ): Promise<{ output: string; warnings: string[]; totals: StreamTotals }> {
    const parts: Buffer[] = []
    const warnings: string[] = []
    const files = contents.map((bytes, i) => ({
      source: new StreamSource(contentOf(bytes, chunks), { partBytes: 64, limit }),
      spec: { path: 'a.log', name: `${i}.log`, size: 0, skip: 0, format: formatName },
    }))
    const write = async (bytes: Uint8Array): Promise<void> => void parts.push(Buffer.from(bytes))
    const fields = fieldsOf(files.map(({ spec }) => spec), contents.map((bytes) => [bytes]))
    const totals = await streamPass(files, { ...options, fields, write, warn: (message) => warnings.push(message) })
    return { output: Buffer.concat(parts).toString(), warnings, totals }
  }

  it('gives what a session over the same content gives', async () => {
    const contents = fc.array(text, { minLength: 1, maxLength: 2 })
    const how = fc.record({ everyLine: fc.boolean(), format: fc.constantFrom(undefined, 'text', 'jsonl', 'csv'), numbered: fc.boolean() } as const)
    const chunks = fc.array(fc.nat(2000), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(contents, sizes, chunks, fc.constantFrom(...queries), how, async (files, size, cuts, query, { everyLine, format, numbered }) => {
        const formatName = everyLine ? 'plain' : 'timestamped'
        const plan = makePlan(parseOrThrow(query))
        assert.ok(isStreamable(plan))
        const found = await pass(files, cuts, { plan, everyLine, format, numbered: numbered && format === 'text', countLines: true, sizes: size }, formatName)
        const paths = files.map((bytes, i) => folder.file(`${i}.log`, bytes))
        const session = await openSession(paths, { sizes: size, format: formatName, merge: false })
        const run = await runToEnd(session, query)
        const rows = run.counts?.total ?? 0
        const expected = format === undefined ? `${rows}\n` : (await rendered(session, run, { format, numbered: numbered && format === 'text' })).bytes.toString()
        session.close()
        assert.equal(found.output, expected)
        assert.equal(found.totals.rows, rows)
        if (plan.segments.length === 1) {
          assert.equal(found.totals.lines, files.reduce((sum, bytes) => sum + bytes.toString().split('\n').length - (bytes.length === 0 || bytes.at(-1) === 10 ? 1 : 0), 0))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('says which field no row has', async () => {
    const plan = makePlan(parseOrThrow('| stats count() by nope'))
    const { warnings } = await pass([Buffer.from('a\n')], [10], { plan, everyLine: true, format: 'text', numbered: false, countLines: false }, 'plain')
    assert.deepEqual(warnings, ["No row that was read has the field 'nope'."])
  })

  it('gives up where a line is longer than its window', async () => {
    const plan = makePlan(parseOrThrow('y'))
    const options = { plan, everyLine: true, format: undefined, numbered: false, countLines: false }
    const long = [Buffer.from(`${'y'.repeat(600_000)}\n`)]
    await assert.rejects(pass(long, [1000], options, 'plain', 400_000), WindowError)
    assert.equal((await pass(long, [1000], options, 'plain', 700_000)).output, '1\n')
  })

  it('is not for queries that find rows again, or need all of them', () => {
    for (const query of ['| head 3', '| tail 3', '| stats count() | head 1', 'a | head 3 | stats count()', 'a | context 2', '| lines 3..5 | stats count()']) {
      assert.equal(isStreamable(makePlan(parseOrThrow(query))), false, query)
    }
  })
})
