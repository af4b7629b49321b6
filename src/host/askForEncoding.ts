import { basename } from 'node:path'
import * as vscode from 'vscode'
import { ENCODINGS } from '../common/encodings.ts'

const TITLE = 'Reopen log with encoding'

/** What was chosen for some files: the name of an encoding, or `auto`. */
export interface EncodingChoice {
  readonly paths: readonly string[]
  readonly name: string
}

/** Asks for files, if there are several, and for their encoding; `current`: by file, what they are read in. Undefined if it was dismissed. */
export async function askForEncoding(paths: readonly string[], current: readonly (string | undefined)[]): Promise<EncodingChoice | undefined> {
  const chosen = paths.length > 1 ? await askForPaths(paths, current) : paths
  if (!chosen) return undefined
  const used = new Set(chosen.map((path) => current[paths.indexOf(path)]))
  const items = [
    { label: 'Detect', description: 'by the content of the file', name: 'auto' },
    ...ENCODINGS.map(({ name, region }) => ({ label: name, description: used.has(name) ? `${region} · in use` : region, name })),
  ]
  const item = await vscode.window.showQuickPick(items, { title: TITLE, placeHolder: 'Encoding', matchOnDescription: true })
  return item && { paths: chosen, name: item.name }
}

async function askForPaths(paths: readonly string[], current: readonly (string | undefined)[]): Promise<readonly string[] | undefined> {
  const items = [
    { label: 'All files', description: '', paths },
    ...paths.map((path, i) => ({ label: basename(path), description: current[i] ?? '', paths: [path] })),
  ]
  return (await vscode.window.showQuickPick(items, { title: TITLE, placeHolder: 'File' }))?.paths
}
