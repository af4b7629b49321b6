import type { Bookmark } from '../../common/panelProtocol.ts'
import { t } from '../l10n.ts'
import { lineOf } from './bookmarks.ts'

/** Bookmarks as a document to be sent to others: notes as text, rows as code. Logs may hold anything, so no fence can be closed by a row. */
export function bookmarksAsMarkdown(files: readonly { readonly path: string; readonly bookmarks: readonly Bookmark[] }[]): string {
  return files.map(({ path, bookmarks }) => `## ${escape(path)}\n\n${bookmarks.map(section).join('\n')}`).join('\n')
}

function section(bookmark: Bookmark): string {
  const { note, text } = bookmark
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `**${t('Line {0}', lineOf(bookmark))}**${note === undefined ? '' : `: ${escape(note)}`}\n\n${fence}text\n${text}\n${fence}\n`
}

function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&]/g, '\\$&')
}
