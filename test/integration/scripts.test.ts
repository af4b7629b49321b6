import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as vscode from 'vscode'
import type { ExtensionApi } from '../../src/host/api.ts'
import { activated, analyze, closeAll, finished, lines, Logs, panel } from './support/sluice.ts'

const QUERY = '| script "./stages/own.mjs" limit=90'

describe('Scripts', () => {
  let api: ExtensionApi
  let logs: Logs
  let stages: string

  before(async () => {
    api = await activated()
    logs = new Logs()
    const [folder] = vscode.workspace.workspaceFolders ?? []
    assert.ok(folder)
    stages = path.join(folder.uri.fsPath, 'stages')
  })
  afterEach(() => closeAll(api))
  after(() => {
    logs.remove()
    rmSync(stages, { recursive: true, force: true, maxRetries: 5 })
  })

  it('begin with an example, run again when they are changed, and leave the rows while they fail', async () => {
    await vscode.commands.executeCommand('sluice.newScript', 'own')
    const script = path.join(stages, 'own.mjs')
    const example = readFileSync(script, 'utf8')
    assert.match(readFileSync(path.join(stages, 'sluice.d.ts'), 'utf8'), /interface LogRecord/)
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, script)

    const app = logs.write('scripts.log', lines(100, (i) => `request took ${i}ms`))
    await analyze(app, { query: QUERY })
    const first = await finished(api, app)
    assert.equal(first.progress?.rowsMatched, 10)

    // By another program.
    writeFileSync(script, example.replace('< limit', '< limit - 5'))
    const second = await panel(api, 'a second run', ({ progress }) => progress?.state === 'done' && progress.run !== first.progress?.run)
    assert.equal(second.progress?.rowsMatched, 15)

    // In an editor, with a mistake.
    const document = await vscode.workspace.openTextDocument(script)
    const whole = new vscode.Range(0, 0, document.lineCount, 0)
    const edit = new vscode.WorkspaceEdit()
    edit.replace(document.uri, whole, example.replace('record.ms =', 'record.a.b ='))
    await vscode.workspace.applyEdit(edit)
    await document.save()
    const failed = await panel(api, 'a failed run', ({ progress }) => progress?.state === 'failed')
    const { error, place } = failed.progress?.stages[1] ?? {}
    assert.match(error ?? '', /^\.\/stages\/own\.mjs:\d+:\d+: TypeError: .* The record was line 91 of scripts\.log: request took 90ms$/)
    assert.match(example.split('\n')[(place?.line ?? 0) - 1], /record\.ms =/)
    const { instead } = failed.progress ?? {}
    assert.deepEqual([instead?.run, instead?.rows, instead?.exact], [second.progress?.run, 15, true])

    writeFileSync(script, example)
    const mended = await panel(api, 'a run that went well', ({ progress }) => progress?.state === 'done' && progress.run > (failed.progress?.run ?? 0))
    assert.deepEqual([mended.progress?.rowsMatched, mended.progress?.instead], [10, undefined])
  })
})
