import assert from 'node:assert/strict'
import { appendFileSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import * as vscode from 'vscode'
import type { ExtensionApi } from '../../src/host/api.ts'
import { activated, analyze, closeAll, eventually, finished, lines, Logs, panel } from './support/sluice.ts'

describe('the engine', () => {
  let api: ExtensionApi
  let logs: Logs
  let app: vscode.Uri

  before(async () => {
    api = await activated()
    logs = new Logs()
    app = logs.write('app.log', lines(1000, (i) => `request ${i} done`))
  })
  afterEach(() => closeAll(api))
  after(() => logs.remove())

  const pid = (): Promise<number> => eventually('an engine runs', () => api.enginePid())

  /** Kills it; resolves once another has finished the pass again. */
  async function kill(): Promise<void> {
    const before = await pid()
    process.kill(before, 'SIGKILL')
    await eventually('another engine runs', () => api.enginePid() !== undefined && api.enginePid() !== before)
  }

  it('is replaced when it was killed, and the panels go on', async () => {
    await analyze(app, { query: 'done' })
    await finished(api)
    await kill()
    const shown = await panel(api, 'the pass ran again', (it) => it.notice !== undefined && it.progress?.state === 'done')
    assert.match(shown.notice?.message ?? '', /ended unexpectedly.*restarted/)
    assert.deepEqual([shown.query, shown.progress?.rowsMatched], ['done', 1000])
    await analyze(logs.write('next.log', ['one']), { query: 'one' })
    assert.equal((await finished(api)).progress?.rowsMatched, 1)
  })

  it('is not restarted any more after crashes within a minute, until it is asked for', async () => {
    await analyze(app)
    await finished(api)
    // One crash has been counted in the test before, if that was less than a minute ago.
    for (;;) {
      const before = await pid()
      process.kill(before, 'SIGKILL')
      await eventually('the death was noticed', () => api.enginePid() !== before)
      const shown = await panel(api, 'the panel knows', (it) => (it.notice?.kind === 'error') || it.progress?.state === 'done')
      if (shown.notice?.kind === 'error') {
        assert.deepEqual(shown.notice.actions, ['restartEngine', 'showLog'])
        break
      }
    }
    assert.equal(api.enginePid(), undefined)
    await vscode.commands.executeCommand('notifications.clearAll')
    await vscode.commands.executeCommand('sluice.restartEngine')
    const shown = await finished(api)
    assert.deepEqual([shown.progress?.rowsMatched, shown.notice], [1000, undefined])
  })

  it('ends a pass when it is told to, and keeps what was found', async () => {
    writeFileSync(logs.path('huge.log'), 'first line\n')
    truncateSync(logs.path('huge.log'), 40e9)
    await analyze(logs.uri('huge.log'))
    await panel(api, 'it runs', (it) => it.progress?.state === 'running' && it.progress.rowsMatched > 0)
    await vscode.commands.executeCommand('sluice.stop')
    const shown = await panel(api, 'it was stopped', (it) => it.progress?.state === 'stopped')
    assert.ok(shown.progress && shown.progress.bytesDone < shown.progress.bytesTotal)
  })

  it('takes new settings by starting again', async () => {
    await analyze(app)
    await finished(api)
    const before = await pid()
    const settings = vscode.workspace.getConfiguration('sluice')
    try {
      await settings.update('threads', 1, vscode.ConfigurationTarget.Global)
      await eventually('another engine runs', () => api.enginePid() !== undefined && api.enginePid() !== before)
      assert.equal((await finished(api)).progress?.rowsMatched, 1000)
    } finally {
      await settings.update('threads', undefined, vscode.ConfigurationTarget.Global)
    }
  })

  it('tells when a file grows, and shows its new rows on demand', async () => {
    const live = logs.write('live.log', ['one', 'two'])
    await analyze(live)
    await finished(api)
    appendFileSync(live.fsPath, 'three\n')
    const grown = await panel(api, 'a notice', (it) => it.notice !== undefined)
    assert.deepEqual([grown.notice?.message, grown.notice?.actions], ['live.log grew by 6 bytes.', ['reload']])
    await vscode.commands.executeCommand('sluice.reload')
    const shown = await panel(api, 'three rows', (it) => it.progress?.state === 'done' && it.progress.rowsMatched === 3)
    assert.equal(shown.notice, undefined)
  })

  it('tells when a file is cut short or deleted', async () => {
    const live = logs.write('live.log', ['one', 'two'])
    await analyze(live)
    await finished(api)
    truncateSync(live.fsPath, 2)
    const cut = await panel(api, 'a notice', (it) => it.notice !== undefined)
    assert.match(cut.notice?.message ?? '', /cut short/)
    unlinkSync(live.fsPath)
    const gone = await panel(api, 'another notice', (it) => it.notice?.message !== cut.notice?.message)
    assert.match(gone.notice?.message ?? '', /deleted/)
  })
})
