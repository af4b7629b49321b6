import { strict as assert } from 'node:assert'
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { ENCODINGS } from '../../src/common/encodings.ts'
import { markOf } from '../../src/engine/bytes/detectEncoding.ts'
import { compileHead } from '../../src/engine/records/formats/heads.ts'
import { formatNamed } from '../../src/engine/records/formats/registry.ts'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import { parse } from '../../src/engine/stages/registry.ts'
import { encode, LABELS } from '../support/encoders.ts'
import { PageWalk } from '../support/pageWalk.ts'
import { fileBytes, pipelines } from '../support/pipelineArbitrary.ts'
import { reference, referenceJson, referenceText, withoutFields } from '../support/reference.ts'
import { openSession, rendered, runToEnd, writeFiles } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'

/** What starts a record of the format. */
const HEAD = '2026-01-05 06:00:00 '
const heads = compileHead(formatNamed('timestamped')!)!
const isHead = (line: Buffer): boolean => heads.test(line, 0, line.length)

const FOREIGN = ['日本語', 'エラー', '错误：连接超时', '오류 연결', 'ошибка', 'Ошибка', 'Übergröße', 'čeština', 'σφάλμα', '😀', '\u0a0a\u0a00', '\ufeff']
const foreign = fc.constantFrom(...FOREIGN)

/** A file in an encoding: text, some of its lines heads; bytes that are no text; perhaps a mark, perhaps cut anywhere. */
const encodedFile = fc
  .record({
    label: fc.oneof(fc.constantFrom('utf-16le', 'utf-16be', 'shift_jis', 'gb18030', 'euc-jp', 'windows-1252'), fc.constantFrom(...LABELS)),
    bytes: fileBytes(40),
    words: fc.array(foreign, { minLength: 1, maxLength: 6 }),
    noise: fc.array(fc.tuple(fc.nat(4000), fc.uint8Array({ minLength: 1, maxLength: 3 })), { maxLength: 3 }),
    every: fc.integer({ min: 0, max: 4 }),
    marked: fc.boolean(),
    cut: fc.nat(30),
  })
  .map(({ label, bytes, words, noise, every, marked, cut }) => {
    let line = 0
    const text = bytes
      .toString('utf8')
      .replace(/(?: |é)/g, (found, at: number) => found + words[at % words.length])
      .replace(/^(?=[^])/gm, () => (every > 0 && line++ % every === every - 1 ? HEAD : ''))
    const parts = [encode(marked ? `\ufeff${text}` : text, label)]
    for (const [at, more] of noise) {
      const whole = Buffer.concat(parts.splice(0))
      const place = whole.length === 0 ? 0 : at % whole.length
      parts.push(whole.subarray(0, place), Buffer.from(more), whole.subarray(place))
    }
    const whole = Buffer.concat(parts)
    return { label, framed: every > 0, bytes: cut < 3 ? whole.subarray(0, Math.max(0, whole.length - cut)) : whole }
  })

const queries = fc.oneof(
  { weight: 3, arbitrary: pipelines },
  { weight: 2, arbitrary: fc.tuple(foreign, fc.constantFrom('', ' | head 3', ' OR timeout', ' | stats count() by raw')).map(([word, end]) => queryOf(`"${word}"${end}`)) },
  { weight: 1, arbitrary: fc.constantFrom('', '/[^\\x00-\\x7f]$/', '/^.{3,9}ü/i', 'NOT /\ufffd/', '* | parse "user=* ms" as u').map(queryOf) },
)

function queryOf(text: string): { text: string; query: ReturnType<typeof parse>['query'] } {
  const { query, diagnostics } = parse(text)
  assert.deepEqual(diagnostics, [])
  return { text, query }
}

const sizes = fc
  .tuple(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 31, max: 1000 })), fc.nat(60), fc.nat(300))
  // Whole code units of UTF-16. Not shorter than a head.
  .map(([block, more, longer]) => ({ blockBytes: 2 * block, reachBytes: 2 * (block + more), maxLineBytes: Math.max(160, 2 * (block + more + longer)) }))

const cases = fc.record({
  file: encodedFile,
  pipeline: queries,
  sizes,
  pages: fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 3 }),
  at: fc.nat(3000),
})

const listener = { progress: () => undefined, sourceChange: () => undefined }

describe('properties: encodings', () => {
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  after(async () => {
    folder.remove()
    await pool.dispose()
  })

  it('have the rows, pages and exports of the file decoded line by line, for any blocks', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ file, pipeline, sizes, pages, at }) => {
        const { name } = ENCODINGS.find(({ label }) => label === file.label)!
        const mark = markOf(file.bytes)
        const skip = mark?.encoding.name === name ? mark.bytes : 0
        const { paths, reference: plain } = writeFiles(folder, [file.bytes])
        const files = plain.map((each) => ({ ...each, skip, encoding: file.label }))
        const { reachBytes, maxLineBytes } = sizes
        const expected = reference(pipeline.query, files, maxLineBytes, file.framed ? { isHead, reachBytes } : undefined)
        const session = await openSession(paths, { sizes, pool, format: file.framed ? 'timestamped' : undefined, encodings: [name], listener })
        try {
          assert.equal(session.sources[0].encoding, name)
          const run = await runToEnd(session, pipeline.text)
          assert.equal(run.counts?.total, expected.rows.length, 'rows counted')
          const text = await rendered(session, run, { format: 'text' })
          assert.equal(text.bytes.toString('latin1'), referenceText(expected).toString('latin1'), 'text')
          const json = await rendered(session, run, { format: 'jsonl' })
          assert.equal(withoutFields(json.bytes.toString(), expected), referenceJson(expected, files), 'jsonl')
          const walk = new PageWalk(session, run, expected)
          await walk.forward(pages)
          await walk.backward(pages)
          await walk.byte(0, at, 10)
          await walk.line(0, at % 50, 10)
          if (!file.framed) await walk.copy(at, pages[0], 500)
        } finally {
          session.close()
          paths.forEach((path) => rmSync(path))
        }
      }),
      { numRuns: 400 },
    )
  }).timeout(120_000)
})
