import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import * as vscode from 'vscode'
import type { ExtensionApi } from '../../src/host/api.ts'
import { activated, analyze, closeAll, eventually, finished, lines, Logs } from './support/sluice.ts'

describe('taking results away', () => {
  let api: ExtensionApi
  let logs: Logs
  let app: vscode.Uri

  before(async () => {
    api = await activated()
    logs = new Logs()
    app = logs.write('app.log', lines(100, (i) => `user=u${i % 3} took ${i}ms`))
  })
  afterEach(() => closeAll(api))
  after(() => logs.remove())

  const save = (target: vscode.Uri): Thenable<unknown> => vscode.commands.executeCommand('sluice.saveResult', { target })

  it('saves rows as text, JSON Lines and CSV, by the name that is chosen', async () => {
    await analyze(app, { query: '"took 9" | parse "user=* took *ms" as user, ms' })
    await finished(api)
    for (const name of ['out.log', 'out.jsonl', 'out.csv']) await save(logs.uri(name))
    const read = (name: string): string[] => readFileSync(logs.path(name), 'utf8').trimEnd().split(/\r?\n/)
    assert.equal(read('out.log').length, 11)
    assert.equal(read('out.log')[0], 'user=u0 took 9ms')
    assert.deepEqual(read('out.jsonl').map((line) => (JSON.parse(line) as { user: string }).user).slice(0, 3), ['u0', 'u0', 'u1'])
    assert.equal(read('out.csv').length, 12)
    assert.deepEqual(readdirSync(logs.folder).filter((file) => file.startsWith('.')), [])
  })

  it('saves rows as TSV, Parquet and SQLite', async () => {
    await analyze(app, { query: '"took 9" | parse "user=* took *ms" as user, ms' })
    await finished(api)
    for (const name of ['out.tsv', 'out.parquet', 'out.sqlite']) await save(logs.uri(name))
    const [head, ...rows] = readFileSync(logs.path('out.tsv'), 'utf8').trimEnd().split(/\r?\n/).map((line) => line.split('\t'))
    assert.deepEqual([rows.length, rows[0][head.indexOf('user')], rows[0][head.indexOf('ms')]], [11, 'u0', '9'])
    const parquet = readFileSync(logs.path('out.parquet'))
    assert.deepEqual([0, parquet.length - 4].map((at) => parquet.toString('latin1', at, at + 4)), ['PAR1', 'PAR1'])
    const { DatabaseSync } = await import('node:sqlite')
    const database = new DatabaseSync(logs.path('out.sqlite'), { readOnly: true })
    try {
      const found = database.prepare('SELECT count(*) AS rows, max(ms) AS slowest, typeof(max(ms)) AS type FROM log').get()
      assert.deepEqual({ ...found }, { rows: 11, slowest: 99, type: 'integer' })
    } finally {
      database.close()
    }
    assert.deepEqual(readdirSync(logs.folder).filter((file) => file.startsWith('.') || file.includes('-journal')), [])
  })

  it('saves a table with its columns', async () => {
    await analyze(app, { query: '* | parse "user=* took" as user | stats count() as n by user | sort user' })
    await finished(api)
    await save(logs.uri('table.tsv'))
    assert.deepEqual(readFileSync(logs.path('table.tsv'), 'utf8').trimEnd().split(/\r?\n/), ['user\tn', 'u0\t34', 'u1\t33', 'u2\t33'])
  })

  it('does not replace the log by its result', async () => {
    await analyze(app, { query: 'u1' })
    await finished(api)
    await save(app)
    assert.equal(readFileSync(app.fsPath, 'utf8').split('\n').length, 101)
  })

  it('leaves nothing behind where it cannot write', async () => {
    await analyze(app)
    await finished(api)
    await save(vscode.Uri.file(path.join(logs.folder, 'no-such-folder', 'out.log')))
    assert.equal(existsSync(path.join(logs.folder, 'no-such-folder')), false)
    await vscode.commands.executeCommand('notifications.clearAll')
  })

  it('opens rows in an editor', async () => {
    await analyze(app, { query: 'u1 | head 2' })
    await finished(api)
    await vscode.commands.executeCommand('sluice.openResult')
    const editor = await eventually('an editor', () => vscode.window.activeTextEditor)
    assert.equal(path.basename(editor.document.fileName), 'app.result.log')
    assert.equal(editor.document.getText(), 'user=u1 took 1ms\nuser=u1 took 4ms\n')
  })

  it('opens a table as CSV', async () => {
    await analyze(app, { query: '* | parse "user=* took" as user | stats count() by user' })
    await finished(api)
    await vscode.commands.executeCommand('sluice.openResult')
    const editor = await eventually('an editor', () => vscode.window.activeTextEditor)
    assert.equal(path.basename(editor.document.fileName), 'app.result.csv')
    assert.match(editor.document.getText(), /^u1,33\r?$/m)
  })

  it('has `sluice` for the terminal', async function () {
    if (process.platform === 'win32') return this.skip()
    const folder = await api.terminalFolder()
    assert.ok(folder)
    const sluice = (...args: string[]): string => execFileSync('sluice', args, {
      encoding: 'utf8',
      env: { PATH: `${folder}${path.delimiter}/usr/bin:/bin` },
    })
    assert.equal(sluice('--version').trim(), (vscode.extensions.getExtension('sluice.sluice')?.packageJSON as { version: string }).version)
    assert.equal(sluice('-c', 'u1', app.fsPath).trim(), '33')
  })

  it('takes `sluice` off the terminal where that is not wanted', async () => {
    const settings = vscode.workspace.getConfiguration('sluice')
    try {
      await settings.update('terminalCommand', false, vscode.ConfigurationTarget.Global)
      await eventually('it is off', async () => (await api.terminalFolder()) === undefined)
    } finally {
      await settings.update('terminalCommand', undefined, vscode.ConfigurationTarget.Global)
    }
    await eventually('it is back', () => api.terminalFolder())
  })
})
