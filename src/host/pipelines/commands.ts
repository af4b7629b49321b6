/** Commands for pipelines that are kept: in `*.sluice` files, and by name in the settings. */
import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../../common/lifecycle.ts'
import { filesOfMenu, pathsOf } from '../files.ts'
import { t } from '../l10n.ts'
import { LANGUAGE } from '../language/providers.ts'
import { language } from '../language/service.ts'
import type { AnalysisPanel } from '../panel.ts'
import type { Panels } from '../panels.ts'
import type { PanelServices } from '../panelServices.ts'
import { readingOf } from '../reading.ts'
import { readPaths } from '../recentLogs.ts'
import { askForLog, askForPipeline, EXTENSION, pipelineOf, type Pipeline } from './choose.ts'
import { namedPipelines, savePipeline, type PipelinePlace } from './named.ts'
import { shellCommand, type Shell } from './shellCommand.ts'

export function registerPipelineCommands(panels: Panels, services: PanelServices): Disposable {
  const store = new DisposableStore()
  const register = (name: string, run: (...args: unknown[]) => unknown): void => void store.add(vscode.commands.registerCommand(`sluice.${name}`, run))
  register('runPipeline', (clicked, selected, options) => runPipeline(panels, services, clicked, selected, options as Choice | undefined))
  register('savePipeline', (options) => save(panels, options as Choice | undefined))
  register('openPipeline', (options) => open(options as Choice | undefined))
  register('copyShellCommand', (options) => copyShellCommand(panels, services, options as Choice | undefined))
  return store
}

/** What callers of a command may say, instead of being asked. */
interface Choice {
  /** Of a pipeline of the settings. */
  readonly name?: string
  /** The log. */
  readonly paths?: readonly string[]
  /** Where a pipeline is saved. */
  readonly where?: PipelinePlace
  readonly target?: vscode.Uri
  readonly shell?: Shell
}

async function runPipeline(panels: Panels, services: PanelServices, clicked: unknown, selected: unknown, choice: Choice = {}): Promise<void> {
  const title = t('Run pipeline')
  const files = filesOfMenu(clicked, selected)
  const isPipeline = files?.length === 1 && files[0].path.endsWith(EXTENSION)
  const edited = vscode.window.activeTextEditor?.document
  const pipeline =
    choice.name !== undefined ? namedPipelines().find(({ name }) => name === choice.name)
    : files && (isPipeline || isOpenPipeline(files[0])) ? await pipelineOf(files[0])
    : !files && edited?.languageId === LANGUAGE ? await pipelineOf(edited.uri)
    : await askForPipeline(title)
  if (!pipeline || !(await isSound(pipeline))) return
  const shown = panels.active
  const logs = files && !isPipeline && !isOpenPipeline(files[0]) ? pathsOf(files) : choice.paths
  if (logs) return panels.run(logs, pipeline.text.trimEnd())
  if (shown && !files) return shown.show(pipeline.text.trimEnd())
  if (files && !isPipeline && !isOpenPipeline(files[0])) return
  const paths = await askForLog(t('Run pipeline {0}', pipeline.name), panels.paths, services.recent.entries.flatMap(readPaths))
  if (paths) panels.run(paths, pipeline.text.trimEnd())
}

/** One that was never saved has no name that says what it is. */
function isOpenPipeline(uri: vscode.Uri): boolean {
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString() && document.languageId === LANGUAGE)
}

/** Says what is wrong with one that cannot be run. */
async function isSound({ name, text, uri }: Pipeline): Promise<boolean> {
  const { diagnose } = await language()
  const [mistake] = diagnose(text)
  if (!mistake) return true
  const line = text.slice(0, mistake.start).split('\n').length
  const action = uri ? t('Show') : t('Open settings')
  void vscode.window.showErrorMessage(`${name}${uri ? `:${line}` : ''}: ${mistake.message}`, action).then(async (chosen) => {
    if (chosen === undefined) return
    if (!uri) return vscode.commands.executeCommand('workbench.action.openSettingsJson', { revealSetting: { key: 'sluice.pipelines' } })
    const document = await vscode.workspace.openTextDocument(uri)
    const selection = new vscode.Range(document.positionAt(mistake.start), document.positionAt(mistake.end))
    return vscode.window.showTextDocument(document, { selection })
  })
  return false
}

