import { strict as assert } from 'node:assert'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import fc from 'fast-check'
import type { ScriptAccess } from '../../../../../src/common/protocol.ts'
import { SluiceError } from '../../../../../src/common/errors.ts'
import { openSession, rendered, runToEnd } from '../../../../support/sessions.ts'
import { TemporaryFolder } from '../../../../support/temporary.ts'

describe('scripts', () => {
  const folder = new TemporaryFolder()
  const access: ScriptAccess = { folders: [folder.path] }
  after(() => folder.remove())
  let files = 0

  const run = async (script: string, lines: readonly string[], behind = '', blockBytes = 64, from = access): Promise<string[]> => {
    const number = ++files
    folder.file(`${number}.mjs`, script)
    const session = await openSession([folder.file(`${number}.log`, lines.map((line) => `${line}\n`).join(''))], { sizes: { blockBytes, maxLineBytes: 1024 * 1024 } })
    try {
      const result = await runToEnd(session, `| script "./${number}.mjs"${behind}`, true, from)
      return (await rendered(session, result, { format: 'text' })).bytes.toString().split('\n').slice(0, -1)
    } finally {
      session.close()
    }
  }
  const failure = async (script: string, lines: readonly string[], from = access): Promise<SluiceError> => {
    const error = await run(script, lines, '', 64, from).then(() => undefined, (thrown: unknown) => thrown)
    assert.ok(error instanceof SluiceError)
    return error
  }

  const numbers = Array.from({ length: 400 }, (_, i) => `row ${i}`)

  it('keep the rows of records that they give, also of ones long past and in another order', async () => {
    const given = await run('export default function* (records) { const all = [...records]; for (const r of all) r.n = r.line; yield* all.reverse() }', numbers, ' | fields line, n, raw')
    assert.deepEqual(given, numbers.map((row, i) => `${i + 1}\t${i + 1}\t${row}`).reverse())
  }).timeout(60_000)

  it('change texts and fields, take fields away, and give rows of their own', async () => {
    const script = 'export default async function* (records, args) { for await (const r of records) { r.raw = r.raw.toUpperCase(); r.a = undefined; r.b = { c: [r.a] }; yield r; yield { raw: "own", b: true } } }'
    assert.deepEqual(await run(`${script}`, ['x', 'y'], ' | fields raw, b'), ['X\t{"c":[null]}', 'own\ttrue', 'Y\t{"c":[null]}', 'own\ttrue'])
  }).timeout(60_000)

  it('read no more than they ask for, and clean up when no more is wanted', async () => {
    const mark = folder.join('ended')
    const script = `import { writeFileSync } from 'node:fs'\nexport default function* (records) { let n = 0; try { for (const r of records) { n++; yield r } } finally { writeFileSync(${JSON.stringify(mark)}, String(n)) } }`
    assert.deepEqual(await run(script, numbers, ' | head 3'), numbers.slice(0, 3))
    assert.ok(existsSync(mark))
    assert.ok(Number(readFileSync(mark, 'utf8')) < numbers.length)
  }).timeout(60_000)

  it('give what the same in one piece gives, with both scopes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ minLength: 1, maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, '.')), { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 4 }), async (lines, every) => {
        const body = `export default function* (records) { for (const r of records) { if (r.raw.length % ${every}) continue; r.n = r.raw.length; yield r } }`
        const expected = lines.filter((line) => line.length % every === 0).map((line) => `${line.length}\t${line}`)
        assert.deepEqual(await run(body, lines, ' | fields n, raw', 16), expected)
        assert.deepEqual(await run(`export const scope = "record"\n${body}`, lines, ' | fields n, raw', 16), expected)
      }),
      { numRuns: 6 },
    )
  }).timeout(120_000)

  it('say where they failed, and at which record', async () => {
    const thrown = await failure('export default function* (records) {\n  for (const r of records) {\n    if (r.line === 3) r.x.y\n    yield r\n  }\n}\n', numbers)
    assert.equal(thrown.code, 'script')
    assert.match(thrown.message, /^\.\/\d+\.mjs:3:\d+: TypeError: .* The record was line 3 of \d+\.log: row 2$/)
    assert.deepEqual([(thrown.details as { stage: number }).stage, (thrown.details as { place: { line: number } }).place.line], [1, 3])
    assert.match((await failure('export default function* (records) {\n  yield 1 }}\n', numbers)).message, /\.mjs:2:12: SyntaxError/)
    assert.match((await failure('export default function* (records) { yield 5 }', numbers)).message, /expected a record or an object to be yielded, not a number/)
    assert.match((await failure('export const scope = "record"\nexport default function* (records) { for (const r of records) yield {} }', numbers)).message, /scope "record" to yield records that it was given/)
    assert.match((await failure('export const a = 1', numbers)).message, /expected a default export/)
    assert.match((await failure('export default function* () { process.exit(3) }', numbers)).message, /process\.exit\(3\) was called/)
  }).timeout(60_000)

  it('are not looked at where they are not allowed, and never outside of their folders', async () => {
    assert.match((await failure('', numbers, { folders: [folder.path], refusal: 'Not trusted.' })).message, /^Not trusted\.$/)
    assert.match((await failure('', numbers, { folders: [] })).message, /there is none/)
    const other = new TemporaryFolder()
    symlinkSync(other.file('out.mjs', 'export default function* () {}'), folder.join('link.mjs'))
    const session = await openSession([folder.file('a.log', 'a\n')])
    for (const path of ['./link.mjs', other.join('out.mjs')]) assert.throws(() => session.prepare(`| script "${path}"`, access), /outside of/)
    assert.throws(() => session.prepare('| script "./none.mjs"', access), /There is no script .*none\.mjs/)
    assert.throws(() => session.prepare('| script "./link.mjs"'), /not allowed/)
    session.close()
    other.remove()
  })
})
