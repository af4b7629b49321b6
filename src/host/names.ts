/** Names that are made of the files' paths. */
import { basename, dirname, extname, posix, win32 } from 'node:path'
import { formatOfExtension, SAVE_FORMATS } from '../common/exportFormats.ts'
import type { ExportFormat } from '../common/protocol.ts'
import { t } from './l10n.ts'
import { rotationsOf } from './rotations.ts'

/** What the tab is called. */
export function panelTitle(paths: readonly string[]): string {
  const names = paths.map((path) => basename(path))
  const newest = newestRotation(paths)
  if (newest !== undefined) return `${newest} + ${names.length === 2 ? t('1 rotation') : t('{0} rotations', names.length - 1)}`
  if (names.length <= 2) return names.join(', ')
  return t('{0} + {1} more', names[0], names.length - 1)
}

/** The file of several that is written to, or was last, if all of them are one log and its rotations. */
function newestRotation(paths: readonly string[]): string | undefined {
  const names = paths.map((path) => basename(path))
  if (new Set(names).size < 2 || paths.some((path) => dirname(path) !== dirname(paths[0]))) return undefined
  const rotations = rotationsOf(names[0], names)
  return rotations.length === paths.length ? rotations[rotations.length - 1] : undefined
}

/** The same for the same files, in whatever order they were chosen. */
export function panelKey(paths: readonly string[]): string {
  return [...new Set(paths)].sort().join('\0')
}

/** `app.log` → `app.result.log`, `app.result.csv`; text keeps the extension of the log if that says text. */
export function resultName(paths: readonly string[], format: ExportFormat): string {
  const extension = extname(nameOf(paths))
  const stem = stemOf(paths)
  const kept = format === 'text' && /^\.(log|txt|out|err)$/i.test(extension) ? extension.slice(1) : SAVE_FORMATS.find((each) => each.format === format)?.extensions[0]
  return `${stem}.result.${kept}`
}

/** What files that are made of these are called, up to their extension. */
export function stemOf(paths: readonly string[]): string {
  const name = nameOf(paths)
  const extension = extname(name)
  return extension === '' ? name : name.slice(0, -extension.length)
}

function nameOf(paths: readonly string[]): string {
  return newestRotation(paths) ?? basename(paths[0] ?? 'log')
}

/** The format that a file's extension stands for; text if it stands for none. */
export function formatOfName(name: string): ExportFormat {
  return formatOfExtension(name) ?? 'text'
}

/** Among the names in a folder those of unfinished exports to `name` (as the engine's file sink calls them). */
export function unfinishedExports(entries: readonly string[], name: string): string[] {
  const isRest = (entry: string): boolean =>
    entry.startsWith(`.${name}.`) && /^[0-9a-f]{12}\.part$/.test(entry.slice(name.length + 2))
  return entries.filter(isRest)
}

/** Splits a list of paths as it stands in an environment variable; relative entries are left out. */
export function splitPathList(list: string | undefined, delimiter: string): string[] {
  const { isAbsolute } = delimiter === ';' ? win32 : posix
  return (list ?? '').split(delimiter).filter((entry) => entry !== '' && isAbsolute(entry))
}
