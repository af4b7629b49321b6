import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import * as vscode from 'vscode'
import type { ExtensionApi } from '../../src/host/api.ts'
import { activated, analyze, closeAll, eventually, finished, lines, Logs, panel } from './support/sluice.ts'

const PIPELINE = ['// who is slow', 'error   // in any case', '|parse "user=* took *ms" as user, ms', '| where ms > 20']

describe('Pipelines in files and settings', () => {
  let api: ExtensionApi
  let logs: Logs
  let app: vscode.Uri
  let file: vscode.Uri
  // Documents that were closed a moment ago are still known by their name.
  let documents = 0

  before(async () => {
    api = await activated()
    logs = new Logs()
    app = logs.write('app.log', lines(100, (i) => JSON.stringify({ time: '2026-01-05T06:00:00Z', level: i % 2 ? 'error' : 'info', msg: `user=u${i} took ${i}ms`, latency: i })))
    file = logs.write('slow.sluice', PIPELINE)
  })
  afterEach(async () => {
    await vscode.workspace.getConfiguration('sluice').update('pipelines', undefined, vscode.ConfigurationTarget.Global)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
    await closeAll(api)
  })
  after(() => logs.remove())

  const show = async (...text: string[]): Promise<vscode.TextDocument> => {
    const document = await vscode.workspace.openTextDocument(logs.write(`test${++documents}.sluice`, text))
    await vscode.window.showTextDocument(document)
    return document
  }
  const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label)
  const completionsAt = async (document: vscode.TextDocument, line: number): Promise<vscode.CompletionItem[]> => {
    const at = document.lineAt(line).range.end
    return (await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, at)).items
  }
  const lenses = (uri: vscode.Uri): Promise<vscode.CodeLens[]> =>
    eventually('there are lenses', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri)
      return found.length > 0 && found
    })

  it('have a language, and open without anything being run', async () => {
    const document = await show(...PIPELINE)
    assert.equal(document.languageId, 'sluice')
    assert.equal(api.panels().length, 0)
  })

  it('are completed: stages, functions, and fields of the log that is open', async () => {
    const document = await show('error', '| ', '| where ')
    const stages = await completionsAt(document, 1)
    assert.ok(['where', 'stats', 'patterns'].every((name) => stages.some((item) => labelOf(item) === name)))
    const before = (await completionsAt(document, 2)).map(labelOf)
    assert.ok(before.includes('len') && !before.includes('latency'), before.join(' '))
    await analyze(app)
    await finished(api)
    await vscode.window.showTextDocument(document)
    const items = await completionsAt(document, 2)
    const field = items.find((item) => labelOf(item) === 'latency')
    assert.equal(field?.detail, 'e.g. 0')
    assert.equal(field?.kind, vscode.CompletionItemKind.Field)
  })

  it('are explained', async () => {
    const document = await show('| stats count() by level')
    const at = new vscode.Position(0, 4)
    const [hover] = await eventually('there is help', async () => {
      const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at)
      return found.length > 0 && found
    })
    assert.match(hover.contents.map((content) => (content as vscode.MarkdownString).value).join(''), /Counts&nbsp;rows|Counts rows/)
  })

  it('have their mistakes marked, until these are gone', async () => {
    const document = await show('error', '| staats count()')
    const [mistake] = await eventually('a mistake is marked', () => {
      const found = vscode.languages.getDiagnostics(document.uri)
      return found.length > 0 && found
    })
    assert.deepEqual([mistake.range.start.line, mistake.range.start.character, mistake.range.end.character], [1, 2, 8])
    assert.match(mistake.message, /did you mean 'stats'/)
    const edit = new vscode.WorkspaceEdit()
    edit.replace(document.uri, mistake.range, 'stats')
    await vscode.workspace.applyEdit(edit)
    await eventually('no mistake is left', () => vscode.languages.getDiagnostics(document.uri).length === 0)
  })

  it('are formatted with their comments, a stage a line', async () => {
    const document = await show(...PIPELINE)
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', document.uri, {})
    const edit = new vscode.WorkspaceEdit()
    edit.set(document.uri, edits)
    await vscode.workspace.applyEdit(edit)
    assert.equal(document.getText(), '// who is slow\nerror // in any case\n| parse "user=* took *ms" as user, ms\n| where ms > 20\n')
  })

  it('are run from above their text, on the log of a panel', async () => {
    await analyze(app)
    await finished(api)
    const document = await show(...PIPELINE)
    const titles = (await lenses(document.uri)).map(({ command }) => command?.title)
    assert.deepEqual(titles, ['$(play) Run on app.log', 'Run on…'])
    const [{ command }] = await lenses(document.uri)
    await vscode.commands.executeCommand(command!.command, ...(command!.arguments ?? []))
    const shown = await panel(api, 'the pipeline has run', (it) => it.query.startsWith('// who') && it.progress?.state === 'done')
    assert.deepEqual([api.panels().length, shown.progress?.rowsMatched, shown.active], [1, 40, true])
  })

  it('are run as they stand in the editor, on files that were given', async () => {
    const document = await show('error')
    await vscode.workspace.applyEdit(((edit) => (edit.insert(document.uri, new vscode.Position(0, 5), ' | head 3'), edit))(new vscode.WorkspaceEdit()))
    await vscode.commands.executeCommand('sluice.runPipeline', document.uri, undefined, { paths: [app.fsPath] })
    assert.equal((await finished(api)).progress?.rowsMatched, 3)
  })

  it('with mistakes are not run', async () => {
    const document = await show('error | nosuch')
    void vscode.commands.executeCommand('sluice.runPipeline', document.uri, undefined, { paths: [app.fsPath] })
    await vscode.commands.executeCommand('sluice.runPipeline', file, undefined, { paths: [app.fsPath] })
    assert.equal((await finished(api)).query.startsWith('// who'), true)
    assert.equal(api.panels().length, 1)
  })

  it('are saved by a name from a panel, and run on a file of the explorer', async () => {
    await analyze(app, { query: 'error | head 7' })
    await finished(api)
    await vscode.commands.executeCommand('sluice.savePipeline', { where: 'user', name: 'first errors' })
    assert.deepEqual(vscode.workspace.getConfiguration('sluice').get('pipelines'), { 'first errors': 'error\n| head 7' })
    await closeAll(api)
    await vscode.commands.executeCommand('sluice.runPipeline', app, [app], { name: 'first errors' })
    assert.equal((await finished(api)).progress?.rowsMatched, 7)
  })

  it('are saved as files, and opened from the settings', async () => {
    await analyze(app, { query: 'error | head 7' })
    await finished(api)
    const target = logs.uri('saved.sluice')
    await vscode.commands.executeCommand('sluice.savePipeline', { target })
    assert.ok(existsSync(target.fsPath))
    assert.equal(readFileSync(target.fsPath, 'utf8'), 'error\n| head 7\n')
    await vscode.workspace.getConfiguration('sluice').update('pipelines', { mine: 'a | head 1' }, vscode.ConfigurationTarget.Global)
    await vscode.commands.executeCommand('sluice.openPipeline', { name: 'mine' })
    const document = vscode.window.activeTextEditor?.document
    assert.deepEqual([document?.languageId, document?.getText()], ['sluice', 'a\n| head 1\n'])
  })

  it('are copied as a command of a shell', async () => {
    await analyze(app, { query: "error | where msg like '%5ms' | /* head 3 */" })
    await finished(api)
    await vscode.commands.executeCommand('sluice.copyShellCommand', { shell: 'sh' })
    assert.equal(await vscode.env.clipboard.readText(), `sluice 'error | where msg like "%5ms"' ${app.fsPath}`)
  })
})
