/** Asking which pipeline is meant, and on which log it is to be run. */
import { basename, dirname } from 'node:path'
import * as vscode from 'vscode'
import { askForFiles, pathsOf } from '../files.ts'
import { t } from '../l10n.ts'
import { language } from '../language/service.ts'
import { panelTitle } from '../names.ts'
import { namedPipelines } from './named.ts'

export interface Pipeline {
  /** What messages call it. */
  readonly name: string
  readonly text: string
  /** The document that it stands in; undefined for one of the settings. */
  readonly uri?: vscode.Uri
}

export const EXTENSION = '.sluice'
const MOST_FILES = 500

/** A pipeline as it stands in a file, or in its editor if it was changed there. */
export async function pipelineOf(uri: vscode.Uri): Promise<Pipeline> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString())
  const text = open ? open.getText() : (await vscode.workspace.openTextDocument(uri)).getText()
  return { name: basename(uri.fsPath), text, uri }
}

/** Asks for one of the settings or of the files of the workspace; those with mistakes say so. Undefined if that was dismissed. */
export async function askForPipeline(title: string): Promise<Pipeline | undefined> {
  const { diagnose } = await language()
  const named = namedPipelines().map(({ name, text }) => {
    const [mistake] = diagnose(text)
    return { label: `$(${mistake ? 'error' : 'bookmark'}) ${name}`, description: mistake ? mistake.message : text.replace(/\s+/g, ' '), pipeline: (): Pipeline => ({ name, text }) }
  })
  const files = (await vscode.workspace.findFiles(`**/*${EXTENSION}`, undefined, MOST_FILES)).map((uri) => {
    return { label: `$(file) ${basename(uri.fsPath)}`, description: vscode.workspace.asRelativePath(dirname(uri.fsPath)), pipeline: () => pipelineOf(uri) }
  })
  const other = { label: `$(folder-opened) ${t('Choose a file…')}`, description: '', pipeline: askForFile }
  const item = await vscode.window.showQuickPick([...named, ...files, other], { title, placeHolder: t('Pipeline'), matchOnDescription: true })
  return item?.pipeline()
}

async function askForFile(): Promise<Pipeline | undefined> {
  const chosen = await vscode.window.showOpenDialog({ title: t('Choose a pipeline'), filters: { [t('Pipelines')]: [EXTENSION.slice(1)], [t('All files')]: ['*'] } })
  return chosen?.[0] && pipelineOf(chosen[0])
}

/** Asks for the log: one that a panel shows, one that was looked at lately, or others. Undefined if that was dismissed. */
export async function askForLog(title: string, open: readonly (readonly string[])[], recent: readonly (readonly string[])[]): Promise<readonly string[] | undefined> {
  const keys = new Set(open.map((paths) => paths.join('\0')))
  const itemOf = (paths: readonly string[], description: string, icon: string) => ({
    label: `$(${icon}) ${panelTitle(paths)}`, description: [description, vscode.workspace.asRelativePath(dirname(paths[0]))].join(' · '), paths,
  })
  const items = [
    ...open.map((paths) => itemOf(paths, t('open'), 'graph')),
    ...recent.filter((paths) => !keys.has(paths.join('\0'))).map((paths) => itemOf(paths, t('recent'), 'history')),
    { label: `$(folder-opened) ${t('Choose files…')}`, description: '', paths: undefined },
  ]
  const item = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title, placeHolder: t('Log'), matchOnDescription: true })
  if (!item || item.paths) return item?.paths
  const chosen = await askForFiles()
  const paths = chosen && pathsOf(chosen)
  return paths && paths.length > 0 ? paths : undefined
}
