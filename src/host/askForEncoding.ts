import * as vscode from 'vscode'
import { ENCODINGS } from '../common/encodings.ts'
import { askForPaths, type FileChoice } from './askForPaths.ts'

const TITLE = 'Reopen log with encoding'

/** Asks for files, if there are several, and for their encoding; `current`: by file, what they are read in. Undefined if it was dismissed. */
export async function askForEncoding(paths: readonly string[], current: readonly (string | undefined)[]): Promise<FileChoice | undefined> {
  const chosen = await askForPaths(TITLE, paths, current)
  if (!chosen) return undefined
  const used = new Set(chosen.map((path) => current[paths.indexOf(path)]))
  const items = [
    { label: 'Detect', description: 'by the content of the file', name: 'auto' },
    ...ENCODINGS.map(({ name, region }) => ({ label: name, description: used.has(name) ? `${region} · in use` : region, name })),
  ]
  const item = await vscode.window.showQuickPick(items, { title: TITLE, placeHolder: 'Encoding', matchOnDescription: true })
  return item && { paths: chosen, name: item.name }
}
