/** Results that leave the panel: saved as a file, opened in an editor. The engine writes; this asks and shows how far it is. */
import { readdir, realpath, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import * as vscode from 'vscode'
import { SAVE_FORMATS } from '../common/exportFormats.ts'
import { SluiceError, toErrorData } from '../common/errors.ts'
import type { ExportFormat } from '../common/protocol.ts'
import type { Analysis } from './analysis.ts'
import { signalOf } from './cancellation.ts'
import { t } from './l10n.ts'
import { formatOfName, resultName, unfinishedExports } from './names.ts'
import type { ResultFiles } from './resultFiles.ts'
import { formatBytes, formatRows } from './texts.ts'

interface Exported {
  readonly rows: number
  readonly bytes: number
}

/** The folder that was saved to last in this window. */
let lastFolder: vscode.Uri | undefined

/** Asks where to, and saves the result of `run` there. `target` is for callers that know; `columns`: those of formats with columns, if they were chosen. */
export async function saveResult(analysis: Analysis, run: number, suggested: ExportFormat, target?: vscode.Uri, columns?: readonly string[]): Promise<void> {
  const chosen = target ?? (await askForTarget(analysis.paths, suggested))
  if (!chosen) return
  if (chosen.scheme !== 'file') throw new SluiceError('output', t('Results can be saved to files on disk only, not to {0}: places.', chosen.scheme))
  await refuseSource(chosen.fsPath, analysis.paths)
  const exported = await exportWithProgress(analysis, run, formatOfName(chosen.fsPath), chosen.fsPath, columns)
  // Not awaited: the message stays until it is put away.
  if (exported) void offerSaved(chosen, exported)
}

/** Writes the result of `run` to a file among `files`, and opens it in an editor. */
export async function openResult(analysis: Analysis, run: number, format: ExportFormat, files: ResultFiles): Promise<void> {
  const path = await files.reserve(resultName(analysis.paths, format))
  const exported = await exportWithProgress(analysis, run, format, path).catch(async (error: unknown) => {
    await files.release(path).catch(() => undefined)
    throw error
  })
  if (exported) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path), { preview: false })
  else await files.release(path).catch(() => undefined)
}

async function askForTarget(paths: readonly string[], format: ExportFormat): Promise<vscode.Uri | undefined> {
  const folder = lastFolder ?? vscode.Uri.file(dirname(paths[0]))
  // The first filter is the one that is chosen.
  const order = [...SAVE_FORMATS].sort((a, b) => Number(b.format === format) - Number(a.format === format))
  const chosen = await vscode.window.showSaveDialog({
    title: t('Save result as'),
    saveLabel: t('Save result'),
    defaultUri: vscode.Uri.joinPath(folder, resultName(paths, format)),
    filters: Object.fromEntries(order.map(({ label, extensions }) => [label, [...extensions]])),
  })
  if (chosen) lastFolder = vscode.Uri.joinPath(chosen, '..')
  return chosen
}

/** The rows come out of the log while they are written: the log cannot be replaced by them. */
async function refuseSource(target: string, sources: readonly string[]): Promise<void> {
  const real = (path: string): Promise<string> => realpath(path).catch(() => path)
  const wanted = await real(target)
  for (const source of sources) {
    if ((await real(source)) !== wanted) continue
    throw new SluiceError('output', t('{0} is the log that the result is made of. Choose another name.', basename(target)))
  }
}

/** Undefined if it was cancelled. */
async function exportWithProgress(analysis: Analysis, run: number, format: ExportFormat, path: string, columns?: readonly string[]): Promise<Exported | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title: t('Writing {0}', basename(path)), cancellable: true }
  return vscode.window.withProgress(options, async (progress, token) => {
    const signal = signalOf(token)
    let shown = 0
    const following = analysis.onExportProgress.on(({ rows, bytes, fraction }) => {
      const percent = Math.min(100, 100 * fraction)
      progress.report({ message: `${formatRows(rows)}, ${formatBytes(bytes)}`, increment: Math.max(0, percent - shown) })
      shown = Math.max(shown, percent)
    })
    try {
      return await analysis.ask('exportTo', { run, format, path, columns }, signal)
    } catch (error) {
      const { code } = toErrorData(error)
      if (code === 'disposed') await removeUnfinished(path)
      if (signal.aborted) return undefined
      throw explained(error, basename(path))
    } finally {
      following.dispose()
    }
  })
}

function explained(error: unknown, name: string): unknown {
  switch (toErrorData(error).code) {
    case 'cancelled':
    case 'outdated':
      return new SluiceError('output', t('{0} was not written: the query was changed or run again meanwhile. Save once more.', name))
    case 'disposed':
      return new SluiceError('output', t('{0} was not written: the engine ended meanwhile. Save once more.', name))
    default:
      return error
  }
}

/** An engine that was killed could not take away what it had written so far. */
async function removeUnfinished(path: string): Promise<void> {
  const folder = dirname(path)
  const entries = await readdir(folder).catch(() => [])
  await Promise.all(unfinishedExports(entries, basename(path)).map((entry) => unlink(join(folder, entry)).catch(() => undefined)))
}

async function offerSaved(target: vscode.Uri, { rows, bytes }: Exported): Promise<void> {
  const [open, reveal] = [t('Open'), t('Reveal')]
  const actions = vscode.env.remoteName === undefined ? [open, reveal] : [open]
  const text = t('Saved {0} ({1}) to {2}.', formatRows(rows), formatBytes(bytes), basename(target.fsPath))
  const action = await vscode.window.showInformationMessage(text, ...actions)
  if (action === open) await vscode.commands.executeCommand('vscode.open', target)
  if (action === reveal) await vscode.commands.executeCommand('revealFileInOS', target)
}
