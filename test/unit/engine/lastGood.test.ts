import { strict as assert } from 'node:assert'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Page } from '../../../src/common/page.ts'
import type { Progress } from '../../../src/common/protocol.ts'
import type { ScannerPool } from '../../../src/engine/results/pool.ts'
import type { Session } from '../../../src/engine/session.ts'
import { openSession, rendered } from '../../support/sessions.ts'
import { TemporaryFolder } from '../../support/temporary.ts'
import { workerPool } from '../../support/workers.ts'

describe('engine/lastGood', () => {
  const folder = new TemporaryFolder()
  let pool: ScannerPool
  let session: Session
  let ended: (progress: Progress) => void
  const query = '| script "./stage.mjs"'
  before(() => {
    pool = workerPool(2)
  })
  after(async () => {
    folder.remove()
    await pool.dispose()
  })
  afterEach(() => session.close())

  const open = async (lines: readonly string[]): Promise<string> => {
    const path = folder.file('a.log', lines.map((line) => `${line}\n`).join(''))
    const listener = {
      progress: (progress: Progress) => progress.state !== 'running' && ended(progress),
      sourceChange: () => undefined,
    }
    session = await openSession([path], { pool, listener, sizes: { blockBytes: 64, maxLineBytes: 64, reachBytes: 64 } })
    return path
  }
  /** Saves a script, and answers how the query has ended with it. */
  const run = async (script: string, text = query): Promise<Progress> => {
    folder.file('stage.mjs', script)
    const end = new Promise<Progress>((resolve) => (ended = resolve))
    session.start(text, false, { folders: [folder.path] })
    return end
  }
  const rows = async (number: number): Promise<(string | undefined)[]> => {
    const page = new Page((await session.fetch({ run: number, from: { at: 'start' }, skip: 0, count: 100 })).page)
    return Array.from({ length: page.rows }, (_, row) => page.cell(row, 0))
  }
  const keep = (name: string, scope = ''): string => `${scope}export default function* (records) { for (const r of records) if (r.raw.includes('${name}')) yield r }`
  const mistakes = {
    syntax: 'export default function* (records) { for (const r of records) }',
    throws: 'export default function* (records) { for (const r of records) { r.x.y } }',
  }

  for (const [scope, text] of [['all', ''], ['record', 'export const scope = "record"\n']] as const) {
    for (const [name, mistake] of Object.entries(mistakes)) {
      it(`is there while a script fails that worked (scope ${scope}, ${name})`, async () => {
        await open(['ann', 'bob', 'ann too'])
        const good = await run(keep('ann', text))
        assert.deepEqual([good.state, good.instead, await rows(good.run)], ['done', undefined, ['ann', 'ann too']])
        for (let i = 0; i < 2; i++) {
          const bad = await run(`${text}${mistake}`)
          assert.equal(bad.state, 'failed')
          assert.match(bad.stages[1].error ?? '', /stage\.mjs:\d+:\d+/)
          assert.deepEqual([bad.instead?.run, bad.instead?.rows, bad.instead?.exact], [good.run, 2, true])
          // Made again by the script as it was.
          assert.deepEqual(await rows(good.run), ['ann', 'ann too'])
          const parts = await session.copy(good.run, { first: { block: 0, row: 0 }, last: { block: 0, row: 1e9 } }, 'text', 1e6)
          assert.equal(parts.text, 'ann\nann too\n')
        }
        const better = await run(keep('bob', text))
        assert.deepEqual([better.state, better.instead, await rows(better.run)], ['done', undefined, ['bob']])
        await assert.rejects(rows(good.run), /replaced/)
      }).timeout(60_000)
    }
  }

  for (const scope of ['', 'export const scope = "record"\n']) {
    it(`is made by the modules that it imported then (${scope === '' ? 'all' : 'record'})`, async () => {
      await open(['ann', 'bob', 'ann too'])
      const main = `import { wanted } from './lib/helper.mjs'\n${scope}export default function* (records) { for (const r of records) if (wanted(r)) yield r }`
      mkdirSync(join(folder.path, 'lib'), { recursive: true })
      folder.file('lib/helper.mjs', "import { name } from './name.mjs'\nexport const wanted = (r) => r.raw.includes(name)")
      folder.file('lib/name.mjs', "export const name = 'ann'")
      const good = await run(main)
      assert.deepEqual([good.state, await rows(good.run)], ['done', ['ann', 'ann too']])
      folder.file('lib/name.mjs', "export const name = 'bob'; throw new Error('not yet')")
      assert.deepEqual(await rows(good.run), ['ann', 'ann too'])
      const bad = await run(main)
      assert.deepEqual([bad.state, bad.instead?.run], ['failed', good.run])
      assert.deepEqual(await rows(good.run), ['ann', 'ann too'])
      folder.file('lib/name.mjs', "export const name = 'bob'")
      const better = await run(main)
      assert.deepEqual([better.state, await rows(better.run)], ['done', ['bob']])
    }).timeout(60_000)
  }

  it('is not there for another query, nor where there was none', async () => {
    await open(['ann', 'bob'])
    assert.equal((await run(mistakes.throws)).instead, undefined)
    const good = await run(keep('ann'))
    assert.equal((await run(mistakes.throws, `${query} x=1`)).instead, undefined)
    await assert.rejects(rows(good.run), /replaced/)
  }).timeout(60_000)

  it('stays when the file has grown, of the file as it was, but not when it is another', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `row ${i} ann`)
    const path = await open(lines)
    const good = await run(keep('ann'))
    appendFileSync(path, 'ann at the end\n')
    await session.reload()
    const bad = await run(mistakes.throws)
    assert.equal(bad.instead?.run, good.run)
    assert.deepEqual(await rows(good.run), lines)
    writeFileSync(path, 'another ann\n')
    await session.reload()
    assert.equal((await run(mistakes.throws)).instead, undefined)
    const { run: last } = session
    assert.ok(last)
    await assert.rejects(rendered(session, last, { format: 'text' }))
  }).timeout(60_000)
})
