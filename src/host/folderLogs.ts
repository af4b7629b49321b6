/** Which logs of a folder are analyzed together. */
import { basename, dirname, join, relative } from 'node:path'
import { readdir, stat } from 'node:fs/promises'
import * as vscode from 'vscode'
import { compileGlob } from './glob.ts'
import { t } from './l10n.ts'
import { rotationsOf } from './rotations.ts'

const ALL_LOGS = '**/*.{log,txt,out,err,jsonl,ndjson,log.[0-9]*,gz,zst,bz2,xz}'
/** Every worker holds every file of an analysis open. */
const MOST_FILES = 200
/** So many are looked for at most, to find those that were written last. */
const MOST_FOUND = 10_000
/** Folders of tools, in which nobody looks for logs. */
const LEFT_OUT = new Set(['.git', 'node_modules'])

/** A log and its rotations, which lie beside it, the oldest first. */
export async function withRotations(path: string): Promise<string[]> {
  const entries = await readdir(dirname(path), { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
  const folder = path.slice(0, path.length - basename(path).length)
  return rotationsOf(basename(path), names).map((name) => folder + name)
}

interface Found {
  readonly path: string
  readonly size: number
  readonly modified: number
}

/** Asks for a filter and for the files that it finds; with a `filter` all of these are taken. Undefined if it was dismissed or there are none. */
export async function askForFolderLogs(folder: vscode.Uri, filter?: string): Promise<string[] | undefined> {
  const pattern = filter ?? (await vscode.window.showInputBox({ title: titleOf(folder), prompt: t('Files, as a pattern'), value: ALL_LOGS, validateInput: patternError }))
  if (pattern === undefined) return undefined
  const found = await filesLike(folder.fsPath, pattern.trim())
  const files = (await Promise.all(found.map(look))).flatMap((file) => file ?? [])
  if (files.length === 0) {
    void vscode.window.showInformationMessage(t('No file in {0} is like {1}.', basename(folder.fsPath), pattern.trim()))
    return undefined
  }
  // Those that were written last: who looks into a folder of many logs rarely wants the oldest.
  const latest = files.sort((a, b) => b.modified - a.modified).slice(0, MOST_FILES)
  if (files.length > latest.length) {
    const all = found.length === MOST_FOUND ? t('{0} files or more', MOST_FOUND) : t('{0} files', files.length)
    void vscode.window.showWarningMessage(t(
      '{0} are like {1}. An analysis takes up to {2}: only those that were written last are offered. A narrower pattern finds others.',
      all, pattern.trim(), MOST_FILES,
    ))
  }
  const byPath = latest.sort((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }))
  return filter === undefined ? pick(folder, byPath) : byPath.map(({ path }) => path)
}

function titleOf(folder: vscode.Uri): string {
  return t('Analyze logs in folder {0}', basename(folder.fsPath))
}

function patternError(pattern: string): string | undefined {
  return pattern.trim() === '' || !compileGlob(pattern.trim()) ? t('Expected a pattern such as {0} or {1}.', '**/*.log', '**/*.{log,txt}') : undefined
}

/** Paths of files below a folder that are like a pattern, as many as are looked for. Links to folders, which may lead in circles, are left out. */
async function filesLike(folder: string, pattern: string): Promise<string[]> {
  const isLike = compileGlob(pattern)
  const found: string[] = []
  const folders = ['']
  for (let inner = folders.shift(); inner !== undefined && isLike; inner = folders.shift()) {
    // One that must not be read has none for us.
    const entries = await readdir(join(folder, inner), { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = inner === '' ? entry.name : `${inner}/${entry.name}`
      if (entry.isDirectory()) {
        if (!LEFT_OUT.has(entry.name)) folders.push(path)
      } else if (isLike(path) && (entry.isFile() || entry.isSymbolicLink())) found.push(join(folder, path))
      if (found.length === MOST_FOUND) return found
    }
  }
  return found
}

async function look(path: string): Promise<Found | undefined> {
  try {
    const about = await stat(path)
    return about.isFile() ? { path, size: about.size, modified: about.mtimeMs } : undefined
  } catch {
    // It was deleted meanwhile, or must not be read: the others can be.
    return undefined
  }
}

async function pick(folder: vscode.Uri, files: readonly Found[]): Promise<string[] | undefined> {
  const items = files.map(({ path, size }) => ({ label: relative(folder.fsPath, path), description: sizeText(size), picked: true, path }))
  const total = sizeText(files.reduce((sum, { size }) => sum + size, 0))
  const title = `${titleOf(folder)}: ${files.length === 1 ? t('one file') : t('{0} files', files.length)}, ${total}`
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: t('Files to analyze together'), canPickMany: true })
  return chosen && chosen.length > 0 ? chosen.map(({ path }) => path) : undefined
}

/** As `1.2 MB`. */
export function sizeText(bytes: number): string {
  const units = ['', 'kB', 'MB', 'GB', 'TB']
  let [value, unit] = [bytes, 0]
  while (value >= 999.95 && unit + 1 < units.length) {
    value /= 1000
    unit++
  }
  return unit === 0 ? t('{0} bytes', bytes) : `${value.toFixed(1)} ${units[unit]}`
}
