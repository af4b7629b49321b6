import * as vscode from 'vscode'
import type { FormatInfo } from '../common/protocol.ts'
import { askForPaths, type FileChoice } from './askForPaths.ts'

const TITLE = 'Reopen log as format'

/** Asks for files, if there are several, and for the format to read them by; `current`: by file, what they are read by. Undefined if it was dismissed. */
export async function askForFormat(
  paths: readonly string[],
  current: readonly (FormatInfo | undefined)[],
  formats: readonly FormatInfo[],
): Promise<FileChoice | undefined> {
  const chosen = await askForPaths(TITLE, paths, current.map((format) => format?.title))
  if (!chosen) return undefined
  const using = chosen.flatMap((path) => current[paths.indexOf(path)] ?? [])
  const used = new Set(using.map(({ name }) => name))
  // One that is wrapped in another, as in `cri/json`, is not listed in all its combinations.
  const wrapped = using.filter(({ name }, i) => formats.every((format) => format.name !== name) && using.findIndex((format) => format.name === name) === i)
  const items = [
    { label: 'Detect', description: 'by the content of the file', name: 'auto' },
    ...[...wrapped, ...formats].map(({ name, title }) => ({ label: title, description: used.has(name) ? `${name} · in use` : name, name })),
  ]
  const item = await vscode.window.showQuickPick(items, { title: TITLE, placeHolder: 'Format', matchOnDescription: true })
  return item && { paths: chosen, name: item.name }
}