/** The pipeline of the panel, or of the editor that is active. */
async function current(panels: Panels): Promise<{ text: string; panel?: AnalysisPanel } | undefined> {
  const panel = panels.active
  const edited = vscode.window.activeTextEditor?.document
  if (panel) return { text: panel.query, panel }
  return edited?.languageId === LANGUAGE ? { text: edited.getText() } : undefined
}

async function save(panels: Panels, choice: Choice = {}): Promise<void> {
  const found = await current(panels)
  if (!found) return
  const title = t('Save pipeline')
  const { format } = await language()
  const text = format(found.text) ?? `${found.text.trimEnd()}\n`
  const places = [
    { label: `$(file) ${t('As a file…')}`, description: t('{0}, to be kept with the code', `*${EXTENSION}`), place: undefined },
    ...(vscode.workspace.workspaceFolders?.length ? [{ label: `$(bookmark) ${t('In the settings of the workspace')}`, description: t('by a name'), place: 'workspace' as const }] : []),
    { label: `$(bookmark) ${t('In the settings of the user')}`, description: t('by a name'), place: 'user' as const },
  ]
  const item = choice.target ? places[0] : choice.where ? { place: choice.where } : await vscode.window.showQuickPick(places, { title, placeHolder: t('Where') })
  if (!item) return
  if (!item.place) return saveAsFile(text, choice.target)
  const name = choice.name ?? (await askForName(title))
  if (name !== undefined) await savePipeline(name.trim(), text.trimEnd(), item.place)
}

function askForName(title: string): Thenable<string | undefined> {
  const known = new Set(namedPipelines().map(({ name }) => name))
  return vscode.window.showInputBox({
    title,
    prompt: t('Name'),
    validateInput: (typed) => {
      if (typed.trim() === '') return t('Expected a name.')
      return known.has(typed.trim()) ? { message: t('The pipeline of this name will be replaced.'), severity: vscode.InputBoxValidationSeverity.Warning } : undefined
    },
  })
}

async function saveAsFile(text: string, target: vscode.Uri | undefined): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri
  const chosen = target ?? (await vscode.window.showSaveDialog({ title: t('Save pipeline'), defaultUri: folder && vscode.Uri.joinPath(folder, `pipeline${EXTENSION}`), filters: { [t('Pipelines')]: [EXTENSION.slice(1)] } }))
  if (!chosen) return
  await vscode.workspace.fs.writeFile(chosen, Buffer.from(text))
  await vscode.window.showTextDocument(chosen)
}

/** A file in its editor; one of the settings in a new one, from which it can be saved again. */
async function open(choice: Choice = {}): Promise<void> {
  const pipeline = choice.name === undefined ? await askForPipeline(t('Open pipeline')) : namedPipelines().find(({ name }) => name === choice.name)
  if (!pipeline) return
  const { uri } = pipeline as Pipeline
  if (uri) return void (await vscode.window.showTextDocument(uri))
  const { format } = await language()
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: LANGUAGE, content: format(pipeline.text) ?? pipeline.text }))
}

async function copyShellCommand(panels: Panels, services: PanelServices, choice: Choice = {}): Promise<void> {
  const panel = panels.active
  if (!panel) return
  const { oneLine, diagnose } = await language()
  const query = oneLine(panel.query)
  if (query === undefined) return void vscode.window.showErrorMessage(t('The query has a mistake: {0}', diagnose(panel.query)[0].message))
  const shell = choice.shell ?? (await askForShell())
  if (!shell) return
  if (shell === 'cmd' && /[\r\n]/.test(query)) return void vscode.window.showErrorMessage(t('The query has a text with a line break in it, which cmd cannot take. Save it as a file and use sluice -p.'))
  await vscode.env.clipboard.writeText(shellCommand(shell, query, panel.paths, readingOf(panel.paths, services)))
  void vscode.window.setStatusBarMessage(`$(check) ${t('Copied the shell command.')}`, 3000)
}

async function askForShell(): Promise<Shell | undefined> {
  const items: { label: string; description: string; shell: Shell }[] = [
    { label: 'sh', description: t('bash, zsh and the like'), shell: 'sh' },
    { label: 'PowerShell', description: '', shell: 'powershell' },
    { label: 'cmd', description: t('the command prompt of Windows'), shell: 'cmd' },
  ]
  const ordered = process.platform === 'win32' ? [items[1], items[2], items[0]] : items
  return (await vscode.window.showQuickPick(ordered, { title: t('Copy pipeline as shell command'), placeHolder: t('Shell') }))?.shell
}
