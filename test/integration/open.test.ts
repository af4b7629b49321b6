import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs'
import * as vscode from 'vscode'
import type { ExtensionApi } from '../../src/host/api.ts'
import { activated, analyze, closeAll, eventually, finished, lines, Logs, panel, panelTabs } from './support/sluice.ts'

describe('Analyze log', () => {
  let api: ExtensionApi
  let logs: Logs
  let app: vscode.Uri

  before(async () => {
    api = await activated()
    logs = new Logs()
    app = logs.write('app.log', lines(1000, (i) => `${i % 10 === 0 ? 'ERROR' : 'INFO'} request ${i} done`))
  })
  afterEach(() => closeAll(api))
  after(() => logs.remove())

  it('opens a panel with all rows', async () => {
    await analyze(app)
    const shown = await finished(api)
    assert.equal(shown.title, 'app.log')
    assert.deepEqual(shown.sources.map(({ name, lineEnd }) => [name, lineEnd]), [['app.log', 'LF']])
    assert.deepEqual([shown.progress?.rowsMatched, shown.progress?.exact], [1000, true])
    assert.deepEqual(panelTabs().map(({ label, isActive }) => [label, isActive]), [['app.log', true]])
  })

  it('runs a query that it is given', async () => {
    await analyze(app, { query: 'error | head 7' })
    const shown = await finished(api)
    assert.deepEqual([shown.query, shown.progress?.rowsMatched], ['error | head 7', 7])
  })

  it('reveals the panel that has the file already', async () => {
    await analyze(app)
    await finished(api)
    await vscode.window.showTextDocument(app)
    await eventually('the panel is behind the editor', () => api.panels()[0]?.visible === false)
    await analyze(app)
    await eventually('the panel is in front', () => api.panels()[0]?.active)
    assert.equal(api.panels().length, 1)
    assert.equal(panelTabs().length, 1)
  })

  it('does not search again when a panel is shown again', async () => {
    await analyze(app)
    const before = await finished(api)
    await vscode.window.showTextDocument(app)
    await eventually('the panel is behind the editor', () => api.panels()[0]?.visible === false)
    await analyze(app)
    await eventually('the panel is in front', () => api.panels()[0]?.active)
    const after = await finished(api)
    assert.equal(after.result?.run, before.result?.run)
  })

  it('opens beside, even if the file is open already', async () => {
    await analyze(app)
    await finished(api)
    await vscode.commands.executeCommand('sluice.analyzeBeside', app)
    await eventually('a second panel has finished', () => api.panels().length === 2 && api.panels().every((it) => it.progress?.state === 'done'))
    assert.equal(new Set(panelTabs().map(({ group }) => group.viewColumn)).size, 2)
  })

  it('takes several files as one analysis, in whatever order', async () => {
    const other = logs.write('db.log', lines(10, (i) => `query ${i}`))
    await vscode.commands.executeCommand('sluice.analyze', app, [app, other])
    const shown = await finished(api, other)
    assert.deepEqual([shown.title, shown.progress?.rowsMatched], ['app.log, db.log', 1010])
    await vscode.commands.executeCommand('sluice.analyze', other, [other, app])
    assert.equal(api.panels().length, 1)
  })

  it('takes the clicked file only, if it is not among those selected', async () => {
    const other = logs.write('db.log', lines(10, (i) => `query ${i}`))
    await vscode.commands.executeCommand('sluice.analyze', other, [app])
    assert.deepEqual((await finished(api)).paths, [other.fsPath])
  })

  it('takes the file of the active editor', async () => {
    await vscode.window.showTextDocument(app)
    await vscode.commands.executeCommand('sluice.analyze')
    assert.deepEqual((await finished(api)).paths, [app.fsPath])
  })

  it('takes the file of the active tab above 50 MB, for which there is no document', async () => {
    const fd = openSync(logs.path('big.log'), 'w')
    writeSync(fd, 'first line\n')
    ftruncateSync(fd, 60_000_000)
    closeSync(fd)
    const big = logs.uri('big.log')
    await vscode.commands.executeCommand('vscode.open', big)
    await eventually('its tab is active', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input
      return input instanceof vscode.TabInputText && input.uri.fsPath === big.fsPath
    })
    assert.equal(vscode.window.activeTextEditor, undefined)
    await vscode.commands.executeCommand('sluice.analyze')
    const shown = await finished(api)
    assert.deepEqual([shown.paths, shown.sources[0].size], [[big.fsPath], 60_000_000])
  })

  it('opens no panel for what is not on disk', async () => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'not saved\n' }))
    await vscode.commands.executeCommand('sluice.analyze')
    assert.equal(api.panels().length, 0)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
  })

  it('says that a file does not exist, and opens it once it does', async () => {
    await analyze(logs.uri('late.log'))
    const failed = await panel(api, 'an error', (it) => it.error !== undefined)
    assert.match(failed.error?.message ?? '', /late\.log does not exist/)
    assert.deepEqual(failed.error?.actions, ['reload', 'chooseFile', 'close'])
    logs.write('late.log', ['here it is'])
    await vscode.commands.executeCommand('sluice.reload')
    const shown = await finished(api)
    assert.deepEqual([shown.error, shown.progress?.rowsMatched], [undefined, 1])
  })

  it('says that a folder or a FIFO cannot be analyzed', async function () {
    mkdirSync(logs.path('folder.log'))
    await analyze(logs.uri('folder.log'))
    const folder = await panel(api, 'an error', (it) => it.error !== undefined)
    assert.match(folder.error?.message ?? '', /folder\.log is a folder/)
    if (process.platform === 'win32') return this.skip()
    execFileSync('mkfifo', [logs.path('pipe.log')])
    await analyze(logs.uri('pipe.log'))
    const pipe = await panel(api, 'an error', (it) => it.title === 'pipe.log' && it.error !== undefined)
    assert.match(pipe.error?.message ?? '', /FIFO/)
    assert.deepEqual(pipe.error?.actions, ['chooseFile', 'close'])
  })

  it('shows an empty file', async () => {
    await analyze(logs.write('empty.log', []))
    assert.equal((await finished(api)).progress?.rowsMatched, 0)
  })
})
