import { strict as assert } from 'node:assert'
import { SluiceError } from '../../../../../src/common/errors.ts'
import type { PackedRows, ScriptBounds, ToLane } from '../../../../../src/engine/results/scripts/messages.ts'
import { LONGEST_LINE, MOST_LINES, onScriptOutput, type ScriptLine } from '../../../../../src/engine/results/scripts/scriptOutput.ts'
import { ScriptThread } from '../../../../../src/engine/results/scripts/scriptThread.ts'
import { TemporaryFolder } from '../../../../support/temporary.ts'

/** Of batch 1. */
const packed = (raw: readonly string[]): PackedRows => ({ batch: 1, held: 1, raw, times: raw.map(() => NaN), fields: raw.map(() => []) })

describe('scripts/scriptThread', () => {
  const folder = new TemporaryFolder()
  const threads: ScriptThread[] = []
  after(() => folder.remove())
  afterEach(() => Promise.all(threads.splice(0).map((thread) => thread.close())))

  function start(text: string, bounds: Partial<ScriptBounds> = {}, scope: 'all' | 'record' = 'all'): ScriptThread {
    const path = folder.file('s.mjs', text)
    const node = { name: 'script' as const, path: './s.mjs', args: [], span: { start: 0, end: 0 } }
    const thread = new ScriptThread({ node, file: { path, text, scope, imports: new Map(), version: 1 }, stage: 1, check: () => undefined, rowText: (_, row) => `row ${row}`, bounds })
    threads.push(thread)
    return thread
  }
  /** Feeds it, and takes what it gives, to its end. Answers the number of its rows. */
  async function run(thread: ScriptThread, rows: readonly string[] = ['a', 'b', 'c']): Promise<number> {
    let fed = false
    for (let given = 0; ; ) {
      const said: ToLane = await thread.next()
      given += said.rows.length
      if (said.type === 'done') return given
      if (said.type === 'out') thread.tell({ type: 'more' })
      else thread.tell(fed ? { type: 'end' } : { type: 'rows', rows: packed(rows) })
      if (said.type === 'want') fed = true
    }
  }
  async function failure(text: string, bounds?: Partial<ScriptBounds>): Promise<string> {
    const error = await run(start(text, bounds)).then(() => undefined, (thrown: unknown) => thrown)
    assert.ok(error instanceof SluiceError)
    assert.equal(error.code, 'script')
    return error.message
  }

  it('ends what does not get on', async () => {
    const still = { still: 3000 }
    const message = './s.mjs took more than 3 s without taking or giving a record, and was ended.'
    assert.equal(await failure('export default function* (records) { for (const r of records) for (;;); }', still), `${message} The record was row 0`)
    assert.equal(await failure('for (;;);\nexport default function* () {}', still), message)
    assert.equal(await failure('export default async function* () { await new Promise(() => {}) }', still), message)
    const now = start('export const scope = "record"\nexport default function* () { for (;;); }', still, 'record')
    now.tell({ type: 'rows', rows: packed(['a']) })
    assert.throws(() => now.nextNow(), /took more than 3 s without taking or giving a record, and was ended\.$/)
  }).timeout(60_000)

  it('ends what gives without end', async () => {
    const rows = 'export default function* (records) { for (const r of records) for (;;) yield { a: 1 } }'
    assert.match(await failure(rows, { rows: 5000 }), /^\.\/s\.mjs: It gave more than 5,000 rows without taking a record, and was ended\. The record was row 0$/)
    const long = 'export default function* () { const raw = "x".repeat(1e6); for (;;) yield { raw } }'
    assert.match(await failure(long, { characters: 2e7 }), /It gave more than 20,000,000 characters without taking a record/)
    assert.equal(await run(start('export default function* (records) { for (const r of records) for (let i = 0; i < 9; i++) yield { i } }', { rows: 10 })), 27)
  }).timeout(60_000)

  it('ends what takes too much memory, in its heap and beside it', async () => {
    const message = './s.mjs needs more than 48 MB of memory and was ended.'
    assert.equal(await failure('export default function* () { const all = []; for (;;) all.push({ a: all.length }) }', { memory: 48, still: 60_000 }), message)
    const buffers = 'export default async function* () { const all = []; for (;;) { all.push(Buffer.alloc(1e6, 1)); await new Promise((r) => setTimeout(r, 1)) } }'
    assert.equal(await failure(buffers, { memory: 48, still: 60_000 }), message)
    const now = start('export const scope = "record"\nexport default function* () { const all = []; for (;;) all.push({ a: all.length }) }', { memory: 48, still: 60_000 }, 'record')
    now.tell({ type: 'rows', rows: packed(['a']) })
    assert.throws(() => now.nextNow(), { message })
  }).timeout(60_000)

  it('says what went wrong beside the generator', async () => {
    const rejected = 'export default function* (records) {\n  Promise.reject(new Error("nobody waits"))\n  yield* records\n}'
    assert.match(await failure(rejected), /^\.\/s\.mjs:2:18: nobody waits\./)
    const thrown = 'export default async function* (records) {\n  setTimeout(() => { throw new RangeError("later") })\n  await new Promise(() => {})\n}'
    assert.match(await failure(thrown), /^\.\/s\.mjs:2:28: RangeError: later\.$/)
    assert.match(await failure('export default function* () {\n  process.exit(3)\n}'), /^\.\/s\.mjs:2:11: process\.exit\(3\) was called\. A script ends by returning\.$/)
    assert.match(await failure('export default function* () { throw "text" }'), /^\.\/s\.mjs: It threw text\.$/)
  }).timeout(60_000)

  it('does not wait for ever for it to clean up', async () => {
    const thread = start('export default function* (records) { try { yield* records } finally { for (;;); } }', { cleanUp: 100 })
    assert.equal((await thread.next()).type, 'want')
    await thread.close()
  }).timeout(60_000)

  it('tells what it prints, line by line and up to a bound', async () => {
    const lines: ScriptLine[] = []
    const end = onScriptOutput((line) => line.script === './s.mjs' && lines.push(line))
    const printed = async (body: string, count: number): Promise<(readonly [string, string])[]> => {
      lines.length = 0
      await run(start(`export default function* (records) { for (const r of records) yield r; ${body} }`))
      while (lines.length < count) await new Promise((resolve) => setImmediate(resolve))
      return lines.map(({ level, text }) => [level, text] as const)
    }
    const body = 'console.log("a %d", 1); console.warn("b"); console.error("c\\nd"); process.stdout.write("e"); process.stdout.write("f"); console.info({ g: 1 })'
    assert.deepEqual(await printed(body, 5), [['info', 'a 1'], ['warn', 'b'], ['error', 'c'], ['error', 'd'], ['info', 'ef{ g: 1 }']])
    assert.deepEqual(await printed('process.stdout.write("no end"); process.stderr.write("nor this")', 2), [['info', 'no end'], ['warn', 'nor this']])
    assert.deepEqual(await printed(`console.log("x".repeat(${LONGEST_LINE + 1}))`, 1), [['info', `${'x'.repeat(LONGEST_LINE)}…`]])
    const many = await printed('for (let i = 0; i < 5000; i++) console.log(i)', MOST_LINES + 1)
    assert.equal(many.length, MOST_LINES + 1)
    assert.deepEqual(many.slice(-2), [['info', `${MOST_LINES - 1}`], ['warn', `More than ${MOST_LINES} lines: what it prints from here on is left out.`]])
    end()
  }).timeout(60_000)
})
