import { delimiter } from 'node:path'
import * as vscode from 'vscode'
import { encodingNamed } from '../common/encodings.ts'
import { DisposableStore } from '../common/lifecycle.ts'
import { timeZoneNamed } from '../common/timeZones.ts'
import { parseShift } from '../common/timeShift.ts'
import type { ExtensionApi } from './api.ts'
import { registerBookmarkCommands } from './bookmarks/commands.ts'
import { Bookmarks } from './bookmarks/bookmarks.ts'
import { chooseFiles, registerCommands } from './commands.ts'
import { onSettingsChange, readEngineArguments, readTerminalCommand } from './configuration.ts'
import { EngineClient } from './engineClient.ts'
import { setTranslation, t } from './l10n.ts'
import { registerLanguage } from './language/providers.ts'
import { warnOfPipelines } from './pipelines/warn.ts'
import { registerPipelineCommands } from './pipelines/commands.ts'
import { FileChoices } from './fileChoices.ts'
import { FormatWarnings } from './formatWarnings.ts'
import { OfferedExamples } from './guide/offeredExamples.ts'
import { registerGuide } from './guide/walkthrough.ts'
import { LinkHandler } from './links/linkHandler.ts'
import { registerLogEditor } from './logEditor.ts'
import { splitPathList } from './names.ts'
import { Panels } from './panels.ts'
import type { PanelServices } from './panelServices.ts'
import { QueryHistory } from './queryHistory.ts'
import { ResultFiles } from './resultFiles.ts'
import { newScript } from './scripts.ts'
import { Bindings } from './sideBySide/bindings.ts'
import { registerSideBySide } from './sideBySide/commands.ts'
import { registerLogsView } from './tree/logsView.ts'
import { updateTerminalCommand } from './terminal.ts'

const HISTORY_KEY = 'queryHistory'
const RECENT_KEY = 'recentLogs'
const RECENT_LOGS = 20
const ENCODINGS_KEY = 'encodings'
const FORMATS_KEY = 'formats'
const SHIFTS_KEY = 'shifts'
const BOOKMARKS_KEY = 'bookmarks'
const EXAMPLES_KEY = 'examplesPutAway'
const TIME_ZONES_KEY = 'timeZones'
/** Results that were opened in an editor are kept for a day, in milliseconds. */
const RESULT_AGE = 24 * 60 * 60 * 1000

export interface Host {
  readonly api: ExtensionApi
  /** Ends the engine and lets go of everything. */
  stop(): Promise<void>
}

