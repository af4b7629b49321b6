/** Links that open a log at a row: `vscode://sluice.sluice/open?path=…&line=…&query=…`. Pure. */
import { isAbsolute } from 'node:path'
import { t } from '../l10n.ts'

export interface RowLink {
  readonly paths: readonly string[]
  readonly query: string
  /** 1-based, in the file of this number among the paths. */
  readonly line?: number
  readonly source?: number
}

export const LINK_PATH = '/open'
/** Longer ones are no links that somebody made from a row. */
const LONGEST = 20_000

/** VS Code undoes the percent-encoding of a link before it hands it on: what has a meaning in the rest is encoded twice. */
const twice = (text: string): string => text.replace(/[%&+]/g, encodeURIComponent)

/** The part of a link behind its `?`. */
export function encodeLink({ paths, query, line, source }: RowLink): string {
  const values = new URLSearchParams(paths.map((path) => ['path', twice(path)]))
  if (query !== '') values.set('query', twice(query))
  if (line !== undefined) values.set('line', String(line))
  if (source) values.set('source', String(source))
  // Spaces as + are not what every program that passes links on understands.
  return values.toString().replaceAll('+', '%20')
}

/** What a link says, of which VS Code has undone the percent-encoding once; a text is why it cannot be followed. */
export function decodeLink(path: string, query: string): RowLink | string {
  if (path !== LINK_PATH) return t('Sluice has no links to {0}.', path)
  if (query.length > LONGEST) return t('The link is too long.')
  const values = new URLSearchParams(query)
  const paths = values.getAll('path')
  if (paths.length === 0) return t('The link names no log.')
  const wrong = paths.find((each) => !isAbsolute(each) || each.includes('\0'))
  if (wrong !== undefined) return t('The link does not name a log by its whole path: {0}', wrong)
  const line = wholeNumber(values.get('line'))
  const source = wholeNumber(values.get('source')) ?? 0
  return { paths, query: values.get('query') ?? '', ...(line !== undefined && line > 0 && source < paths.length ? { line, source } : {}) }
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
