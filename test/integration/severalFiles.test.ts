import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import * as vscode from 'vscode'
import type { ExtensionApi } from '../../src/host/api.ts'
import { activated, closeAll, eventually, finished, lines, Logs } from './support/sluice.ts'

describe('Several files', () => {
  let api: ExtensionApi
  let logs: Logs

  before(async () => {
    api = await activated()
    logs = new Logs()
  })
  afterEach(() => closeAll(api))
  after(() => logs.remove())

  const stamped = (first: number): string[] => lines(10, (i) => `2026-01-05T06:00:${String(first + i).padStart(2, '0')}Z INFO request ${i}`)

  it('are a log and its rotations, and no others', async () => {
    const app = logs.write('app.log', stamped(30))
    const older = logs.write('app.log.1', stamped(20))
    logs.write('app2.log', stamped(0))
    await vscode.commands.executeCommand('sluice.analyzeWithRotations', app, undefined, { query: 'source:app.log.1' })
    const shown = await finished(api)
    assert.deepEqual(shown.paths, [older.fsPath, app.fsPath])
    assert.deepEqual([shown.query, shown.progress?.rowsMatched], ['source:app.log.1', 10])
  })

  it('are those of a folder that are like a pattern', async () => {
    mkdirSync(logs.path('deep/x'), { recursive: true })
    mkdirSync(logs.path('deep/y'))
    const paths = ['deep/x/app.log', 'deep/y/app.log'].map((name) => logs.write(name, stamped(0)).fsPath)
    logs.write('deep/y/notes.txt', ['no log'])
    await vscode.commands.executeCommand('sluice.analyzeFolder', logs.uri('deep'), undefined, { filter: '**/*.log' })
    const shown = await finished(api)
    assert.deepEqual(shown.paths, paths)
    assert.deepEqual(shown.sources.map(({ name }) => name), ['x/app.log', 'y/app.log'])
    assert.equal(shown.progress?.rowsMatched, 20)
  })

  it('open nothing where no file is like the pattern', async () => {
    mkdirSync(logs.path('none'))
    await vscode.commands.executeCommand('sluice.analyzeFolder', logs.uri('none'), undefined, { filter: '**/*.log' })
    assert.equal(api.panels().length, 0)
  })

  it('have their times shifted, also when they are opened again', async () => {
    const one = logs.write('one.log', stamped(0))
    const two = logs.write('two.log', stamped(0))
    const query = 'time>=2026-01-05T08:00'
    await vscode.commands.executeCommand('sluice.analyze', one, [one, two], { query })
    assert.equal((await finished(api)).progress?.rowsMatched, 0)
    await vscode.commands.executeCommand('sluice.shiftTimes', { path: two.fsPath, shift: '+2h' })
    const shifted = await eventually('the pass over shifted times', () => {
      const shown = api.panels().at(-1)
      return shown?.progress?.state === 'done' && shown.progress.rowsMatched === 10 && shown
    })
    assert.deepEqual(shifted.sources.map(({ shift }) => shift), [undefined, 7_200_000])
    await closeAll(api)
    await vscode.commands.executeCommand('sluice.analyze', one, [one, two], { query })
    assert.equal((await finished(api)).progress?.rowsMatched, 10)
    await vscode.commands.executeCommand('sluice.shiftTimes', { path: two.fsPath, shift: '0' })
    await eventually('the pass over its own times', () => api.panels().at(-1)?.progress?.state === 'done' && api.panels().at(-1)?.progress?.rowsMatched === 0)
  })

  it('have a time zone each, also when they are opened again', async () => {
    const local = (name: string): vscode.Uri => logs.write(name, lines(10, (i) => `2026-01-05 06:00:0${i} INFO request ${i}`))
    const [one, two] = [local('three.log'), local('four.log')]
    const query = 'time<2026-01-05T05:30Z'
    const rows = (count: number) => eventually(`${count} rows`, () => {
      const shown = api.panels().at(-1)
      return shown?.progress?.state === 'done' && shown.progress.rowsMatched === count && shown
    })
    await vscode.commands.executeCommand('sluice.analyze', one, [one, two], { query })
    await rows(0)
    await vscode.commands.executeCommand('sluice.setTimeZone', { path: two.fsPath, zone: 'Europe/Berlin' })
    assert.deepEqual((await rows(10)).sources.map(({ timeZone }) => timeZone), (await rows(10)).paths.map((path) => (path === two.fsPath ? 'Europe/Berlin' : undefined)))
    await closeAll(api)
    await vscode.commands.executeCommand('sluice.analyze', one, [one, two], { query })
    await rows(10)
    await vscode.commands.executeCommand('sluice.setTimeZone', { path: two.fsPath, zone: 'UTC' })
    await rows(0)
    const settings = vscode.workspace.getConfiguration('sluice')
    await settings.update('timeZone', '+01:00', vscode.ConfigurationTarget.Global)
    try {
      assert.deepEqual((await rows(10)).sources.map(({ timeZone }) => timeZone).filter((zone) => zone !== undefined), ['+01:00'])
    } finally {
      await settings.update('timeZone', undefined, vscode.ConfigurationTarget.Global)
    }
    await rows(0)
  })
})