/** Wires the parts together. Starts nothing that costs: the engine comes with the first analysis. */
export function startHost(context: vscode.ExtensionContext): Host {
  const started = performance.now()
  setTranslation((text, ...values) => vscode.l10n.t(text, ...values), vscode.env.language, vscode.l10n.bundle !== undefined)
  const store = new DisposableStore()
  const log = store.add(vscode.window.createOutputChannel('Sluice', { log: true }))
  const indexFolder = vscode.Uri.joinPath(context.globalStorageUri, 'index').fsPath
  const spoolFolder = vscode.Uri.joinPath(context.globalStorageUri, 'spools').fsPath
  const engineArguments = (): readonly string[] => [...readEngineArguments(), `--index-folder=${indexFolder}`, `--spool-folder=${spoolFolder}`]
  const engine = new EngineClient({ script: context.asAbsolutePath('dist/engine.js'), args: engineArguments, log })
  const history = store.add(
    new QueryHistory({
      get: () => context.workspaceState.get<string[]>(HISTORY_KEY),
      set: (entries) => context.workspaceState.update(HISTORY_KEY, entries),
    }),
  )
  const recent = store.add(
    new QueryHistory({ get: () => context.workspaceState.get<string[]>(RECENT_KEY), set: (entries) => context.workspaceState.update(RECENT_KEY, entries) }, RECENT_LOGS),
  )
  const storage = context.storageUri ?? context.globalStorageUri
  const resultFiles = new ResultFiles(vscode.Uri.joinPath(storage, 'results').fsPath)
  const services: PanelServices = {
    extensionUri: context.extensionUri,
    extensionId: context.extension.id,
    bookmarks: store.add(new Bookmarks({ get: () => context.globalState.get(BOOKMARKS_KEY), set: (value) => context.globalState.update(BOOKMARKS_KEY, value) })),
    bindings: new Bindings(),
    examples: new OfferedExamples({ get: () => context.globalState.get(EXAMPLES_KEY), set: (value) => context.globalState.update(EXAMPLES_KEY, value) }, () => panels.sendSettings()),
    engine,
    log,
    history,
    recent,
    resultFiles,
    encodings: choicesOf(context, ENCODINGS_KEY, (text) => encodingNamed(text)?.name),
    formatWarnings: new FormatWarnings({
      check: (declared) => engine.call('checkFormats', { declared }),
      show: warnOfFormats,
    }),
    formats: choicesOf(context, FORMATS_KEY, (text) => (text === 'auto' ? undefined : text)),
    timeZones: choicesOf(context, TIME_ZONES_KEY, timeZoneNamed),
    shifts: choicesOf(context, SHIFTS_KEY, (text) => (parseShift(text) ? text : undefined)),
    showLog: () => log.show(),
    open: (paths, column, query) => void panels.open(paths, { column, query }),
    chooseFiles: (column) => chooseFiles(panels, { column }),
  }
  const panels: Panels = store.add(new Panels(services))
  store.add(registerCommands(panels, services))
  store.add(registerPipelineCommands(panels, services))
  store.add(registerBookmarkCommands(panels, services))
  store.add(registerSideBySide(panels, services))
  store.add(registerGuide(context.extension.id))
  store.add(registerLogEditor(panels))
  store.add(vscode.window.registerUriHandler(new LinkHandler(panels)))
  store.add(registerLogsView(panels, services))
  store.add(vscode.commands.registerCommand('sluice.newScript', (name: unknown) => newScript(typeof name === 'string' ? name : undefined)))
  store.add(vscode.workspace.onDidSaveTextDocument(({ uri }) => panels.noteSaved(uri.fsPath)))
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => panels.noteSaved()))
  store.add(registerLanguage(async () => (await panels.last?.fields()) ?? [], { get last() { return panels.last?.named }, onChange: panels.onChange }))
  store.add(engine.onLost.on(({ givenUp }) => givenUp && void offerRestart(services)))

  let terminal = updateTerminalCommand(context, readTerminalCommand(), log)
  store.add(
    onSettingsChange((what) => {
      if (what.panel) panels.sendSettings()
      if (what.engine) engine.restart(t('The settings of the engine were changed.'))
      if (what.pipelines) void warnOfPipelines()
      if (what.formats) panels.reloadFormats()
      else if (what.zones) panels.reload()
      if (what.terminal) terminal = terminal.then(() => updateTerminalCommand(context, readTerminalCommand(), log))
    }),
  )
  void resultFiles.sweep(RESULT_AGE, isOpenInTab)
  openFromEnvironment(context, panels)
  log.debug(`Activated in ${(performance.now() - started).toFixed(1)} ms.`)

  return {
    api: {
      panels: () => panels.snapshots,
      enginePid: () => engine.pid,
      terminalFolder: () => terminal,
    },
    async stop() {
      await Promise.all([engine.dispose(), resultFiles.sweep(RESULT_AGE, isOpenInTab)])
      store.dispose()
    },
  }
}

async function offerRestart({ engine, showLog }: PanelServices): Promise<void> {
  const [restart, show] = [t('Restart engine'), t('Show log')]
  const text = t('The engine of Sluice ended several times within a minute and is not started again by itself.')
  const action = await vscode.window.showErrorMessage(text, restart, show)
  if (action === restart) engine.restart(t('The engine was ended by hand.'))
  if (action === show) showLog()
}

async function warnOfFormats(message: string): Promise<void> {
  const action = await vscode.window.showWarningMessage(message, t('Open settings'))
  if (action === undefined) return
  await vscode.commands.executeCommand('workbench.action.openSettingsJson', { revealSetting: { key: 'sluice.formats' } })
}

/** `npm start` names the files to open in SLUICE_OPEN. Not where the extension is installed: every window would open them. */
function openFromEnvironment(context: vscode.ExtensionContext, panels: Panels): void {
  if (context.extensionMode === vscode.ExtensionMode.Production) return
  const paths = splitPathList(process.env.SLUICE_OPEN, delimiter)
  if (paths.length > 0) panels.open(paths)
}

function isOpenInTab(path: string): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs)
  return tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.fsPath === path)
}

function choicesOf(context: vscode.ExtensionContext, key: string, named: (text: string) => string | undefined): FileChoices {
  const { workspaceState } = context
  return new FileChoices({ get: () => workspaceState.get(key), set: (choices) => workspaceState.update(key, choices) }, named)
}
