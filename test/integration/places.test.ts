import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { ExtensionApi } from '../../src/host/api.ts'
import { activated, closeAll, lines, Logs, panel } from './support/sluice.ts'

describe('logs opened as an editor', () => {
  const logs = new Logs()
  let api: ExtensionApi

  before(async () => {
    api = await activated()
    logs.write('editor.log', lines(40, (i) => `2026-01-01T00:00:${String(i).padStart(2, '0')}Z INFO row ${i}`))
  })
  afterEach(() => closeAll(api))
  after(() => logs.remove())

  it('show the panel in the tab of the file', async () => {
    await vscode.commands.executeCommand('vscode.openWith', logs.uri('editor.log'), 'sluice.log')
    const shown = await panel(api, 'the rows of the editor', ({ progress }) => progress?.state === 'done')
    assert.deepEqual([shown.paths, shown.progress?.rowsMatched], [[logs.path('editor.log')], 40])
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {}
    assert.ok(input instanceof vscode.TabInputCustom)
    assert.equal(input.viewType, 'sluice.log')
  })

  it('are found again by the command', async () => {
    await vscode.commands.executeCommand('vscode.openWith', logs.uri('editor.log'), 'sluice.log')
    await panel(api, 'the editor', ({ progress }) => progress?.state === 'done')
    await vscode.commands.executeCommand('sluice.analyze', logs.uri('editor.log'))
    assert.equal(api.panels().length, 1)
  })
})
